using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// ELU, exact GELU and exp on vectors. Polynomials are Chebyshev interpolations made for these ranges (tools/fit_polynomials.py);
/// the tests hold them to the stated bounds over every region.
/// </summary>
internal static class SimdMath<V> where V : struct, ISimd<V>
{
    // Adding 1.5·2^23 rounds to an integer and leaves it in the low bits.
    private const float RoundingMagic = 12582912f;
    private const float Log2E = 1.44269504f;
    private const float Ln2 = 0.693147181f;
    private const float Ln2High = 0.693145752f;
    private const float Ln2Low = 1.42860677e-6f;

    /// <summary>x = n·ln 2 + r: returns 2^n and e^r − 1, whose error is below 2.3e-8·|r| before rounding. x must be in [−87, 88].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce(V x, out V powerOfTwo)
    {
        V shifted = V.Fma(x, V.Broadcast(Log2E), V.Broadcast(RoundingMagic));
        V n = V.Subtract(shifted, V.Broadcast(RoundingMagic));
        powerOfTwo = V.PowerOfTwo(shifted);
        return ExpM1(V.Fma(n, V.Broadcast(-Ln2Low), V.Fma(n, V.Broadcast(-Ln2High), x)));
    }

    /// <summary>e^r − 1 for |r| ≤ ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpM1(V r)
    {
        V q = V.Fma(V.Broadcast(0.001392625083148979f), r, V.Broadcast(0.008363232883682618f));
        q = V.Fma(q, r, V.Broadcast(0.04166655421298427f));
        q = V.Fma(q, r, V.Broadcast(0.16666576666119928f));
        q = V.Fma(q, r, V.Broadcast(0.5f));
        return V.Fma(V.Multiply(r, r), q, r);
    }

    /// <summary>e^x for x ≤ 0, within 2 ulp; below −87 it stays at e^−87 (1.6e-38).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpOfNegative(V x)
    {
        V p = Reduce(V.Max(x, V.Broadcast(-87f)), out V power);
        return V.Fma(power, p, power);
    }

    /// <summary>ELU, alpha 1: x for x &gt; 0, else e^x − 1 (computed without cancellation, within 2 ulp). NaN gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Elu(V x)
    {
        V clamped = V.Max(x, V.Broadcast(-30f));
        V shifted = V.Fma(clamped, V.Broadcast(Log2E), V.Broadcast(RoundingMagic));
        // ln 2 in one float is off by 2e-9: below 1e-9 in the result, since e^x falls as n grows.
        V p = ExpM1(V.Fma(V.Subtract(shifted, V.Broadcast(RoundingMagic)), V.Broadcast(-Ln2), clamped));
        V power = V.PowerOfTwo(shifted);
        V negative = V.Fma(power, p, V.Subtract(power, V.Broadcast(1f)));
        return V.WhereGreater(V.Broadcast(0f), x, negative, x);
    }

    /// <summary>GELU, x·Φ(x) with the error function itself: within 1e-7·max(1, |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        V z = V.Multiply(x, V.Broadcast(0.70710678f));
        V t = V.Min(V.Abs(z), V.Broadcast(4f)); // erfc(4) is below half an ulp of 1

        // |z| ≤ 0.92: erf(z) = z + z·p(z²), 1.8e-8 relative.
        V s = V.Multiply(z, z);
        V small = V.Fma(V.Broadcast(-0.0005967310878324188f), s, V.Broadcast(0.004988906025370948f));
        small = V.Fma(small, s, V.Broadcast(-0.02676399513752354f));
        small = V.Fma(small, s, V.Broadcast(0.11281754130998366f));
        small = V.Fma(small, s, V.Broadcast(-0.3761248904464929f));
        small = V.Fma(small, s, V.Broadcast(0.12837914912142367f));
        V onePlusErf = V.Add(V.Broadcast(1f), V.Fma(small, z, z));

        // |z| > 0.92: erfc(t) = exp(−t − t·h(t)), 1.7e-8 absolute.
        V h = V.Fma(V.Broadcast(1.6588684460636316e-05f), t, V.Broadcast(-0.00037344780202408235f));
        h = V.Fma(h, t, V.Broadcast(0.0038316244403915206f));
        h = V.Fma(h, t, V.Broadcast(-0.02411654353257285f));
        h = V.Fma(h, t, V.Broadcast(0.1065846982487504f));
        h = V.Fma(h, t, V.Broadcast(0.634984461977154f));
        h = V.Fma(h, t, V.Broadcast(0.12867820975060545f));
        V exponent = V.Fma(h, t, t);
        V erfc = ExpOfNegative(V.Subtract(V.Broadcast(0f), exponent));
        V large = V.WhereGreater(x, V.Broadcast(0f), V.Subtract(V.Broadcast(2f), erfc), erfc);

        V twicePhi = V.WhereGreater(t, V.Broadcast(0.92f), large, onePlusErf);
        return V.Multiply(V.Multiply(V.Broadcast(0.5f), x), twicePhi);
    }
}
