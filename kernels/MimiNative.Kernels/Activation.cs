using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// Elementwise nonlinearities. Branch-free: both sides are computed and one is chosen, so that threads of a warp stay together and lanes of a CPU vector too.
/// </summary>
public static class Activation
{
    // erf by N. Juffa's minimax polynomials: x·P(x²) below 475/512, 1 − e^Q(|x|) above; each within 1 ulp.
    private const float Switch = 0.927734375f;

    /// <summary>ELU with alpha 1: x above 0, e^x − 1 below.</summary>
    public static float Elu(float x)
    {
        var below = XMath.Exp(XMath.Min(x, 0f)) - 1f;
        return x > 0f ? x : below;
    }

    /// <summary>Exact GELU: x/2 · (1 + erf(x/√2)).</summary>
    public static float Gelu(float x) => 0.5f * x * (1f + Erf(x * 0.707106781f));

    /// <summary>The error function, within 1e-7.</summary>
    public static float Erf(float x)
    {
        var t = XMath.Abs(x);
        var s = x * x;
        var r = Scalar.MultiplyAdd(-1.72853470e-5f, t, 3.83197126e-4f);
        var u = Scalar.MultiplyAdd(-3.88396438e-3f, t, 2.42546219e-2f);
        r = Scalar.MultiplyAdd(r, s, u);
        r = Scalar.MultiplyAdd(r, t, -1.06777877e-1f);
        r = Scalar.MultiplyAdd(r, t, -6.34846687e-1f);
        r = Scalar.MultiplyAdd(r, t, -1.28717512e-1f);
        r = Scalar.MultiplyAdd(r, t, -t);
        var far = 1f - XMath.Exp(XMath.Min(r, 0f));
        far = x < 0f ? -far : far;
        var p = -5.96761703e-4f;
        p = Scalar.MultiplyAdd(p, s, 4.99119423e-3f);
        p = Scalar.MultiplyAdd(p, s, -2.67681349e-2f);
        p = Scalar.MultiplyAdd(p, s, 1.12819925e-1f);
        p = Scalar.MultiplyAdd(p, s, -3.76125336e-1f);
        p = Scalar.MultiplyAdd(p, s, 1.28379166e-1f);
        var near = Scalar.MultiplyAdd(p, x, x);
        return t > Switch ? far : near;
    }
}
