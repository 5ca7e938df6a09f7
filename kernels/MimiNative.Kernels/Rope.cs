using ILGPU;

namespace MimiNative.Kernels;

/// <summary>Attention over rows of q ‖ k ‖ v, and where they stand.</summary>
public struct AttentionArguments
{
    /// <summary>Rows of the batch; sequences; heads; channels of a head; rows that a query sees, itself included.</summary>
    public int Rows, Sequences, Heads, HeadDimension, Window;

    /// <summary>Floats from one sequence to the next and to the first new row, of q ‖ k ‖ v and of the output.</summary>
    public int InputPitch, InputStart, OutputPitch, OutputStart;

    /// <summary>1 / sqrt(HeadDimension).</summary>
    public float Scale;
}

/// <summary>
/// Rotates q and k of the new rows in place: pair (2i, 2i + 1) by position · base^(−2i/HeadDimension). Angles grow with the position beyond what float32 sines can follow,
/// so cosines and sines come from a table that the host computes in float64: entry <c>tables[sequence] + t</c> for row t, HeadDimension / 2 pairs of (cos, sin).
/// </summary>
public static class Rope
{
    /// <summary>Pairs of a group.</summary>
    public const int Threads = 64;

    /// <summary>Grid: (rows, tiles of the row's Heads · HeadDimension pairs of q and k).</summary>
    [Kernel(Threads)]
    public static void Rotate(ArrayView<float> qkv, ArrayView<float> table, ArrayView<int> tables, ArrayView<int> firsts, AttentionArguments args)
    {
        var pair = Grid.IdxY * Threads + Group.IdxX;
        var width = args.Heads * args.HeadDimension;
        if (pair >= width)
            return;
        var sequence = Rows.Sequence(firsts, args.Sequences, Grid.IdxX);
        var t = Grid.IdxX - firsts[sequence];
        var at = sequence * args.InputPitch + args.InputStart + t * 3 * width + 2 * pair;
        var angle = (tables[sequence] + t) * args.HeadDimension + pair % (args.HeadDimension >> 1) * 2;
        var cos = table[angle];
        var sin = table[angle + 1];
        var a = qkv[at];
        var b = qkv[at + 1];
        qkv[at] = a * cos - b * sin;
        qkv[at + 1] = a * sin + b * cos;
    }
}
