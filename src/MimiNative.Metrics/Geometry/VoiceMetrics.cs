namespace MimiNative.Metrics;

/// <summary>
/// The headline metrics of a speaker embedding space: how alike the clips of one voice are, how alike those of two, and whether the voice counts for more than the text. Undefined values are NaN: a mean over no pairs,
/// a ratio whose distances are all zero.
/// </summary>
public sealed record VoiceMetrics
{
    /// <summary>Mean cosine of pairs of one voice that says two texts.</summary>
    public required double IntraVoiceSimilarity { get; init; }

    /// <summary>Mean cosine of pairs of two voices that say one text; NaN when texts are unknown.</summary>
    public required double InterVoiceSimilarity { get; init; }

    /// <summary>Intra minus inter: above zero, the space knows the speaker better than the text.</summary>
    public double AcousticsScore => IntraVoiceSimilarity - InterVoiceSimilarity;

    /// <summary>Mean Euclidean distance between the centroids of two voices.</summary>
    public required double InterDistance { get; init; }

    /// <summary>Mean Euclidean distance of all same-voice pairs.</summary>
    public required double IntraDistance { get; init; }

    /// <summary>Inter over intra distance.</summary>
    public double SeparabilityRatio => IntraDistance > 0 ? InterDistance / IntraDistance : double.NaN;

    /// <summary>Each voice's mean pairwise cosine, by voice id; NaN for a voice with one clip.</summary>
    public required double[] ConsistencyByVoice { get; init; }

    /// <summary>Mean over voices of <see cref="ConsistencyByVoice"/>, without the undefined ones.</summary>
    public required double Consistency { get; init; }

    /// <summary>Population standard deviation over voices.</summary>
    public required double ConsistencyStd { get; init; }

    /// <summary>Mean cosine between the centroids of two voices.</summary>
    public required double CentroidSimilarity { get; init; }

    /// <summary>Population standard deviation of the cosine between centroids.</summary>
    public required double CentroidSimilarityStd { get; init; }

    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="centred">Take the mean of all rows off before any cosine.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static VoiceMetrics Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var space = new CosineSpace(matrix, centred);
        return Compute(space, labels, PairStatistics.Compute(space, labels));
    }

    internal static VoiceMetrics Compute(CosineSpace space, SpaceLabels labels, PairStatistics pairs) => OfAllClips(space, labels).With(pairs, labels);

    /// <summary>What is of all clips; what is of pairs is left out (NaN) until <see cref="With"/> says it.</summary>
    internal static VoiceMetrics OfAllClips(CosineSpace space, SpaceLabels labels)
    {
        var consistency = ConsistencyOf(space, labels);
        var (mean, std) = Spread.Of(consistency.Where(double.IsFinite));
        var (distance, cosine, cosineStd) = BetweenCentroids(space, labels);
        return new VoiceMetrics
        {
            IntraVoiceSimilarity = double.NaN,
            InterVoiceSimilarity = double.NaN,
            InterDistance = distance,
            IntraDistance = double.NaN,
            ConsistencyByVoice = consistency,
            Consistency = mean,
            ConsistencyStd = std,
            CentroidSimilarity = cosine,
            CentroidSimilarityStd = cosineStd,
        };
    }

    /// <summary>The same with what some pairs say.</summary>
    internal VoiceMetrics With(PairStatistics pairs, SpaceLabels labels) => this with
    {
        IntraVoiceSimilarity = pairs.SameVoiceDifferentText.MeanCosine,
        InterVoiceSimilarity = labels.Text is null ? double.NaN : pairs.SameTextDifferentVoice.MeanCosine,
        IntraDistance = pairs.SameVoice.MeanDistance,
    };

    /// <summary>Mean pairwise cosine of each voice without its pairs: |Σu|² = Σ|u|² + 2 Σ pairs.</summary>
    private static double[] ConsistencyOf(CosineSpace space, SpaceLabels labels)
    {
        var sums = space.UnitSums(labels.Voice, labels.VoiceCount);
        var rows = labels.RowsByVoice();
        var result = new double[labels.VoiceCount];
        for (var v = 0; v < result.Length; v++)
        {
            double n = rows[v].Length, self = rows[v].Count(i => space.Norms[i] > 0);
            result[v] = n < 2 ? double.NaN : (FixedOrder.SumOfSquares(sums.AsSpan(v * space.Dimension, space.Dimension)) - self) / (n * (n - 1));
        }
        return result;
    }

    private static (double Distance, double Cosine, double CosineStd) BetweenCentroids(CosineSpace space, SpaceLabels labels)
    {
        var (voices, dim) = (labels.VoiceCount, space.Dimension);
        if (voices < 2)
            return (double.NaN, double.NaN, double.NaN);
        var centroids = space.Centroids(labels.Voice, voices);
        var norms = Enumerable.Range(0, voices).Select(v => FixedOrder.Norm(centroids.AsSpan(v * dim, dim))).ToArray();
        // Cosines are taken relative to the mean of some, so that the variance of a narrow cloud survives the subtraction of squares.
        var shift = Enumerable.Range(1, voices - 1).Average(v => FixedOrder.Cosine(centroids.AsSpan(0, dim), norms[0], centroids.AsSpan(v * dim, dim), norms[v]));
        var sums = new (double Distance, double Cosine, double Square)[voices];
        Workers.For(voices, u =>
        {
            var a = centroids.AsSpan(u * dim, dim);
            for (var v = u + 1; v < voices; v++)
            {
                var b = centroids.AsSpan(v * dim, dim);
                var cosine = FixedOrder.Cosine(a, norms[u], b, norms[v]) - shift;
                sums[u] = (sums[u].Distance + FixedOrder.Distance(a, b), sums[u].Cosine + cosine, sums[u].Square + cosine * cosine);
            }
        });
        double pairs = voices * (voices - 1.0) / 2, distance = 0, sum = 0, squares = 0;
        foreach (var part in sums)
            (distance, sum, squares) = (distance + part.Distance, sum + part.Cosine, squares + part.Square);
        return (distance / pairs, shift + sum / pairs, Math.Sqrt(Math.Max(0, squares / pairs - sum / pairs * (sum / pairs))));
    }
}
