using ILGPU;

namespace MimiNative.Kernels;

/// <summary>A buffer whose parts each begin with rows of history.</summary>
public struct HistoryArguments
{
    /// <summary>Floats of a row; rows of history; floats from one sequence to the next.</summary>
    public int Channels, Headroom, Pitch;
}

/// <summary>
/// The end of a chunk: its last rows become the history of the next. A thread carries one channel of one sequence from front to back, so that source and destination may overlap.
/// </summary>
public static class History
{
    /// <summary>Channels of a group.</summary>
    public const int Threads = 64;

    /// <summary>Grid: (channel tiles, sequences). <c>rows[sequence]</c> is the chunk's length.</summary>
    [Kernel(Threads)]
    public static void Advance(ArrayView<float> x, ArrayView<int> firsts, HistoryArguments args)
    {
        var c = Grid.IdxX * Threads + Group.IdxX;
        var rows = firsts[Grid.IdxY + 1] - firsts[Grid.IdxY];
        if (c >= args.Channels || rows == 0)
            return;
        var to = Grid.IdxY * args.Pitch + c;
        var from = to + rows * args.Channels;
        for (var i = 0; i < args.Headroom; i++)
            x[to + i * args.Channels] = x[from + i * args.Channels];
    }
}
