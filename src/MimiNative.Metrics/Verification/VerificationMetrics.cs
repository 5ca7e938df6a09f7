namespace MimiNative.Metrics;

/// <summary>How well a threshold on cosine similarity tells same-voice pairs from different-voice pairs. NaN without pairs of both kinds.</summary>
public sealed record VerificationMetrics
{
    /// <summary>Number of same-voice pairs.</summary>
    public required long SamePairs { get; init; }

    /// <summary>Number of different-voice pairs.</summary>
    public required long DifferentPairs { get; init; }

    /// <summary>Mean score of same-voice pairs.</summary>
    public required double MeanSame { get; init; }

    /// <summary>Mean score of different-voice pairs.</summary>
    public required double MeanDifferent { get; init; }

    /// <summary>Equal error rate: 0 is perfect, 0.5 is chance.</summary>
    public required double Eer { get; init; }

    /// <summary>The exact EER lies within ± this; 0 up to 2048 rows.</summary>
    public required double EerBound { get; init; }

    /// <summary>The score at which the EER is reached.</summary>
    public required double EerThreshold { get; init; }

    /// <summary>Normalised minimum detection cost at a target prior of 0.01.</summary>
    public required double MinDcf01 { get; init; }

    /// <summary>Normalised minimum detection cost at a target prior of 0.05.</summary>
    public required double MinDcf05 { get; init; }

    /// <summary>Area under the ROC curve: 1 is perfect, 0.5 is chance.</summary>
    public required double Auc { get; init; }

    /// <summary>(mean_same − mean_different) / sqrt((var_same + var_different) / 2), population variances.</summary>
    public required double DPrime { get; init; }

    /// <summary>All pairs of the rows as trials.</summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="centred">Take the mean of all rows off before the cosine.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static VerificationMetrics Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var (pairs, scores) = PairStatistics.ComputeWithScores(new CosineSpace(matrix, centred), labels);
        return From(pairs, scores);
    }

    /// <summary>The scores of a trial list.</summary>
    /// <param name="same">Scores of target trials.</param>
    /// <param name="different">Scores of non-target trials.</param>
    /// <exception cref="MetricsException">A score is NaN.</exception>
    public static VerificationMetrics FromScores(ReadOnlySpan<double> same, ReadOnlySpan<double> different) =>
        From(ScoreDistribution.FromScores(same, different), same.ToArray(), different.ToArray());

    /// <summary>The same, where the scores are counted already.</summary>
    internal static VerificationMetrics From(ScoreDistribution scores, double[] same, double[] different)
    {
        var (meanSame, stdSame) = Spread.Of(same);
        var (meanDifferent, stdDifferent) = Spread.Of(different);
        return From(scores, meanSame, stdSame, meanDifferent, stdDifferent);
    }

    internal static VerificationMetrics From(PairStatistics pairs, ScoreDistribution scores) =>
        From(scores, pairs.SameVoice.MeanCosine, pairs.SameVoice.StdCosine, pairs.DifferentVoice.MeanCosine, pairs.DifferentVoice.StdCosine);

    private static VerificationMetrics From(ScoreDistribution scores, double meanSame, double stdSame, double meanDifferent, double stdDifferent)
    {
        var spread = Math.Sqrt((stdSame * stdSame + stdDifferent * stdDifferent) / 2);
        return new VerificationMetrics
        {
            SamePairs = scores.SamePairs,
            DifferentPairs = scores.DifferentPairs,
            MeanSame = meanSame,
            MeanDifferent = meanDifferent,
            Eer = scores.Eer,
            EerBound = scores.EerBound,
            EerThreshold = scores.EerThreshold,
            MinDcf01 = scores.MinDcf(0.01),
            MinDcf05 = scores.MinDcf(0.05),
            Auc = scores.Auc,
            DPrime = spread > 0 ? (meanSame - meanDifferent) / spread : double.NaN,
        };
    }
}
