using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// The matrix product as it reads in a book, one output per thread: what the fast kernels are compared with, and the one that runs where the columns are no multiple of a vector
/// (models far smaller than the released one).
/// </summary>
public static class GemmPlain
{
    /// <summary>Outputs of a group: consecutive ones of the matrix, so that a model of two columns fills its groups too.</summary>
    public const int Outputs = 64;

    /// <summary>Grid: (rows · N / <see cref="Outputs"/>, rounded up).</summary>
    [Kernel(Outputs)]
    public static void Tile(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual,
        ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu, ArrayView<int> firsts, GemmArguments args)
    {
        var at = Grid.IdxX * Outputs + Group.IdxX;
        if (at >= args.Rows * args.N)
            return;
        var row = at / args.N;
        var n = at % args.N;
        var from = Rows.Input(firsts, args, row);
        var weights = n / GemmArguments.Panel * args.PaddedK * GemmArguments.Panel + n % GemmArguments.Panel;
        var total = 0f;
        for (var block = 0; block < args.K; block += args.BlockK)
        {
            var end = XMath.Min(block + args.BlockK, args.K);
            var sum = 0f;
            for (var k = block; k < end; k++)
                sum = Scalar.MultiplyAdd(x[from + k], weight[weights + k * GemmArguments.Panel], sum);
            total += sum;
        }
        GemmEpilogue.WriteOne(bias, scale, residual, raw, output, elu, firsts, args, row, n, total);
    }
}
