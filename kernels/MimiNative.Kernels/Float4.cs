using ILGPU;

namespace MimiNative.Kernels;

/// <summary>Four floats that stand together: what one shared-memory transaction of a GPU thread moves.</summary>
[Vector]
public struct Float4
{
    /// <summary>The lanes.</summary>
    public float L0, L1, L2, L3;

    /// <summary>4 consecutive floats.</summary>
    public static Float4 Load(ArrayView<float> from, int index)
    {
        var at = from.SubView(index, 4);
        Float4 r;
        r.L0 = at[0];
        r.L1 = at[1];
        r.L2 = at[2];
        r.L3 = at[3];
        return r;
    }

    /// <summary>Writes 4 consecutive floats.</summary>
    public static void Store(ArrayView<float> to, int index, Float4 a)
    {
        var at = to.SubView(index, 4);
        at[0] = a.L0;
        at[1] = a.L1;
        at[2] = a.L2;
        at[3] = a.L3;
    }

    /// <summary>a · b + c, rounded once.</summary>
    public static Float4 MultiplyAdd(float a, Float4 b, Float4 c)
    {
        Float4 r;
        r.L0 = Scalar.MultiplyAdd(a, b.L0, c.L0);
        r.L1 = Scalar.MultiplyAdd(a, b.L1, c.L1);
        r.L2 = Scalar.MultiplyAdd(a, b.L2, c.L2);
        r.L3 = Scalar.MultiplyAdd(a, b.L3, c.L3);
        return r;
    }

    /// <summary>a + b.</summary>
    public static Float4 Add(Float4 a, Float4 b)
    {
        Float4 r;
        r.L0 = a.L0 + b.L0;
        r.L1 = a.L1 + b.L1;
        r.L2 = a.L2 + b.L2;
        r.L3 = a.L3 + b.L3;
        return r;
    }

    /// <summary>a · b.</summary>
    public static Float4 Multiply(Float4 a, Float4 b)
    {
        Float4 r;
        r.L0 = a.L0 * b.L0;
        r.L1 = a.L1 * b.L1;
        r.L2 = a.L2 * b.L2;
        r.L3 = a.L3 * b.L3;
        return r;
    }

    /// <summary>ELU of every lane.</summary>
    public static Float4 Elu(Float4 a)
    {
        Float4 r;
        r.L0 = Activation.Elu(a.L0);
        r.L1 = Activation.Elu(a.L1);
        r.L2 = Activation.Elu(a.L2);
        r.L3 = Activation.Elu(a.L3);
        return r;
    }

    /// <summary>GELU of every lane.</summary>
    public static Float4 Gelu(Float4 a)
    {
        Float4 r;
        r.L0 = Activation.Gelu(a.L0);
        r.L1 = Activation.Gelu(a.L1);
        r.L2 = Activation.Gelu(a.L2);
        r.L3 = Activation.Gelu(a.L3);
        return r;
    }
}
