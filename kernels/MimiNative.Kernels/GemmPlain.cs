using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// The matrix product as it reads in a book, one output per thread: what the fast kernels are compared with, and the one that runs where the columns are no multiple of a vector
/// (models far smaller than the released one).
/// </summary>
public static class GemmPlain
{
    /// <summary>Columns of a group.</summary>
    public const int TileN = 64;

    /// <summary>Grid: (rows, column tiles).</summary>
    [Kernel(TileN)]
    public static void Tile(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual,
        ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu, ArrayView<int> firsts, GemmArguments args)
    {
        var row = Grid.IdxX;
        var n = Grid.IdxY * TileN + Group.IdxX;
        if (n >= args.N)
            return;
        var from = Rows.Input(firsts, args, row);
        var weights = n / GemmArguments.Panel * args.PaddedK * GemmArguments.Panel + n % GemmArguments.Panel;
        var total = 0f;
        for (var block = 0; block < args.K; block += GemmArguments.BlockK)
        {
            var end = XMath.Min(block + GemmArguments.BlockK, args.K);
            var sum = 0f;
            for (var k = block; k < end; k++)
                sum = Scalar.MultiplyAdd(x[from + k], weight[weights + k * GemmArguments.Panel], sum);
            total += sum;
        }
        GemmEpilogue.WriteOne(bias, scale, residual, raw, output, elu, firsts, args, row, n, total);
    }
}
