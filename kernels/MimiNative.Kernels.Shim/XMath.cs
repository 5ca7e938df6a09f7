namespace ILGPU.Algorithms;

/// <summary>
/// Elementary functions, operation by operation those of <c>kernels/prelude/common.h</c>: a kernel gives the same bits as plain C#, on OpenCL and on CUDA.
/// </summary>
public static class XMath
{
    private const float Log2E = 1.44269504f, Ln2High = 0.693145752f, Ln2Low = 1.42860677e-6f;
    private const float InverseHalfPi = 0.636619772f, HalfPiHigh = 1.57079601f, HalfPiMiddle = 3.13916473e-7f, HalfPiLow = 5.39030253e-15f;

    // Adding and subtracting 1.5 · 2^23 rounds to the nearest integer.
    private const float Rounder = 12582912f;

    /// <summary>The larger; b when either is not a number.</summary>
    public static float Max(float a, float b) => a > b ? a : b;

    /// <summary>The smaller; b when either is not a number.</summary>
    public static float Min(float a, float b) => a < b ? a : b;

    /// <summary>The larger.</summary>
    public static int Max(int a, int b) => a > b ? a : b;

    /// <summary>The smaller.</summary>
    public static int Min(int a, int b) => a < b ? a : b;

    /// <summary>Without its sign.</summary>
    public static float Abs(float a) => MathF.Abs(a);

    /// <summary>Without its sign; int.MinValue stays.</summary>
    public static int Abs(int a) => unchecked(a < 0 ? -a : a);

    /// <summary>Square root, correctly rounded.</summary>
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <summary>1 / sqrt, each correctly rounded.</summary>
    public static float Rsqrt(float a) => 1f / MathF.Sqrt(a);

    /// <summary>e^a within 1 ulp for −87.3 to 88.7; 0 below, infinity above.</summary>
    public static float Exp(float a)
    {
        var x = Min(Max(a, -88f), 89f);
        var n = MathF.FusedMultiplyAdd(x, Log2E, Rounder) - Rounder;
        var r = MathF.FusedMultiplyAdd(n, -Ln2High, x);
        r = MathF.FusedMultiplyAdd(n, -Ln2Low, r);
        var p = 1.37805939e-3f;
        p = MathF.FusedMultiplyAdd(p, r, 8.37312452e-3f);
        p = MathF.FusedMultiplyAdd(p, r, 4.16695364e-2f);
        p = MathF.FusedMultiplyAdd(p, r, 1.66664720e-1f);
        p = MathF.FusedMultiplyAdd(p, r, 4.99999851e-1f);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        // 2^n in two factors: n reaches −127 and 128, whose powers have no normal representation.
        var half = (int)n >> 1;
        var y = p * BitConverter.Int32BitsToSingle((half + 127) << 23) * BitConverter.Int32BitsToSingle(((int)n - half + 127) << 23);
        y = a > 88.7228394f ? float.PositiveInfinity : y;
        y = a < -87.3365479f ? 0f : y;
        return float.IsNaN(a) ? a : y;
    }

    /// <summary>Sine within 2 ulp of 1 for |a| ≤ 10⁴.</summary>
    public static float Sin(float a) => Circular(a, 0);

    /// <summary>Cosine within 2 ulp of 1 for |a| ≤ 10⁴.</summary>
    public static float Cos(float a) => Circular(a, 1);

    /// <summary>Hyperbolic tangent, within 2e-7.</summary>
    public static float Tanh(float a)
    {
        var t = Abs(a);
        var e = Exp(-2f * t);
        var y = (1f - e) / (1f + e);
        return a < 0f ? -y : y;
    }

    private static float Circular(float a, int shift)
    {
        var n = MathF.FusedMultiplyAdd(a, InverseHalfPi, Rounder) - Rounder;
        var r = MathF.FusedMultiplyAdd(n, -HalfPiHigh, a);
        r = MathF.FusedMultiplyAdd(n, -HalfPiMiddle, r);
        r = MathF.FusedMultiplyAdd(n, -HalfPiLow, r);
        var s = r * r;
        var sine = 2.86567956e-6f;
        sine = MathF.FusedMultiplyAdd(sine, s, -1.98559923e-4f);
        sine = MathF.FusedMultiplyAdd(sine, s, 8.33338592e-3f);
        sine = MathF.FusedMultiplyAdd(sine, s, -1.66666672e-1f);
        sine = MathF.FusedMultiplyAdd(sine * s, r, r);
        var cosine = 2.44677067e-5f;
        cosine = MathF.FusedMultiplyAdd(cosine, s, -1.38877297e-3f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, 4.16666567e-2f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, -0.5f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, 1f);
        var quadrant = (int)n + shift;
        var y = (quadrant & 1) == 0 ? sine : cosine;
        return (quadrant & 2) == 0 ? y : -y;
    }
}
