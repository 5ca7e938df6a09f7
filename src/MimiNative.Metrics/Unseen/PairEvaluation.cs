namespace MimiNative.Metrics;

/// <summary>How well one way to score tells pairs of one voice from pairs of two.</summary>
public sealed class PairEvaluation
{
    private readonly ResampledEer _resampled;

    internal PairEvaluation(ScoreDistribution scores, ResampledEer resampled, IReadOnlyList<double> eerPerFold)
    {
        (Scores, _resampled, EerPerFold) = (scores, resampled, eerPerFold);
        (MinDcf01, MinDcf05, Calibration, Linkability) = (scores.MinDcf(0.01), scores.MinDcf(0.05), ScoreCalibration.Of(scores), Metrics.Linkability.Of(scores));
    }

    /// <summary>The scores of all folds, pooled.</summary>
    public ScoreDistribution Scores { get; }

    /// <summary>Equal error rate of the pooled scores, with its interval over voices: a pair drops out with either voice.</summary>
    public Estimate Eer => _resampled.Estimate;

    /// <summary>Equal error rate inside each fold; NaN where a fold has no pairs of one kind.</summary>
    public IReadOnlyList<double> EerPerFold { get; }

    /// <summary>Normalised minimum detection cost at a target prior of 0.01.</summary>
    public double MinDcf01 { get; }

    /// <summary>The same at 0.05.</summary>
    public double MinDcf05 { get; }

    /// <summary>What the scores are worth as evidence.</summary>
    public ScoreCalibration Calibration { get; }

    /// <summary>D_sys.</summary>
    public double Linkability { get; }

    /// <summary>How much higher this equal error rate is than <paramref name="other"/>'s, with the interval of the difference: the same voices are drawn for both.</summary>
    internal Estimate Minus(PairEvaluation other) => _resampled.Minus(other._resampled);
}
