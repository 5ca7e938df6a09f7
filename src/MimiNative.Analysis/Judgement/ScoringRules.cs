using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What is known of a scored list of trials besides the numbers.</summary>
/// <param name="Scores">The scores.</param>
internal sealed record ScoringFacts(TrialScores Scores)
{
    /// <summary>The numbers; null where the list doesn't know the answers.</summary>
    public TrialMetrics? Metrics { get; init; }

    /// <summary>Nobody said who speaks.</summary>
    public bool SpeakersConcluded { get; init; }

    /// <summary>Non-target trials of one speaker.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <summary>Recordings and speakers of the cohort that are the trials' as well.</summary>
    public IReadOnlyList<string> CohortMeets { get; init; } = [];

    /// <summary>Recordings of the calibration trials that are the trials' as well.</summary>
    public IReadOnlyList<string> CalibrationMeets { get; init; } = [];

    /// <summary>Speakers that the head was fitted on.</summary>
    public IReadOnlyList<string> HeadKnows { get; init; } = [];

    /// <summary>Nobody said who speaks, and no name of a recording is one of the head's voices either.</summary>
    public bool HeadMayKnow { get; init; }

    /// <summary>Wanted rates.</summary>
    public IReadOnlyList<double> FalseAcceptRates { get; init; } = [];
}

/// <summary>Which cautions apply to scores of trials.</summary>
internal static class ScoringRules
{
    /// <summary>With fewer speakers intervals over them are a sketch.</summary>
    public const int FewestSpeakers = 10;

    /// <summary>A rate is known to about ± 30 % from thirty errors on (Doddington's rule of 30).</summary>
    public const int FewestErrors = 30;

    /// <summary>All that apply, the gravest first.</summary>
    public static IReadOnlyList<ScoringCaution> Of(ScoringFacts facts)
    {
        var cautions = new List<ScoringCaution>();
        void Add(bool applies, ScoringCautionKind kind, long count = 0, IReadOnlyList<string>? examples = null)
        {
            if (applies)
                cautions.Add(new ScoringCaution(kind, count, examples));
        }
        void Named(IReadOnlyList<string> names, ScoringCautionKind kind) => Add(names.Count > 0, kind, names.Count, names);

        Add(facts.Scores.LeftOutCount > 0, ScoringCautionKind.TrialsLeftOut, facts.Scores.LeftOutCount, [.. facts.Scores.LeftOut().Select(t => t.Reason).Distinct().Take(5)]);
        Named(facts.CohortMeets, ScoringCautionKind.CohortMeetsTrials);
        Named(facts.CalibrationMeets, ScoringCautionKind.CalibrationMeetsTrials);
        Named(facts.HeadKnows, ScoringCautionKind.HeadKnowsSpeakers);
        Add(facts.HeadMayKnow, ScoringCautionKind.HeadMayKnowSpeakers);
        Named(facts.Contradictions, ScoringCautionKind.AnswersContradict);
        if (facts.Metrics is { } metrics)
        {
            var (targets, others) = (metrics.Scores.SamePairs, metrics.Scores.DifferentPairs);
            if (targets == 0 || others == 0)
                Add(true, ScoringCautionKind.OneKind, targets);
            else
            {
                Add(metrics.Estimates.Gap.Value < 0, ScoringCautionKind.UpsideDown);
                Add(metrics.CalibratedOn == CalibrationSource.None, ScoringCautionKind.NotCalibrated);
                foreach (var rate in facts.FalseAcceptRates)
                    Add(rate * others < FewestErrors, ScoringCautionKind.FewFalseAccepts, (long)(rate * others + 1e-9), [rate.ToString("R", System.Globalization.CultureInfo.InvariantCulture)]);
            }
            Add(metrics.Speakers < FewestSpeakers, ScoringCautionKind.FewSpeakers, metrics.Speakers);
            Add(facts.SpeakersConcluded, ScoringCautionKind.SpeakersConcluded, metrics.Speakers);
        }
        Add(facts.Scores.List.Repeated > 0, ScoringCautionKind.RepeatedTrials, facts.Scores.List.Repeated);
        return cautions;
    }
}
