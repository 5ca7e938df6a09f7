using ILGPU;

namespace MimiNative.Kernels;

/// <summary>Sixteen floats that stand together: one AVX-512 register, two of AVX2, four of NEON. For CPU devices.</summary>
[Vector]
public struct Float16
{
    /// <summary>The lanes.</summary>
    public float L0, L1, L2, L3, L4, L5, L6, L7,
        L8, L9, L10, L11, L12, L13, L14, L15;

    /// <summary>16 consecutive floats.</summary>
    public static Float16 Load(ArrayView<float> from, int index)
    {
        var at = from.SubView(index, 16);
        Float16 r;
        r.L0 = at[0];
        r.L1 = at[1];
        r.L2 = at[2];
        r.L3 = at[3];
        r.L4 = at[4];
        r.L5 = at[5];
        r.L6 = at[6];
        r.L7 = at[7];
        r.L8 = at[8];
        r.L9 = at[9];
        r.L10 = at[10];
        r.L11 = at[11];
        r.L12 = at[12];
        r.L13 = at[13];
        r.L14 = at[14];
        r.L15 = at[15];
        return r;
    }

    /// <summary>Writes 16 consecutive floats.</summary>
    public static void Store(ArrayView<float> to, int index, Float16 a)
    {
        var at = to.SubView(index, 16);
        at[0] = a.L0;
        at[1] = a.L1;
        at[2] = a.L2;
        at[3] = a.L3;
        at[4] = a.L4;
        at[5] = a.L5;
        at[6] = a.L6;
        at[7] = a.L7;
        at[8] = a.L8;
        at[9] = a.L9;
        at[10] = a.L10;
        at[11] = a.L11;
        at[12] = a.L12;
        at[13] = a.L13;
        at[14] = a.L14;
        at[15] = a.L15;
    }

    /// <summary>a · b + c, rounded once.</summary>
    public static Float16 MultiplyAdd(float a, Float16 b, Float16 c)
    {
        Float16 r;
        r.L0 = Scalar.MultiplyAdd(a, b.L0, c.L0);
        r.L1 = Scalar.MultiplyAdd(a, b.L1, c.L1);
        r.L2 = Scalar.MultiplyAdd(a, b.L2, c.L2);
        r.L3 = Scalar.MultiplyAdd(a, b.L3, c.L3);
        r.L4 = Scalar.MultiplyAdd(a, b.L4, c.L4);
        r.L5 = Scalar.MultiplyAdd(a, b.L5, c.L5);
        r.L6 = Scalar.MultiplyAdd(a, b.L6, c.L6);
        r.L7 = Scalar.MultiplyAdd(a, b.L7, c.L7);
        r.L8 = Scalar.MultiplyAdd(a, b.L8, c.L8);
        r.L9 = Scalar.MultiplyAdd(a, b.L9, c.L9);
        r.L10 = Scalar.MultiplyAdd(a, b.L10, c.L10);
        r.L11 = Scalar.MultiplyAdd(a, b.L11, c.L11);
        r.L12 = Scalar.MultiplyAdd(a, b.L12, c.L12);
        r.L13 = Scalar.MultiplyAdd(a, b.L13, c.L13);
        r.L14 = Scalar.MultiplyAdd(a, b.L14, c.L14);
        r.L15 = Scalar.MultiplyAdd(a, b.L15, c.L15);
        return r;
    }

    /// <summary>a + b.</summary>
    public static Float16 Add(Float16 a, Float16 b)
    {
        Float16 r;
        r.L0 = a.L0 + b.L0;
        r.L1 = a.L1 + b.L1;
        r.L2 = a.L2 + b.L2;
        r.L3 = a.L3 + b.L3;
        r.L4 = a.L4 + b.L4;
        r.L5 = a.L5 + b.L5;
        r.L6 = a.L6 + b.L6;
        r.L7 = a.L7 + b.L7;
        r.L8 = a.L8 + b.L8;
        r.L9 = a.L9 + b.L9;
        r.L10 = a.L10 + b.L10;
        r.L11 = a.L11 + b.L11;
        r.L12 = a.L12 + b.L12;
        r.L13 = a.L13 + b.L13;
        r.L14 = a.L14 + b.L14;
        r.L15 = a.L15 + b.L15;
        return r;
    }

    /// <summary>a · b.</summary>
    public static Float16 Multiply(Float16 a, Float16 b)
    {
        Float16 r;
        r.L0 = a.L0 * b.L0;
        r.L1 = a.L1 * b.L1;
        r.L2 = a.L2 * b.L2;
        r.L3 = a.L3 * b.L3;
        r.L4 = a.L4 * b.L4;
        r.L5 = a.L5 * b.L5;
        r.L6 = a.L6 * b.L6;
        r.L7 = a.L7 * b.L7;
        r.L8 = a.L8 * b.L8;
        r.L9 = a.L9 * b.L9;
        r.L10 = a.L10 * b.L10;
        r.L11 = a.L11 * b.L11;
        r.L12 = a.L12 * b.L12;
        r.L13 = a.L13 * b.L13;
        r.L14 = a.L14 * b.L14;
        r.L15 = a.L15 * b.L15;
        return r;
    }
}
