using ILGPU;

namespace MimiNative.Kernels;

/// <summary>
/// Clips of different lengths in one launch, without padding: the rows to compute are numbered through, and <c>firsts</c> holds for each sequence the number of its first row,
/// with the total at the end. A thread finds its row's sequence by bisection, once.
/// </summary>
public static class Rows
{
    /// <summary>The sequence that row <paramref name="row"/> of the batch belongs to.</summary>
    public static int Sequence(ArrayView<int> firsts, int sequences, int row)
    {
        // firsts[low] <= row < firsts[high]; sequences without rows are passed over because their first is the next one's too.
        var low = 0;
        var high = sequences;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (firsts[middle] <= row)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Where the inputs of row <paramref name="row"/> start.</summary>
    public static int Input(ArrayView<int> firsts, GemmArguments args, int row)
    {
        var sequence = Sequence(firsts, args.Sequences, row);
        return sequence * args.InputPitch + args.InputStart + (row - firsts[sequence]) * args.InputStep;
    }

    /// <summary>Four values of a row from column <paramref name="k"/>; zeros beyond the last, which may be the end of the memory.</summary>
    public static Float4 Load(ArrayView<float> x, int from, int k, int count)
    {
        Float4 r = default;
        if (k + 4 <= count)
            r = Float4.Load(x, from + k);
        else
        {
            r.L0 = k < count ? x[from + k] : 0f;
            r.L1 = k + 1 < count ? x[from + k + 1] : 0f;
            r.L2 = k + 2 < count ? x[from + k + 2] : 0f;
        }
        return r;
    }
}
