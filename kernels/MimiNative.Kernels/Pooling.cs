using ILGPU;

namespace MimiNative.Kernels;

/// <summary>The mean of each sequence's rows. One thread per channel goes down the rows, so that neighbours read neighbours; the sum is compensated (Kahan), since a clip may have many thousand rows.</summary>
public static class Pooling
{
    /// <summary>Channels of a group.</summary>
    public const int Threads = 64;

    /// <summary>Grid: (channel tiles, sequences). A sequence without rows gives zeros. Output (sequences, channels).</summary>
    [Kernel(Threads)]
    public static void Mean(ArrayView<float> x, ArrayView<float> y, ArrayView<int> firsts, RowArguments args)
    {
        var c = Grid.IdxX * Threads + Group.IdxX;
        if (c >= args.Channels)
            return;
        var rows = firsts[Grid.IdxY + 1] - firsts[Grid.IdxY];
        var from = Grid.IdxY * args.InputPitch + args.InputStart + c;
        var sum = 0f;
        var lost = 0f;
        for (var t = 0; t < rows; t++)
        {
            var v = x[from + t * args.Channels] - lost;
            var next = sum + v;
            lost = next - sum - v;
            sum = next;
        }
        y[Grid.IdxY * args.Channels + c] = rows > 0 ? sum / (float)rows : 0f;
    }
}
