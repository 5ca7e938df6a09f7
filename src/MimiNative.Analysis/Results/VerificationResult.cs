using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>A threshold worth naming.</summary>
/// <param name="Kind">What it is chosen for.</param>
/// <param name="Wanted">The wanted false-accept rate, or the target prior; NaN for the equal error rate.</param>
/// <param name="Point">The threshold in raw scores and its error rates.</param>
public readonly record struct OperatingPoint(OperatingPointKind Kind, double Wanted, ErrorPoint Point);

/// <summary>What a threshold is chosen for.</summary>
public enum OperatingPointKind
{
    /// <summary>Both error rates are equal.</summary>
    EqualErrors,

    /// <summary>Lowest detection cost at a target prior.</summary>
    LowestCost,

    /// <summary>The fewest rejections of the right speaker at a wanted false-accept rate.</summary>
    FalseAccepts,
}

/// <summary>What the scores of one encoding say about a list of trials.</summary>
public sealed record VerificationResult
{
    /// <summary>What was scored, e.g. <c>latent/mean</c>, or a file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The scores.</summary>
    public required TrialScores Scores { get; init; }

    /// <summary>What is measured on them; null where the list doesn't know the answers.</summary>
    public required TrialMetrics? Metrics { get; init; }

    /// <summary>Thresholds worth naming; empty without trials of both kinds.</summary>
    public required IReadOnlyList<OperatingPoint> Points { get; init; }

    /// <summary>What a reader must know.</summary>
    public required IReadOnlyList<ScoringCaution> Cautions { get; init; }
}

/// <summary>What limits what scores of trials mean.</summary>
public enum ScoringCautionKind
{
    /// <summary>Trials have no score.</summary>
    TrialsLeftOut,

    /// <summary>All trials are of one kind.</summary>
    OneKind,

    /// <summary>Who speaks was concluded from the target trials.</summary>
    SpeakersConcluded,

    /// <summary>Non-target trials join recordings that target trials say have one speaker.</summary>
    AnswersContradict,

    /// <summary>Pairs are there more than once.</summary>
    RepeatedTrials,

    /// <summary>Intervals over speakers are rough.</summary>
    FewSpeakers,

    /// <summary>The cohort of the score normalisation has recordings or speakers of the trials.</summary>
    CohortMeetsTrials,

    /// <summary>The trials that calibration was fitted on have recordings or speakers of these.</summary>
    CalibrationMeetsTrials,

    /// <summary>The head was fitted on speakers of the trials.</summary>
    HeadKnowsSpeakers,

    /// <summary>Nobody said who speaks, so that it can't be told whether the head was fitted on speakers of the trials.</summary>
    HeadMayKnowSpeakers,

    /// <summary>No line could be fitted, so that nothing is calibrated.</summary>
    NotCalibrated,

    /// <summary>A wanted false-accept rate rests on fewer than thirty false accepts.</summary>
    FewFalseAccepts,

    /// <summary>Target trials score lower than non-target ones.</summary>
    UpsideDown,
}

/// <summary>A caution that applies.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Examples">Some of them, or whatever the words need.</param>
public sealed record ScoringCaution(ScoringCautionKind Kind, long Count = 0, IReadOnlyList<string>? Examples = null);
