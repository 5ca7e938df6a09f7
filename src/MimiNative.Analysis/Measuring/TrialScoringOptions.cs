using MimiNative.Analysis.Data;
using MimiNative.Analysis.Heads;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>How trials are scored and measured.</summary>
public sealed record TrialScoringOptions
{
    /// <summary>Highest cohort scores that AS-norm uses unless told otherwise.</summary>
    public const int DefaultCohortTop = 300;

    /// <summary>Takes the mean of all recordings of the trials off first.</summary>
    public bool Centred { get; init; }

    /// <summary>Projects the embeddings and says how they compare; null for cosine.</summary>
    public TrainedHead? Head { get; init; }

    /// <summary>Recordings that enrol each speaker; null: every trial names two recordings.</summary>
    public EnrolmentList? Enrolment { get; init; }

    /// <summary>Who speaks; null: concluded from the target trials.</summary>
    public SpeakerTable? Speakers { get; init; }

    /// <summary>The cohort's clips as they are, instead of the mean of each voice.</summary>
    public bool CohortPerClip { get; init; }

    /// <summary>How many of the highest cohort scores count.</summary>
    public int CohortTop { get; init; } = DefaultCohortTop;

    /// <summary>False-accept rates that thresholds are wanted for.</summary>
    public IReadOnlyList<double> FalseAcceptRates { get; init; } = [0.01, 0.001];

    /// <summary>How often to resample.</summary>
    public UncertaintyOptions Uncertainty { get; init; } = new();
}
