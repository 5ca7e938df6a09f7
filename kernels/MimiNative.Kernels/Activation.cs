using ILGPU.Algorithms;
using MimiNative.Numerics;

namespace MimiNative.Kernels;

/// <summary>
/// Elementwise nonlinearities. Branch-free: both sides are computed and one is chosen, so that threads of a warp stay together and lanes of a CPU vector too.
/// </summary>
public static class Activation
{
    /// <summary>ELU with alpha 1: x above 0, e^x − 1 below.</summary>
    public static float Elu(float x)
    {
        var below = XMath.Exp(XMath.Min(x, 0f)) - 1f;
        return x > 0f ? x : below;
    }

    /// <summary>Exact GELU: x/2 · (1 + erf(x/√2)).</summary>
    public static float Gelu(float x) => 0.5f * x * OnePlusErf(x * 0.707106781f);

    /// <summary>1 + erf(z), within 1e-7; without cancellation where it is small.</summary>
    private static float OnePlusErf(float z)
    {
        var s = z * z;
        var p = Polynomials.Near5;
        p = Scalar.MultiplyAdd(p, s, Polynomials.Near4);
        p = Scalar.MultiplyAdd(p, s, Polynomials.Near3);
        p = Scalar.MultiplyAdd(p, s, Polynomials.Near2);
        p = Scalar.MultiplyAdd(p, s, Polynomials.Near1);
        p = Scalar.MultiplyAdd(p, s, Polynomials.Near0);
        var near = 1f + Scalar.MultiplyAdd(p, z, z);

        var t = XMath.Min(XMath.Abs(z), Polynomials.ErfEnd);
        var h = Polynomials.Far6;
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far5);
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far4);
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far3);
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far2);
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far1);
        h = Scalar.MultiplyAdd(h, t, Polynomials.Far0);
        var erfc = XMath.Exp(-Scalar.MultiplyAdd(h, t, t));
        var far = z > 0f ? 2f - erfc : erfc;
        return t > Polynomials.ErfSwitch ? far : near;
    }
}
