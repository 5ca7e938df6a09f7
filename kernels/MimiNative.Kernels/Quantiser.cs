using ILGPU;

namespace MimiNative.Kernels;

/// <summary>One level of a residual vector quantiser.</summary>
public struct QuantiserArguments
{
    /// <summary>Rows of the batch; sequences; rows of the codebook; channels.</summary>
    public int Rows, Sequences, Size, Dim;

    /// <summary>Floats from one sequence to the next and to the first row, of the scores, the residual and the sum.</summary>
    public int ScorePitch, ResidualPitch, ResidualStart, SumPitch, SumStart;

    /// <summary>Codes from one sequence to the next and from row to row; the column of this level.</summary>
    public int CodePitch, CodeStep, CodeColumn;

    /// <summary>What happens to the sum: 0 leaves it, 1 overwrites it, 2 adds to it.</summary>
    public int SumMode;
}

/// <summary>
/// Nearest row of a codebook, then the residual and the sum of chosen rows. The matrix product has left ‖c‖² − 2x·c for every row c in <c>scores</c>, which ranks rows but loses digits
/// where x and c are long and close. So the best two of that ranking are measured again, as Σ(x − c)² in pairs of floats (about 48 bits), and the nearer of the two is taken:
/// on a tie the one with the lower index. One group per frame.
/// </summary>
public static class Quantiser
{
    /// <summary>Threads of a frame.</summary>
    public const int Threads = 64;

    private const float Far = 3.4e38f;

    /// <summary>Grid: (rows).</summary>
    [Kernel(Threads)]
    public static void Choose(ArrayView<float> scores, ArrayView<float> codebook, ArrayView<float> residual, ArrayView<float> sum, ArrayView<int> codes, ArrayView<int> firsts, QuantiserArguments args)
    {
        var best = SharedMemory.Allocate<float>(2 * Threads);
        var index = SharedMemory.Allocate<int>(2 * Threads);
        var thread = Group.IdxX;
        var sequence = Rows.Sequence(firsts, args.Sequences, Grid.IdxX);
        var t = Grid.IdxX - firsts[sequence];
        var from = sequence * args.ResidualPitch + args.ResidualStart + t * args.Dim;

        Rank(scores.SubView(sequence * args.ScorePitch + t * args.Size, args.Size), best, index, thread, args.Size);
        for (var half = Threads / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
            {
                Insert(best, index, thread, best[thread + half], index[thread + half]);
                Insert(best, index, thread, best[Threads + thread + half], index[Threads + thread + half]);
            }
        }
        Group.Barrier();
        var a = index[0];
        var b = index[Threads];
        Group.Barrier();

        Measure(residual, from, codebook, a * args.Dim, best, thread, args.Dim);
        var highA = best[0];
        var lowA = best[Threads];
        Group.Barrier();
        Measure(residual, from, codebook, b * args.Dim, best, thread, args.Dim);
        // The difference of the high parts is exact where it matters: where they are close.
        var difference = best[0] - highA + (best[Threads] - lowA);
        var code = difference < 0f || (difference == 0f && b < a) ? b : a;

        if (thread == 0)
            codes[sequence * args.CodePitch + t * args.CodeStep + args.CodeColumn] = code;
        var to = sequence * args.SumPitch + args.SumStart + t * args.Dim;
        for (var d = thread; d < args.Dim; d += Threads)
        {
            var c = codebook[code * args.Dim + d];
            residual[from + d] -= c;
            if (args.SumMode == 1)
                sum[to + d] = c;
            if (args.SumMode == 2)
                sum[to + d] += c;
        }
    }

    /// <summary>The two smallest of every Threads-th score; a tie goes to the lower index. A codebook of one row is its own second.</summary>
    private static void Rank(ArrayView<float> scores, ArrayView<float> best, ArrayView<int> index, int thread, int size)
    {
        best[thread] = Far;
        index[thread] = 0;
        best[Threads + thread] = Far;
        index[Threads + thread] = 0;
        for (var c = thread; c < size; c += Threads)
            if (scores[c] < best[Threads + thread])
                Insert(best, index, thread, scores[c], c);
    }

    /// <summary>Puts a score among a thread's two.</summary>
    private static void Insert(ArrayView<float> best, ArrayView<int> index, int thread, float score, int row)
    {
        var second = Threads + thread;
        if (score < best[thread] || (score == best[thread] && row < index[thread]))
        {
            best[second] = best[thread];
            index[second] = index[thread];
            best[thread] = score;
            index[thread] = row;
        }
        else if (score < best[second] || (score == best[second] && row < index[second]))
        {
            best[second] = score;
            index[second] = row;
        }
    }

    /// <summary>Σ(x − c)² over the channels as high and low part, in room[0] and room[Threads].</summary>
    private static void Measure(ArrayView<float> x, int from, ArrayView<float> codebook, int row, ArrayView<float> room, int thread, int dim)
    {
        var high = 0f;
        var low = 0f;
        for (var d = thread; d < dim; d += Threads)
        {
            // difference + error is x − c exactly (Knuth); square + rest is difference² exactly (fused).
            var a = x[from + d];
            var c = codebook[row + d];
            var difference = a - c;
            var part = difference - a;
            var error = a - (difference - part) - (c + part);
            var square = difference * difference;
            var rest = Scalar.MultiplyAdd(difference, difference, -square) + 2f * difference * error;
            var sum = high + square;
            var taken = sum - high;
            low += high - (sum - taken) + (square - taken) + rest;
            high = sum;
        }
        room[thread] = high;
        room[Threads + thread] = low;
        for (var half = Threads / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
            {
                var left = room[thread];
                var right = room[thread + half];
                var sum = left + right;
                var taken = sum - left;
                room[thread] = sum;
                room[Threads + thread] += room[Threads + thread + half] + (left - (sum - taken) + (right - taken));
            }
        }
        Group.Barrier();
    }
}
