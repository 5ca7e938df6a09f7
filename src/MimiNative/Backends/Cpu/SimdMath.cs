using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// ELU, exact GELU and exp on vectors, from the coefficients that kernels have too (<see cref="Polynomials"/>); the tests hold them to the stated bounds over every region.
/// </summary>
internal static class SimdMath<V> where V : struct, ISimd<V>
{
    private const float Ln2 = 0.693147181f;

    /// <summary>x = n·ln 2 + r: returns 2^n and e^r − 1, whose error is below 2.3e-8·|r| before rounding. x must be in [−87, 88].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce(V x, out V powerOfTwo)
    {
        V shifted = V.Fma(x, V.Broadcast(Polynomials.Log2E), V.Broadcast(Polynomials.Rounder));
        V n = V.Subtract(shifted, V.Broadcast(Polynomials.Rounder));
        powerOfTwo = V.PowerOfTwo(shifted);
        return ExpM1(V.Fma(n, V.Broadcast(-Polynomials.Ln2Low), V.Fma(n, V.Broadcast(-Polynomials.Ln2High), x)));
    }

    /// <summary>e^r − 1 for |r| ≤ ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpM1(V r)
    {
        V q = V.Fma(V.Broadcast(Polynomials.Exp6), r, V.Broadcast(Polynomials.Exp5));
        q = V.Fma(q, r, V.Broadcast(Polynomials.Exp4));
        q = V.Fma(q, r, V.Broadcast(Polynomials.Exp3));
        q = V.Fma(q, r, V.Broadcast(Polynomials.Exp2));
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
        V shifted = V.Fma(clamped, V.Broadcast(Polynomials.Log2E), V.Broadcast(Polynomials.Rounder));
        // ln 2 in one float is off by 2e-9: below 1e-9 in the result, since e^x falls as n grows.
        V p = ExpM1(V.Fma(V.Subtract(shifted, V.Broadcast(Polynomials.Rounder)), V.Broadcast(-Ln2), clamped));
        V power = V.PowerOfTwo(shifted);
        V negative = V.Fma(power, p, V.Subtract(power, V.Broadcast(1f)));
        return V.WhereGreater(V.Broadcast(0f), x, negative, x);
    }

    /// <summary>GELU, x·Φ(x) with the error function itself: within 1e-7·max(1, |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        V z = V.Multiply(x, V.Broadcast(0.70710678f));
        V t = V.Min(V.Abs(z), V.Broadcast(Polynomials.ErfEnd)); // erfc(4) is below half an ulp of 1

        // |z| ≤ 0.92: erf(z) = z + z·p(z²), 1.8e-8 relative.
        V s = V.Multiply(z, z);
        V small = V.Fma(V.Broadcast(Polynomials.Near5), s, V.Broadcast(Polynomials.Near4));
        small = V.Fma(small, s, V.Broadcast(Polynomials.Near3));
        small = V.Fma(small, s, V.Broadcast(Polynomials.Near2));
        small = V.Fma(small, s, V.Broadcast(Polynomials.Near1));
        small = V.Fma(small, s, V.Broadcast(Polynomials.Near0));
        V onePlusErf = V.Add(V.Broadcast(1f), V.Fma(small, z, z));

        // |z| > 0.92: erfc(t) = exp(−t − t·h(t)), 1.7e-8 absolute.
        V h = V.Fma(V.Broadcast(Polynomials.Far6), t, V.Broadcast(Polynomials.Far5));
        h = V.Fma(h, t, V.Broadcast(Polynomials.Far4));
        h = V.Fma(h, t, V.Broadcast(Polynomials.Far3));
        h = V.Fma(h, t, V.Broadcast(Polynomials.Far2));
        h = V.Fma(h, t, V.Broadcast(Polynomials.Far1));
        h = V.Fma(h, t, V.Broadcast(Polynomials.Far0));
        V exponent = V.Fma(h, t, t);
        V erfc = ExpOfNegative(V.Subtract(V.Broadcast(0f), exponent));
        V large = V.WhereGreater(x, V.Broadcast(0f), V.Subtract(V.Broadcast(2f), erfc), erfc);

        V twicePhi = V.WhereGreater(t, V.Broadcast(Polynomials.ErfSwitch), large, onePlusErf);
        return V.Multiply(V.Multiply(V.Broadcast(0.5f), x), twicePhi);
    }
}
