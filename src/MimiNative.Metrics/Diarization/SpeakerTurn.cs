namespace MimiNative.Metrics;

/// <summary>A stretch of time in which one speaker speaks.</summary>
/// <param name="Speaker">The speaker's label: names inside one recording, compared exactly.</param>
/// <param name="Start">Seconds from the recording's beginning.</param>
/// <param name="End">Seconds from the recording's beginning, not before <paramref name="Start"/>.</param>
public readonly record struct SpeakerTurn(string Speaker, double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Duration => End - Start;
}

/// <summary>A stretch of time of a recording.</summary>
/// <param name="Start">Seconds from the recording's beginning.</param>
/// <param name="End">Seconds from the recording's beginning, not before <paramref name="Start"/>.</param>
public readonly record struct TimeRange(double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Duration => End - Start;
}
