using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>
/// The equal error rate of one list of scores in every draw of voices, to the bits of <see cref="CrossingFinder"/> walking down the list once for each draw. Weights are whole numbers, so that they add up exactly in any order:
/// all draws walk together, sixteen to a vector, and note the block of scores in which they cross; only that block is walked score by score.
/// </summary>
internal sealed class ResampledCrossings
{
    private const int BlockScores = 256;
    private const int DrawsAtOnce = 32;

    private readonly double[] _scores;
    private readonly int[] _enrol;
    private readonly int[] _test;
    private readonly int[] _blockEnds;
    private readonly int _voices;

    /// <summary>The pairs of voices, and how many scores each has: enough to know what a draw weighs in all.</summary>
    private readonly (int[] Enrol, int[] Test, int[] Count) _kinds;

    /// <param name="scores">From the highest down.</param>
    /// <param name="enrol">One voice of each.</param>
    /// <param name="test">The other voice of each; <paramref name="voices"/> for a pair of one voice, which counts once per draw of it.</param>
    /// <param name="voices">Number of voices.</param>
    public ResampledCrossings(double[] scores, int[] enrol, int[] test, int voices)
    {
        (_scores, _enrol, _test, _voices) = (scores, enrol, test, voices);
        var ends = new List<int>();
        for (var end = 0; end < scores.Length;)
        {
            end = Math.Min(scores.Length, end + BlockScores);
            // Equal scores are one threshold and stay in one block.
            while (end < scores.Length && scores[end] == scores[end - 1])
                end++;
            ends.Add(end);
        }
        _blockEnds = [.. ends];
        var kinds = enrol.Zip(test).CountBy(p => p).ToArray();
        _kinds = (Array.ConvertAll(kinds, k => k.Key.First), Array.ConvertAll(kinds, k => k.Key.Second), Array.ConvertAll(kinds, k => k.Value));
    }

    /// <summary>The rate in each draw; NaN where a draw has no pairs of one kind.</summary>
    /// <param name="drawn">[draw][voice]: how often the voice was drawn.</param>
    public double[] Eer(int[][] drawn)
    {
        var result = new double[drawn.Length];
        Workers.Ranges(drawn.Length, DrawsAtOnce, (first, end) => Walk(drawn.AsSpan(first, end - first), result.AsSpan(first, end - first)));
        return result;
    }

    private void Walk(ReadOnlySpan<int[]> drawn, Span<double> result)
    {
        // (voices + 1, draws): the last row is the other side of a voice's own pairs, once in every draw.
        var weights = new int[(_voices + 1) * DrawsAtOnce];
        for (var r = 0; r < drawn.Length; r++)
            for (var v = 0; v < _voices; v++)
                weights[v * DrawsAtOnce + r] = drawn[r][v];
        weights.AsSpan(_voices * DrawsAtOnce).Fill(1);
        Span<int> same = stackalloc int[DrawsAtOnce], different = stackalloc int[DrawsAtOnce];
        Span<int> accepted = stackalloc int[DrawsAtOnce], falselyAccepted = stackalloc int[DrawsAtOnce];
        Span<int> acceptedBefore = stackalloc int[DrawsAtOnce], falselyAcceptedBefore = stackalloc int[DrawsAtOnce];
        Add(weights, _kinds.Enrol, _kinds.Test, _kinds.Count, 0, _kinds.Count.Length, same, different);
        result.Fill(double.NaN);
        var left = 0;
        for (var r = 0; r < drawn.Length; r++)
            left += same[r] > 0 && different[r] > 0 ? 1 : 0;
        for (int block = 0, start = 0; left > 0 && block < _blockEnds.Length; start = _blockEnds[block++])
        {
            accepted.CopyTo(acceptedBefore);
            falselyAccepted.CopyTo(falselyAcceptedBefore);
            Add(weights, _enrol, _test, [], start, _blockEnds[block], accepted, falselyAccepted);
            for (var r = 0; r < drawn.Length; r++)
            {
                if (!double.IsNaN(result[r]) || same[r] == 0 || different[r] == 0 || (same[r] - accepted[r]) * (double)different[r] > falselyAccepted[r] * (double)same[r])
                    continue;
                result[r] = Walk(drawn[r], start, _blockEnds[block], new CrossingFinder(same[r], different[r], acceptedBefore[r], falselyAcceptedBefore[r]));
                left--;
            }
        }
    }

    private double Walk(int[] draw, int start, int end, CrossingFinder crossing)
    {
        for (var i = start; i < end; i++)
        {
            var (isSame, weight) = (_test[i] == _voices, (double)draw[_enrol[i]]);
            if (isSame ? crossing.Add(_scores[i], weight, 0) : crossing.Add(_scores[i], 0, weight * draw[_test[i]]))
                return crossing.Eer;
        }
        crossing.Finish();
        return crossing.Eer;
    }

    /// <summary>Adds what scores weigh in each draw; <paramref name="count"/> times where it isn't empty.</summary>
    private void Add(int[] weights, int[] enrol, int[] test, int[] count, int start, int end, Span<int> same, Span<int> different)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(weights);
        var (s0, s1) = (Vector512.Create<int>(same), Vector512.Create<int>(same[16..]));
        var (d0, d1) = (Vector512.Create<int>(different), Vector512.Create<int>(different[16..]));
        for (var i = start; i < end; i++)
        {
            var (e, t) = ((nuint)enrol[i] * DrawsAtOnce, (nuint)test[i] * DrawsAtOnce);
            var low = Vector512.LoadUnsafe(ref table, e) * Vector512.LoadUnsafe(ref table, t);
            var high = Vector512.LoadUnsafe(ref table, e + 16) * Vector512.LoadUnsafe(ref table, t + 16);
            if (count.Length > 0)
                (low, high) = (low * count[i], high * count[i]);
            if (test[i] == _voices)
                (s0, s1) = (s0 + low, s1 + high);
            else
                (d0, d1) = (d0 + low, d1 + high);
        }
        s0.CopyTo(same);
        s1.CopyTo(same[16..]);
        d0.CopyTo(different);
        d1.CopyTo(different[16..]);
    }
}
