namespace MimiNative.Metrics;

/// <summary>What is measured on trials, each with its interval over speakers; NaN where it is undefined.</summary>
/// <param name="MeanSame">Mean score of target trials.</param>
/// <param name="MeanDifferent">Mean score of non-target trials.</param>
/// <param name="Gap">The first minus the second: above 0 where one speaker's clips score higher.</param>
/// <param name="Eer">Equal error rate.</param>
/// <param name="MinDcf01">Normalised minimum detection cost at a target prior of 0.01.</param>
/// <param name="MinDcf05">The same at 0.05.</param>
/// <param name="Cllr">Cost of the calibrated log-likelihood-ratios, in bits.</param>
/// <param name="ActDcf01">Normalised detection cost of the same at Bayes' threshold for a target prior of 0.01.</param>
/// <param name="ActDcf05">The same at 0.05.</param>
public sealed record TrialEstimates(Estimate MeanSame, Estimate MeanDifferent, Estimate Gap, Estimate Eer, Estimate MinDcf01, Estimate MinDcf05, Estimate Cllr, Estimate ActDcf01, Estimate ActDcf05);

/// <summary>What calibration was fitted on.</summary>
public enum CalibrationSource
{
    /// <summary>Nothing could be fitted.</summary>
    None,

    /// <summary>For each trial on the trials of other speakers: <see cref="TrialMetrics"/>.</summary>
    OtherSpeakers,

    /// <summary>Other trials, which were given.</summary>
    Given,
}

/// <summary>Everything about the scores of verification trials.</summary>
public sealed record TrialMetrics
{
    /// <summary>The scores.</summary>
    public required ScoreDistribution Scores { get; init; }

    /// <summary>Error rates at all thresholds, means, AUC and d′.</summary>
    public required VerificationMetrics Verification { get; init; }

    /// <summary>Number of speakers.</summary>
    public required int Speakers { get; init; }

    /// <summary>Calibration fitted on these very trials: what affine calibration could reach at best, and Cllr's minimum.</summary>
    public required ScoreCalibration InSample { get; init; }

    /// <summary>Where the calibration of <see cref="Estimates"/>' Cllr and actual costs comes from.</summary>
    public required CalibrationSource CalibratedOn { get; init; }

    /// <summary>The line that was given or fitted on given trials; null where each fold of speakers has its own.</summary>
    public (double Scale, double Offset)? Line { get; init; }

    /// <summary>The headline numbers with their intervals.</summary>
    public required TrialEstimates Estimates { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="scores">A score each; higher means more alike.</param>
    /// <param name="calibration">Other trials' scores that calibration is fitted on; null: cross-validation over speakers.</param>
    /// <param name="options">Replicates and seed of the intervals.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MetricsException">There is not one score for each trial, or one is not finite.</exception>
    public static TrialMetrics Compute(TrialSet trials, double[] scores, ScoreDistribution? calibration = null, UncertaintyOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(scores);
        var bad = Array.FindIndex(scores, s => !double.IsFinite(s));
        if (bad >= 0)
            throw new MetricsException($"the score of trial {bad} is {scores[bad]}: leave the trial out or score it again");
        var (same, different) = trials.Split(scores, _ => true);
        var distribution = ScoreDistribution.FromScores(same, different);
        var verification = VerificationMetrics.From(distribution, same, different);
        (double Scale, double Offset)? line = calibration is null ? null : ScoreCalibration.Of(calibration) is var fit && double.IsFinite(fit.Scale) ? (fit.Scale, fit.Offset) : null;
        var ratios = distribution.SamePairs == 0 || distribution.DifferentPairs == 0 ? null
            : line is { } given ? Array.ConvertAll(scores, s => given.Scale * s + given.Offset)
            : calibration is null ? VoiceCalibration.CrossValidated(trials, scores, cancellation)
            : null;
        static Estimate Known(double value) => new(value, double.NaN, double.NaN);
        var calibrated = ratios is null ? null : trials.Distribution(ratios);
        var values = new TrialEstimates(Known(verification.MeanSame), Known(verification.MeanDifferent), Known(verification.MeanSame - verification.MeanDifferent),
            Known(verification.Eer), Known(verification.MinDcf01), Known(verification.MinDcf05),
            calibrated is null ? Estimate.None : Known(ScoreCalibration.CllrOf(calibrated)),
            calibrated is null ? Estimate.None : Known(ScoreCalibration.ActDcfOf(calibrated, 0.01)), calibrated is null ? Estimate.None : Known(ScoreCalibration.ActDcfOf(calibrated, 0.05)));
        return new TrialMetrics
        {
            Scores = distribution,
            Verification = verification,
            Speakers = trials.Voices,
            InSample = ScoreCalibration.Of(distribution),
            CalibratedOn = ratios is null ? CalibrationSource.None : calibration is null ? CalibrationSource.OtherSpeakers : CalibrationSource.Given,
            Line = line,
            Estimates = new TrialIntervals(trials, scores, ratios).Run(values, options ?? new UncertaintyOptions(), cancellation),
        };
    }
}
