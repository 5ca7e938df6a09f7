namespace MimiNative.Numerics;

/// <summary>
/// The coefficients of every polynomial that the encoder's elementary functions use, on the CPU and in kernels: one table, compiled into both (and, by hand, in kernels/prelude/common.h, which a test compares).
/// Our own: Chebyshev interpolations in exact arithmetic by tools/fit_polynomials.py, MIT like the rest. Named by the power that they belong to.
/// </summary>
internal static class Polynomials
{
    /// <summary>1/ln 2.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two floats, the first with trailing zeros, so that n · High is exact.</summary>
    public const float Ln2High = 0.693145752f, Ln2Low = 1.42860677e-6f;

    /// <summary>Adding and subtracting 1.5 · 2²³ rounds to the nearest integer, which then stands in the low bits.</summary>
    public const float Rounder = 12582912f;

    /// <summary>e^r − 1 = r + r² · (Exp2 + Exp3 · r + …) for |r| ≤ ln 2 / 2, within 2.3e-8 · |r|.</summary>
    public const float Exp2 = 0.5f, Exp3 = 0.16666576666119928f, Exp4 = 0.04166655421298427f, Exp5 = 0.008363232883682618f, Exp6 = 0.001392625083148979f;

    /// <summary>Up to here the error function is taken from <see cref="Near0"/>, beyond from <see cref="Far0"/>; from <see cref="ErfEnd"/> on it is ±1.</summary>
    public const float ErfSwitch = 0.92f, ErfEnd = 4f;

    /// <summary>erf(z) = z + z · (Near0 + Near1 · z² + …), 1.8e-8 relative.</summary>
    public const float Near0 = 0.12837914912142367f, Near1 = -0.3761248904464929f, Near2 = 0.11281754130998366f, Near3 = -0.02676399513752354f, Near4 = 0.004988906025370948f, Near5 = -0.0005967310878324188f;

    /// <summary>erfc(t) = e^(−t − t · (Far0 + Far1 · t + …)), 1.7e-8 absolute.</summary>
    public const float Far0 = 0.12867820975060545f, Far1 = 0.634984461977154f, Far2 = 0.1065846982487504f, Far3 = -0.02411654353257285f, Far4 = 0.0038316244403915206f, Far5 = -0.00037344780202408235f, Far6 = 1.6588684460636316e-05f;

    /// <summary>2/π, and π/2 in three floats.</summary>
    public const float InverseHalfPi = 0.636619772f, HalfPiHigh = 1.57079601f, HalfPiMiddle = 3.13916473e-7f, HalfPiLow = 5.39030253e-15f;

    /// <summary>sin r = r + r³ · (Sin3 + Sin5 · r² + …) for |r| ≤ π/4.</summary>
    public const float Sin3 = -0.16666666663832763f, Sin5 = 0.008333331865959415f, Sin7 = -0.00019840082012765537f, Sin9 = 2.7249314054698804e-06f;

    /// <summary>cos r = 1 − r²/2 + r⁴ · (Cos4 + Cos6 · r² + …) for |r| ≤ π/4.</summary>
    public const float Cos4 = 0.04166666464745738f, Cos6 = -0.00138883006969039f, Cos8 = 2.45474372101932e-05f;
}
