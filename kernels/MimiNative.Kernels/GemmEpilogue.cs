using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// What happens to a sum of products on its way to memory, in this order: bias, raw copy, LayerScale, residual, ELU copy, GELU, result.
/// <see cref="WriteOne"/> says it for one value; the others do the same for values that stand together.
/// </summary>
public static class GemmEpilogue
{
    /// <summary>One value.</summary>
    public static void WriteOne(ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual, ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu,
        ArrayView<int> firsts, GemmArguments args, int row, int n, float v)
    {
        var sequence = Rows.Sequence(firsts, args.Sequences, row);
        var at = (row - firsts[sequence]) * args.N + n;
        v += bias[n];
        if (args.HasRaw != 0)
            raw[sequence * args.RawPitch + args.RawStart + at] = v;
        if (args.HasScale != 0)
            v *= scale[n];
        if (args.HasResidual != 0)
            v += residual[sequence * args.ResidualPitch + args.ResidualStart + at];
        if (args.HasElu != 0)
            elu[sequence * args.EluPitch + args.EluStart + at] = Activation.Elu(v);
        if (args.HasGelu != 0)
            v = Activation.Gelu(v);
        if (args.HasOutput != 0)
            output[sequence * args.OutputPitch + args.OutputStart + at] = v;
    }

    /// <summary>4 columns of a row, N being a multiple of that; nothing for a row or column that does not exist.</summary>
    public static void Write4(ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual, ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu,
        ArrayView<int> firsts, GemmArguments args, int row, int n, Float4 v)
    {
        if (row >= args.Rows || n >= args.N)
            return;
        var sequence = Rows.Sequence(firsts, args.Sequences, row);
        var at = (row - firsts[sequence]) * args.N + n;
        v = Float4.Add(v, Float4.Load(bias, n));
        if (args.HasRaw != 0)
            Float4.Store(raw, sequence * args.RawPitch + args.RawStart + at, v);
        if (args.HasScale != 0)
            v = Float4.Multiply(v, Float4.Load(scale, n));
        if (args.HasResidual != 0)
            v = Float4.Add(v, Float4.Load(residual, sequence * args.ResidualPitch + args.ResidualStart + at));
        if (args.HasElu != 0)
            Float4.Store(elu, sequence * args.EluPitch + args.EluStart + at, Float4.Elu(v));
        if (args.HasGelu != 0)
            v = Float4.Gelu(v);
        if (args.HasOutput != 0)
            Float4.Store(output, sequence * args.OutputPitch + args.OutputStart + at, v);
    }

    /// <summary>The first half for 16 columns of a row, N being a multiple of that: bias, raw copy, LayerScale, residual. Nothing is written for a row that does not exist.</summary>
    public static Float16 Combine16(ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual, ArrayView<float> raw, ArrayView<int> firsts, GemmArguments args, int row, int n, Float16 v)
    {
        if (row >= args.Rows)
            return v;
        var sequence = Rows.Sequence(firsts, args.Sequences, row);
        var at = (row - firsts[sequence]) * args.N + n;
        v = Float16.Add(v, Float16.Load(bias, n));
        if (args.HasRaw != 0)
            Float16.Store(raw, sequence * args.RawPitch + args.RawStart + at, v);
        if (args.HasScale != 0)
            v = Float16.Multiply(v, Float16.Load(scale, n));
        if (args.HasResidual != 0)
            v = Float16.Add(v, Float16.Load(residual, sequence * args.ResidualPitch + args.ResidualStart + at));
        return v;
    }

    /// <summary>Writes 16 columns of each of <paramref name="count"/> rows from <paramref name="tile"/> to a buffer.</summary>
    public static void Write16(ArrayView<float> tile, int count, ArrayView<float> to, int pitch, int start, ArrayView<int> firsts, GemmArguments args, int row, int n)
    {
        var end = XMath.Min(row + count, args.Rows);
        for (var r = row; r < end; r++)
        {
            var sequence = Rows.Sequence(firsts, args.Sequences, r);
            Float16.Store(to, sequence * pitch + start + (r - firsts[sequence]) * args.N + n, Float16.Load(tile, (r - row) * 16));
        }
    }
}
