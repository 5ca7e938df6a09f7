using System.Runtime.CompilerServices;

namespace MimiNative.Metrics;

/// <summary>
/// Sorts every pair's score into same voice and different voice while <see cref="PairSums"/> adds them up: one pass over the pairs for both.
/// Scores in float64 are kept as they are; scores in float32 are counted in bins of their cosine distance 1 − c whose width is 2⁻¹⁵ of
/// the distance's power of two: fine near 1, where raw embeddings crowd, and never wider than 3.1e-5 below a distance of 1.
/// </summary>
internal struct ScoreCollector : IPairVisitor<float>, IPairVisitor<double>
{
    private const int DroppedBits = 8;

    /// <summary>Cosines next to 1 are multiples of 2⁻²⁴, so no distance but 0 lies below this one.</summary>
    private const int FirstKey = (127 - 24) << (23 - DroppedBits);
    private const int LastKey = (128 << (23 - DroppedBits)) + 1;
    private const int Bins = LastKey - FirstKey + 2;

    private readonly PairSums _sums;
    private readonly int[] _voice;
    private readonly double[] _same = [];
    private readonly double[] _different = [];
    private readonly long[] _sameBins = [];
    private readonly long[] _differentBins = [];
    private int _sameCount;
    private int _differentCount;

    public ScoreCollector(PairSums sums, int[] voice, bool exact, long samePairs, long differentPairs)
    {
        _sums = sums;
        _voice = voice;
        if (exact)
            (_same, _different) = (new double[samePairs], new double[differentPairs]);
        else
            (_sameBins, _differentBins) = (new long[Bins], new long[Bins]);
    }

    public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
    {
        _sums.Visit(row, firstColumn, dots);
        var mine = _voice[row];
        for (var j = 0; j < dots.Length; j++)
            if (_voice[firstColumn + j] == mine)
                _same[_sameCount++] = dots[j];
            else
                _different[_differentCount++] = dots[j];
    }

    public readonly void Visit(int row, int firstColumn, ReadOnlySpan<float> dots)
    {
        _sums.Visit(row, firstColumn, dots);
        var mine = _voice[row];
        var others = _voice.AsSpan(firstColumn, dots.Length);
        for (var j = 0; j < dots.Length; j++)
            (others[j] == mine ? _sameBins : _differentBins)[Bin(dots[j])]++;
    }

    /// <summary>The scores as steps from the highest down.</summary>
    public readonly ScoreDistribution Finish()
    {
        if (_sameBins.Length == 0)
            return ScoreDistribution.FromScores(_same, _different);
        var used = 0;
        for (var b = 0; b < Bins; b++)
            if ((_sameBins[b] | _differentBins[b]) != 0)
                used++;
        var (scores, sames, differents) = (new double[used], new long[used], new long[used]);
        for (int b = 0, i = 0; b < Bins; b++)
            if ((_sameBins[b] | _differentBins[b]) != 0)
                (scores[i], sames[i], differents[i++]) = (LowestScore(b), _sameBins[b], _differentBins[b]);
        return new ScoreDistribution(scores, sames, differents, isExact: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bin(float cosine)
    {
        // Rounding may put a cosine a little above 1: the distance's sign bit then makes the key negative, which the clamp takes to bin 0.
        var key = BitConverter.SingleToInt32Bits(1 - cosine) >> DroppedBits;
        return Math.Clamp(key, FirstKey - 1, LastKey) - (FirstKey - 1);
    }

    private static double LowestScore(int bin) =>
        bin == 0 ? 1 : 1 - (double)BitConverter.Int32BitsToSingle((bin + FirstKey) << DroppedBits);
}
