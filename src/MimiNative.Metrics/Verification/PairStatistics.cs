namespace MimiNative.Metrics;

/// <summary>One kind of pairs. Mean and population standard deviation of cosine similarity, mean Euclidean distance; NaN when there is no such pair.</summary>
/// <param name="Pairs">Number of unordered pairs.</param>
/// <param name="MeanCosine">Mean cosine similarity.</param>
/// <param name="StdCosine">Population standard deviation of cosine similarity.</param>
/// <param name="MeanDistance">Mean Euclidean distance of the embeddings as given; taking off their mean does not change it.</param>
public sealed record PairGroup(long Pairs, double MeanCosine, double StdCosine, double MeanDistance);

/// <summary>
/// Cosine and distance over all N(N − 1)/2 pairs, by what the two rows share.
/// Where texts are unknown every row counts as a text of its own.
/// </summary>
public sealed record PairStatistics
{
    /// <summary>Every pair.</summary>
    public required PairGroup All { get; init; }

    /// <summary>Pairs of one voice, whatever the text.</summary>
    public required PairGroup SameVoice { get; init; }

    /// <summary>Pairs of two voices, whatever the text.</summary>
    public required PairGroup DifferentVoice { get; init; }

    /// <summary>Pairs of one text, whatever the voice.</summary>
    public required PairGroup SameText { get; init; }

    /// <summary>Pairs of one voice that says two texts: what the Acoustics Score calls intra.</summary>
    public required PairGroup SameVoiceDifferentText { get; init; }

    /// <summary>Pairs of two voices that say one text: what the Acoustics Score calls inter.</summary>
    public required PairGroup SameTextDifferentVoice { get; init; }

    /// <summary>
    /// Visits every pair once; memory is O(N · Dimension), time O(N² · Dimension). The result is the same bits on every machine.
    /// Up to 2048 rows cosines are computed in float64, above in float32 with float64 sums; the distance of two rows
    /// that lie closer than a thousandth of their length is then mostly rounding.
    /// </summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="centred">Take the mean of all rows off first.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static PairStatistics Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        return Compute(new CosineSpace(matrix, centred), labels);
    }

    internal static PairStatistics Compute(CosineSpace space, SpaceLabels labels) => ComputeWithScores(space, labels).Pairs;

    internal static (PairStatistics Pairs, ScoreDistribution Scores) ComputeWithScores(CosineSpace space, SpaceLabels labels)
    {
        var pass = Pass(space, labels, null);
        return (Of(pass), pass.Scores);
    }

    /// <summary>The look at the pairs that everything is computed from.</summary>
    internal static PairPass Pass(CosineSpace space, SpaceLabels labels, ulong? tableSeed, int[]? rows = null, Action<double>? progress = null) =>
        PairPass.Run(space, labels, rows, MeanCosine(space), tableSeed, progress);

    /// <summary>What it says.</summary>
    internal static PairStatistics Of(PairPass pass) => From(pass, CountCells(pass.Order));

    private static PairStatistics From(PairPass pass, long[] pairs)
    {
        return new PairStatistics
        {
            All = Group(PairCell.SameVoiceSameText, PairCell.SameVoiceOnly, PairCell.SameTextOnly, PairCell.Neither),
            SameVoice = Group(PairCell.SameVoiceSameText, PairCell.SameVoiceOnly),
            DifferentVoice = Group(PairCell.SameTextOnly, PairCell.Neither),
            SameText = Group(PairCell.SameVoiceSameText, PairCell.SameTextOnly),
            SameVoiceDifferentText = Group(PairCell.SameVoiceOnly),
            SameTextDifferentVoice = Group(PairCell.SameTextOnly),
        };

        PairGroup Group(params ReadOnlySpan<PairCell> cells)
        {
            long count = 0;
            var sum = default(PairSum);
            foreach (var cell in cells)
            {
                count += pairs[(int)cell];
                sum += pass[cell];
            }
            if (count == 0)
                return new PairGroup(0, double.NaN, double.NaN, double.NaN);
            var mean = sum.Cosine / count;
            return new PairGroup(count, pass.Shift + mean, Math.Sqrt(Math.Max(0, sum.Square / count - mean * mean)), sum.Distance / count);
        }
    }

    /// <summary>Mean cosine of all pairs without visiting them: |Σu|² = Σ|u|² + 2 Σ pairs.</summary>
    internal static double MeanCosine(CosineSpace space)
    {
        if (space.Rows < 2)
            return 0;
        var sum = space.UnitSums(new int[space.Rows], 1);
        var self = space.Norms.Count(n => n > 0);
        return (FixedOrder.SumOfSquares(sum) - self) / ((double)space.Rows * (space.Rows - 1));
    }

    private static long[] CountCells(VoiceOrder order)
    {
        var all = Pairs(order.Rows.Length);
        var sameVoice = CountSame(order.Voice.Select(v => (v, 0)));
        long sameText = 0, both = 0;
        if (order.Text is { } text)
        {
            sameText = CountSame(text.Select(t => (0, t)));
            both = CountSame(order.Voice.Zip(text));
        }
        return [both, sameVoice - both, sameText - both, all - sameVoice - sameText + both];
    }

    private static long CountSame(IEnumerable<(int, int)> keys) => keys.CountBy(k => k).Sum(g => Pairs(g.Value));

    private static long Pairs(long n) => n * (n - 1) / 2;
}
