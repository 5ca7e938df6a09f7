using System.Numerics;

namespace MimiNative.Metrics;

/// <summary>
/// Everything a bootstrap over voices needs, summed by pair of voices: a replicate that draws voice v m_v times weighs the pairs of u and v by m_u·m_v.
/// Scores for the EER are kept one by one, or a seeded even sample of each kind where there are too many.
/// </summary>
internal sealed class VoicePairTable
{
    private const int MostScores = 250_000;

    private readonly CosineSpace _space;
    private readonly SpaceLabels _labels;
    private readonly List<double> _scores = [];
    private readonly List<(int, int)> _scoreVoices = [];
    private readonly ulong _keepSame;
    private readonly ulong _keepDifferent;
    private readonly ulong _seed;
    private readonly double _shift;

    private VoicePairTable(CosineSpace space, SpaceLabels labels, ulong seed)
    {
        (_space, _labels, _seed, Voices) = (space, labels, seed, labels.VoiceCount);
        _shift = PairStatistics.MeanCosine(space);
        (Pairs, Sum, Squares) = (new double[Voices * Voices], new double[Voices * Voices], new double[Voices * Voices]);
        (ContrastPairs, ContrastSum) = (new double[Voices * Voices], new double[Voices * Voices]);
        (Distance, CentroidDistance) = (new double[Voices], new double[Voices * Voices]);
        var same = labels.RowsByVoice().Sum(r => (double)r.Length * (r.Length - 1) / 2);
        _keepSame = Share(same);
        _keepDifferent = Share((double)space.Rows * (space.Rows - 1) / 2 - same);
    }

    public int Voices { get; }

    /// <summary>[u·Voices + v], u ≤ v: number of pairs.</summary>
    public double[] Pairs { get; }

    /// <summary>Sum of cosines minus a constant.</summary>
    public double[] Sum { get; }

    /// <summary>Sum of squares of the same.</summary>
    public double[] Squares { get; }

    /// <summary>Pairs that the Acoustics Score contrasts: of one voice with two texts, of two voices with one text.</summary>
    public double[] ContrastPairs { get; }

    /// <summary>Sum of their cosines minus the constant.</summary>
    public double[] ContrastSum { get; }

    /// <summary>Sum of Euclidean distances between the clips of each voice.</summary>
    public double[] Distance { get; }

    /// <summary>Euclidean distance of the centroids of u and v, u &lt; v.</summary>
    public double[] CentroidDistance { get; }

    /// <summary>The constant that was taken off the cosines.</summary>
    public double Shift => _shift;

    /// <summary>Scores from the highest down.</summary>
    public double[] Scores { get; private set; } = [];

    /// <summary>The two voices of each score.</summary>
    public (int U, int V)[] ScoreVoices { get; private set; } = [];

    public static VoicePairTable Build(CosineSpace space, SpaceLabels labels, ulong seed)
    {
        var table = new VoicePairTable(space, labels, seed);
        var visitor = new Visitor(table);
        space.VisitPairs(ref visitor);
        table.FoldHalves();
        table.MeasureCentroids();
        table.Scores = [.. table._scores.Select(s => -s)];
        table.ScoreVoices = [.. table._scoreVoices];
        Array.Sort(table.Scores, table.ScoreVoices);
        for (var i = 0; i < table.Scores.Length; i++)
            table.Scores[i] = -table.Scores[i];
        return table;
    }

    private void MeasureCentroids()
    {
        var centroids = _space.Centroids(_labels.Voice, Voices);
        for (var u = 0; u < Voices; u++)
            for (var v = u + 1; v < Voices; v++)
                CentroidDistance[u * Voices + v] = FixedOrder.Distance(centroids.AsSpan(u * _space.Dimension, _space.Dimension), centroids.AsSpan(v * _space.Dimension, _space.Dimension));
    }

    /// <summary>Cells of row u are added to at any v; afterwards (u, v) and (v, u) are one.</summary>
    private void FoldHalves()
    {
        foreach (var table in new[] { Pairs, Sum, Squares, ContrastPairs, ContrastSum })
            for (var u = 0; u < Voices; u++)
                for (var v = u + 1; v < Voices; v++)
                    table[u * Voices + v] += table[v * Voices + u];
    }

    private static ulong Share(double pairs) => pairs <= MostScores ? ulong.MaxValue : (ulong)(MostScores / pairs * ulong.MaxValue);

    private readonly struct Visitor(VoicePairTable table) : IPairVisitor<float>, IPairVisitor<double>
    {
        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots) => Visit<float>(row, firstColumn, dots);

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots) => Visit<double>(row, firstColumn, dots);

        private void Visit<T>(int row, int firstColumn, ReadOnlySpan<T> dots)
            where T : INumberBase<T>
        {
            var voices = table._labels.Voice.AsSpan(firstColumn, dots.Length);
            var texts = table._labels.Text is { } text ? text.AsSpan(firstColumn, dots.Length) : default;
            var (mine, myText) = (table._labels.Voice[row], table._labels.Text?[row] ?? 0);
            var cells = mine * table.Voices;
            var pairs = table.Pairs.AsSpan(cells, table.Voices);
            var sum = table.Sum.AsSpan(cells, table.Voices);
            var squares = table.Squares.AsSpan(cells, table.Voices);
            var rowHash = SplitMix64.Mix(table._seed ^ (uint)row);
            for (var j = 0; j < dots.Length; j++)
            {
                var (other, cosine) = (voices[j], double.CreateTruncating(dots[j]));
                var offset = cosine - table._shift;
                pairs[other]++;
                sum[other] += offset;
                squares[other] += offset * offset;
                var sameText = !texts.IsEmpty && texts[j] == myText;
                if ((other == mine) != sameText)
                {
                    table.ContrastPairs[cells + other]++;
                    table.ContrastSum[cells + other] += offset;
                }
                if (other == mine)
                {
                    var (a, b) = (table._space.Norms[row], table._space.Norms[firstColumn + j]);
                    table.Distance[mine] += Math.Sqrt(Math.Max(0, a * a + b * b - 2 * a * b * cosine));
                }
                // Which pairs are kept depends on their rows alone, not on the order of the visit.
                var keep = other == mine ? table._keepSame : table._keepDifferent;
                if (keep == ulong.MaxValue || SplitMix64.Mix(rowHash ^ (uint)(firstColumn + j)) < keep)
                {
                    table._scores.Add(cosine);
                    table._scoreVoices.Add((Math.Min(mine, other), Math.Max(mine, other)));
                }
            }
        }
    }
}
