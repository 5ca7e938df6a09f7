namespace MimiNative.Metrics;

/// <summary>A stretch of time in which one speaker speaks.</summary>
/// <param name="Speaker">The speaker's label: names inside one recording, compared exactly.</param>
/// <param name="Start">Seconds from the recording's beginning.</param>
/// <param name="End">Seconds from the recording's beginning, not before <paramref name="Start"/>.</param>
public readonly record struct SpeakerTurn(string Speaker, double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Duration => End - Start;

    /// <summary>When it is.</summary>
    public TimeRange Range => new(Start, End);
}

/// <summary>A stretch of time of a recording.</summary>
/// <param name="Start">Seconds from the recording's beginning.</param>
/// <param name="End">Seconds from the recording's beginning, not before <paramref name="Start"/>.</param>
public readonly record struct TimeRange(double Start, double End)
{
    // Times that differ by less are the same: "0.1 + 0.7" and "0.8" in a file are one boundary, and rounding must not make a gap of it.
    private const double Same = 1e-6;

    /// <summary>Seconds.</summary>
    public double Duration => End - Start;

    /// <summary>Stretches by start, those that touch or overlap made one; what lasts no time is left out.</summary>
    public static IReadOnlyList<TimeRange> Merge(IEnumerable<TimeRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var merged = new List<TimeRange>();
        foreach (var range in ranges.Where(r => r.Duration > 0).OrderBy(r => r.Start))
            if (merged.Count > 0 && range.Start <= merged[^1].End + Same)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            else
                merged.Add(range);
        return merged;
    }
}
