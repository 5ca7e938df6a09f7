namespace MimiNative.Metrics;

/// <summary>What a diarization got wrong, in seconds of speech counted once per speaker.</summary>
/// <param name="Scored">Reference speech that was scored.</param>
/// <param name="Miss">Reference speech beyond as many speakers as the hypothesis has at that time.</param>
/// <param name="FalseAlarm">Hypothesis speech beyond as many speakers as the reference has at that time.</param>
/// <param name="Confusion">Speech that both have, given to the wrong speaker.</param>
public readonly record struct DiarizationErrors(double Scored, double Miss, double FalseAlarm, double Confusion)
{
    /// <summary>The diarization error rate, (miss + false alarm + confusion) / scored; may exceed 1; NaN where no reference speech was scored.</summary>
    public double Rate => Scored > 0 ? (Miss + FalseAlarm + Confusion) / Scored : double.NaN;

    /// <summary>The errors of two recordings together.</summary>
    public static DiarizationErrors operator +(DiarizationErrors a, DiarizationErrors b) =>
        new(a.Scored + b.Scored, a.Miss + b.Miss, a.FalseAlarm + b.FalseAlarm, a.Confusion + b.Confusion);
}

/// <summary>How a hypothesis compares with a reference.</summary>
/// <param name="Errors">The seconds.</param>
/// <param name="Mapping">The best one-to-one mapping: hypothesis speaker to the reference speaker it shares scored time with. Others are nobody.</param>
public sealed record DiarizationScore(DiarizationErrors Errors, IReadOnlyDictionary<string, string> Mapping);

/// <summary>What of a recording is scored.</summary>
public sealed record DiarizationScoring
{
    /// <summary>Seconds on each side of every boundary of the reference that aren't scored.</summary>
    public double Collar { get; init; }

    /// <summary>Leaves out the times in which the reference has more than one speaker.</summary>
    public bool SkipOverlap { get; init; }
}
