namespace MimiNative.Metrics;

/// <summary>Two voices that are easily taken for one another.</summary>
/// <param name="VoiceA">The smaller voice id.</param>
/// <param name="VoiceB">The larger voice id.</param>
/// <param name="Confusions">Held-out clips of either that the nearest-centroid probe gave to the other.</param>
/// <param name="CentroidCosine">Cosine of their centroids.</param>
/// <param name="MeanCosine">Mean cosine over all pairs of one clip of each.</param>
public readonly record struct ConfusablePair(int VoiceA, int VoiceB, int Confusions, double CentroidCosine, double MeanCosine);

/// <summary>Similarity between voices.</summary>
public sealed record VoiceSimilarity
{
    /// <summary>[voice][voice]: cosine of centroids; 1 on the diagonal.</summary>
    public required double[][] CentroidCosine { get; init; }

    /// <summary>[voice][voice]: mean cosine over pairs of one clip of each; on the diagonal over the voice's own pairs, NaN for a single clip.</summary>
    public required double[][] MeanCosine { get; init; }

    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="centred">Take the mean of all rows off first.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static VoiceSimilarity Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var space = new CosineSpace(matrix, centred);
        var (voices, dim) = (labels.VoiceCount, matrix.Dimension);
        var centroids = space.Centroids(labels.Voice, voices);
        var sums = space.UnitSums(labels.Voice, voices);
        var rows = labels.RowsByVoice();
        var byCentroid = Enumerable.Range(0, voices).Select(_ => new double[voices]).ToArray();
        var byPairs = Enumerable.Range(0, voices).Select(_ => new double[voices]).ToArray();
        for (var u = 0; u < voices; u++)
        {
            double n = rows[u].Length, self = rows[u].Count(i => space.Norms[i] > 0);
            byCentroid[u][u] = 1;
            byPairs[u][u] = n < 2 ? double.NaN : (FixedOrder.SumOfSquares(sums.AsSpan(u * dim, dim)) - self) / (n * (n - 1));
            for (var v = u + 1; v < voices; v++)
            {
                byCentroid[u][v] = byCentroid[v][u] = FixedOrder.Cosine(centroids.AsSpan(u * dim, dim), centroids.AsSpan(v * dim, dim));
                byPairs[u][v] = byPairs[v][u] = FixedOrder.Dot(sums.AsSpan(u * dim, dim), sums.AsSpan(v * dim, dim)) / (n * rows[v].Length);
            }
        }
        return new VoiceSimilarity { CentroidCosine = byCentroid, MeanCosine = byPairs };
    }

    /// <summary>The pairs of voices most often confused, then those with the closest centroids.</summary>
    /// <param name="count">How many pairs at most, from 0 on.</param>
    /// <param name="confusion">Confusion matrix of the nearest-centroid probe, [true][predicted]; null ranks by centroids alone.</param>
    /// <exception cref="ArgumentException">The confusion matrix is of another number of voices.</exception>
    public IReadOnlyList<ConfusablePair> MostConfusable(int count = 10, int[][]? confusion = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (confusion is not null && (confusion.Length != CentroidCosine.Length || confusion.Any(row => row?.Length != confusion.Length)))
            throw new ArgumentException($"there are {CentroidCosine.Length} voices: a confusion matrix has so many rows and columns", nameof(confusion));
        var pairs = new List<ConfusablePair>();
        for (var u = 0; u < CentroidCosine.Length; u++)
            for (var v = u + 1; v < CentroidCosine.Length; v++)
                pairs.Add(new ConfusablePair(u, v, confusion is null ? 0 : confusion[u][v] + confusion[v][u], CentroidCosine[u][v], MeanCosine[u][v]));
        return [.. pairs.OrderByDescending(p => p.Confusions).ThenByDescending(p => p.CentroidCosine).Take(count)];
    }
}
