using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>One level of a residual vector quantiser.</summary>
public struct QuantiserArguments
{
    /// <summary>Rows of the batch; sequences; rows of the codebook; channels.</summary>
    public int Rows, Sequences, Size, Dimension;

    /// <summary>Floats from one sequence to the next and to the first row, of the scores, the residual and the sum.</summary>
    public int ScorePitch, ResidualPitch, ResidualStart, SumPitch, SumStart;

    /// <summary>Codes from one sequence to the next and from row to row; the column of this level.</summary>
    public int CodePitch, CodeStep, CodeColumn;

    /// <summary>What happens to the sum: 0 leaves it, 1 overwrites it, 2 adds to it.</summary>
    public int SumMode;

    /// <summary>Length of the codebook's longest row, rounded up.</summary>
    public float LargestNorm;
}

/// <summary>
/// Nearest row of a codebook, then the residual and the sum of chosen rows. The matrix product has left ‖c‖² − 2x·c for every row c in <c>scores</c>, which ranks rows but loses digits
/// where x and c are long and close. So every row whose score is within rounding of the best is measured again, as Σ(x − c)² in pairs of floats (about 48 bits), and the nearest is taken:
/// on a tie the one with the lowest index. The sum of chosen rows keeps in <c>lost</c> what rounding took from it, so that it is right to its last digit after any number of levels.
/// One group per frame.
/// </summary>
public static class Quantiser
{
    /// <summary>Threads of a frame.</summary>
    public const int Threads = 64;

    private const float Far = 3.4e38f;

    // Two scores, each off by at most 2(n + 1)·u·‖x‖‖c‖ + 2u·‖c‖² for n channels, and u = 2⁻²⁴; a little more, for the rounding of ‖x‖.
    private const float Rounding = 4.1f * 5.97e-8f;

    /// <summary>Grid: (rows).</summary>
    [Kernel(Threads)]
    public static void Choose(ArrayView<float> scores, ArrayView<float> codebook, ArrayView<float> residual, ArrayView<float> sum, ArrayView<float> lost, ArrayView<int> codes, ArrayView<int> firsts, QuantiserArguments args)
    {
        var room = SharedMemory.Allocate<float>(2 * Threads);
        var index = SharedMemory.Allocate<int>(Threads);
        var thread = Group.IdxX;
        var sequence = Rows.Sequence(firsts, args.Sequences, Grid.IdxX);
        var t = Grid.IdxX - firsts[sequence];
        var from = sequence * args.ResidualPitch + args.ResidualStart + t * args.Dimension;
        var ranked = sequence * args.ScorePitch + t * args.Size;

        var lowest = Far;
        for (var c = thread; c < args.Size; c += Threads)
            lowest = XMath.Min(scores[ranked + c], lowest);
        lowest = Reduction.Min(room, thread, Threads, lowest);
        var square = 0f;
        for (var d = thread; d < args.Dimension; d += Threads)
            square = Scalar.MultiplyAdd(residual[from + d], residual[from + d], square);
        square = Reduction.Sum(room, thread, Threads, square);
        var threshold = lowest + Rounding * (args.Dimension + 2) * args.LargestNorm * (XMath.Sqrt(square) + args.LargestNorm);
        Group.Barrier();

        // Few rows are that close, mostly one: each is measured by the thread that meets it.
        var high = Far;
        var low = 0f;
        var nearest = 0;
        for (var c = thread; c < args.Size; c += Threads)
            if (scores[ranked + c] <= threshold)
            {
                Measure(residual, from, codebook, c * args.Dimension, room, thread, args.Dimension);
                if (room[thread] - high + (room[Threads + thread] - low) < 0f)
                {
                    high = room[thread];
                    low = room[Threads + thread];
                    nearest = c;
                }
            }
        room[thread] = high;
        room[Threads + thread] = low;
        index[thread] = nearest;
        for (var half = Threads / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
            {
                var other = thread + half;
                // The difference of the high parts is exact where it matters: where they are close.
                var difference = room[other] - room[thread] + (room[Threads + other] - room[Threads + thread]);
                if (difference < 0f || (difference == 0f && index[other] < index[thread]))
                {
                    room[thread] = room[other];
                    room[Threads + thread] = room[Threads + other];
                    index[thread] = index[other];
                }
            }
        }
        Group.Barrier();
        var code = index[0];

        if (thread == 0)
            codes[sequence * args.CodePitch + t * args.CodeStep + args.CodeColumn] = code;
        var to = sequence * args.SumPitch + args.SumStart + t * args.Dimension;
        for (var d = thread; d < args.Dimension; d += Threads)
        {
            var c = codebook[code * args.Dimension + d];
            residual[from + d] -= c;
            if (args.SumMode == 1)
            {
                sum[to + d] = c;
                lost[to + d] = 0f;
            }
            if (args.SumMode == 2)
            {
                // total + error is the sum exactly (Knuth).
                var before = sum[to + d];
                var total = before + c;
                var taken = total - before;
                var error = lost[to + d] + (before - (total - taken) + (c - taken));
                var rounded = total + error;
                sum[to + d] = rounded;
                lost[to + d] = error - (rounded - total);
            }
        }
    }

    /// <summary>Σ(x − c)² over the channels as high and low part, in room[thread] and room[Threads + thread].</summary>
    private static void Measure(ArrayView<float> x, int from, ArrayView<float> codebook, int row, ArrayView<float> room, int thread, int dim)
    {
        var high = 0f;
        var low = 0f;
        for (var d = 0; d < dim; d++)
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
    }
}
