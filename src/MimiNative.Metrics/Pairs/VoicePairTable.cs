using System.Numerics;

namespace MimiNative.Metrics;

/// <summary>
/// Everything a bootstrap over voices needs, summed by pair of voices: a replicate that draws voice v m_v times weighs the pairs of u and v by m_u·m_v.
/// Rows of an upper triangle, so that 6,112 voices take 150 MB a quantity. Scores for the EER are kept one by one, or an even sample of each kind where there are too many.
/// </summary>
internal sealed class VoicePairTable
{
    private const int MostScores = 250_000;

    private readonly TilePart[] _parts;
    private readonly int _strideSame;
    private readonly int _strideDifferent;
    private readonly ulong _seed;

    /// <param name="space">The rows.</param>
    /// <param name="labels">Their voices.</param>
    /// <param name="order">Their order in the pass.</param>
    /// <param name="shift">Taken off every cosine.</param>
    /// <param name="seed">Chooses scores.</param>
    public VoicePairTable(CosineSpace space, SpaceLabels labels, VoiceOrder order, double shift, ulong seed)
    {
        (_seed, Shift, Voices, TextsKnown) = (seed, shift, labels.VoiceCount, labels.Text is not null);
        (Sum, Squares, Distance) = (Triangle(), Triangle(), new double[Voices]);
        (ContrastPairs, ContrastSum) = TextsKnown ? (Triangle(), Triangle()) : ([], []);
        _parts = new TilePart[order.Tiles];
        Clips = [.. Enumerable.Range(0, Voices).Select(v => (double)(order.VoiceStarts[v + 1] - order.VoiceStarts[v]))];
        var same = Clips.Sum(n => n * (n - 1) / 2);
        _strideSame = Stride(same);
        _strideDifferent = Stride((double)order.Rows.Length * (order.Rows.Length - 1) / 2 - same);
        CentroidDistance = Distances(space.Centroids(labels.Voice, Voices), space.Dimension);

        double[][] Triangle() => [.. Enumerable.Range(0, Voices).Select(u => new double[Voices - u])];
    }

    public int Voices { get; }

    /// <summary>Whether the contrast of texts is summed.</summary>
    public bool TextsKnown { get; }

    /// <summary>Clips of each voice.</summary>
    public double[] Clips { get; }

    /// <summary>[u][v − u], u ≤ v: sum of cosines minus a constant.</summary>
    public double[][] Sum { get; }

    /// <summary>Sum of squares of the same.</summary>
    public double[][] Squares { get; }

    /// <summary>Pairs that the Acoustics Score contrasts: of one voice with two texts, of two voices with one text. Empty where texts are unknown.</summary>
    public double[][] ContrastPairs { get; }

    /// <summary>Sum of their cosines minus the constant.</summary>
    public double[][] ContrastSum { get; }

    /// <summary>Sum of Euclidean distances between the clips of each voice.</summary>
    public double[] Distance { get; }

    /// <summary>[u][v − u], u ≤ v: Euclidean distance of the centroids.</summary>
    public double[][] CentroidDistance { get; }

    /// <summary>The constant that was taken off the cosines.</summary>
    public double Shift { get; }

    /// <summary>Scores from the highest down.</summary>
    public double[] Scores { get; private set; } = [];

    /// <summary>The two voices of each score.</summary>
    public (int U, int V)[] ScoreVoices { get; private set; } = [];

    /// <summary>What adds a tile's pairs.</summary>
    public TilePart Part(int tile) => _parts[tile] = new TilePart(this, _seed ^ SplitMix64.Mix((ulong)tile + 1));

    /// <summary>All tiles are done.</summary>
    public void Finish()
    {
        Scores = [.. _parts.SelectMany(p => p.Scores).Select(s => -s)];
        ScoreVoices = [.. _parts.SelectMany(p => p.Voices)];
        Array.Clear(_parts);
        Array.Sort(Scores, ScoreVoices);
        for (var i = 0; i < Scores.Length; i++)
            Scores[i] = -Scores[i];
    }

    private static int Stride(double pairs) => (int)Math.Ceiling(Math.Max(1, pairs / MostScores));

    private double[][] Distances(double[] centroids, int dim)
    {
        var result = new double[Voices][];
        Workers.For(Voices, u =>
        {
            result[u] = new double[Voices - u];
            for (var v = u + 1; v < Voices; v++)
                result[u][v - u] = FixedOrder.Distance(centroids.AsSpan(u * dim, dim), centroids.AsSpan(v * dim, dim));
        });
        return result;
    }

    /// <summary>Adds the pairs of one tile. A pair of voices lies in one tile, so that its cell has one writer.</summary>
    public sealed class TilePart(VoicePairTable table, ulong seed)
    {
        private readonly SeededRandom _random = new(seed);
        private (int Left, int Skip) _same;
        private (int Left, int Skip) _different;

        public List<double> Scores { get; } = [];

        public List<(int, int)> Voices { get; } = [];

        /// <summary>The sums of so many pairs of two voices, all of one cell.</summary>
        public void Add(int mine, int other, PairCell cell, int pairs, PairSum sum)
        {
            table.Sum[mine][other - mine] += sum.Cosine;
            table.Squares[mine][other - mine] += sum.Square;
            if (mine == other)
                table.Distance[mine] += sum.Distance;
            if (!table.TextsKnown || cell is not (PairCell.SameVoiceOnly or PairCell.SameTextOnly))
                return;
            table.ContrastPairs[mine][other - mine] += pairs;
            table.ContrastSum[mine][other - mine] += sum.Cosine;
        }

        /// <summary>Scores of a row with a run of one voice's.</summary>
        public void Add<T>(int mine, int other, ReadOnlySpan<T> cosines)
            where T : unmanaged, INumberBase<T>
        {
            ref var next = ref mine == other ? ref _same : ref _different;
            Keep(ref next, mine == other ? table._strideSame : table._strideDifferent, mine, other, cosines);
        }

        /// <summary>One of each <paramref name="stride"/> pairs that follow each other, at a random place among them.</summary>
        private void Keep<T>(ref (int Left, int Skip) stretch, int stride, int mine, int other, ReadOnlySpan<T> cosines)
            where T : unmanaged, INumberBase<T>
        {
            for (var at = 0; at < cosines.Length;)
            {
                if (stretch.Left == 0)
                    stretch = (stride, stride == 1 ? 0 : _random.NextInt(stride));
                var taken = Math.Min(stretch.Left, cosines.Length - at);
                if (stretch.Skip >= 0 && stretch.Skip < taken)
                {
                    Scores.Add(double.CreateTruncating(cosines[at + stretch.Skip]));
                    Voices.Add((mine, other));
                }
                stretch = (stretch.Left - taken, stretch.Skip - taken);
                at += taken;
            }
        }
    }
}
