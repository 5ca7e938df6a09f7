using MimiNative.Numerics;

namespace ILGPU.Algorithms;

/// <summary>
/// Elementary functions, operation by operation those of <c>kernels/prelude/common.h</c>: a kernel gives the same bits as plain C#, on OpenCL and on CUDA.
/// </summary>
public static class XMath
{
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
        var n = MathF.FusedMultiplyAdd(x, Polynomials.Log2E, Polynomials.Rounder) - Polynomials.Rounder;
        var r = MathF.FusedMultiplyAdd(n, -Polynomials.Ln2High, x);
        r = MathF.FusedMultiplyAdd(n, -Polynomials.Ln2Low, r);
        var q = Polynomials.Exp6;
        q = MathF.FusedMultiplyAdd(q, r, Polynomials.Exp5);
        q = MathF.FusedMultiplyAdd(q, r, Polynomials.Exp4);
        q = MathF.FusedMultiplyAdd(q, r, Polynomials.Exp3);
        q = MathF.FusedMultiplyAdd(q, r, Polynomials.Exp2);
        var p = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(q, r, 1f), r, 1f);
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
        var n = MathF.FusedMultiplyAdd(a, Polynomials.InverseHalfPi, Polynomials.Rounder) - Polynomials.Rounder;
        var r = MathF.FusedMultiplyAdd(n, -Polynomials.HalfPiHigh, a);
        r = MathF.FusedMultiplyAdd(n, -Polynomials.HalfPiMiddle, r);
        r = MathF.FusedMultiplyAdd(n, -Polynomials.HalfPiLow, r);
        var s = r * r;
        var sine = Polynomials.Sin9;
        sine = MathF.FusedMultiplyAdd(sine, s, Polynomials.Sin7);
        sine = MathF.FusedMultiplyAdd(sine, s, Polynomials.Sin5);
        sine = MathF.FusedMultiplyAdd(sine, s, Polynomials.Sin3);
        sine = MathF.FusedMultiplyAdd(sine * s, r, r);
        var cosine = Polynomials.Cos8;
        cosine = MathF.FusedMultiplyAdd(cosine, s, Polynomials.Cos6);
        cosine = MathF.FusedMultiplyAdd(cosine, s, Polynomials.Cos4);
        cosine = MathF.FusedMultiplyAdd(cosine, s, -0.5f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, 1f);
        var quadrant = (int)n + shift;
        var y = (quadrant & 1) == 0 ? sine : cosine;
        return (quadrant & 2) == 0 ? y : -y;
    }
}
