namespace MimiNative.Metrics;

/// <summary>Stretches of time put in order.</summary>
internal static class Timeline
{
    /// <summary>Times that differ by less are the same: "0.1 + 0.7" and "0.8" in a file are one boundary, and rounding must not make a gap of it.</summary>
    public const double Same = 1e-6;

    /// <summary>Stretches by start, those that touch or overlap made one; what lasts no time is left out.</summary>
    public static List<TimeRange> Merge(IEnumerable<TimeRange> ranges)
    {
        var merged = new List<TimeRange>();
        foreach (var range in ranges.Where(r => r.Duration > 0).OrderBy(r => r.Start))
            if (merged.Count > 0 && range.Start <= merged[^1].End + Same)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            else
                merged.Add(range);
        return merged;
    }

    /// <summary>Every speaker's merged stretches; speakers in ordinal order.</summary>
    public static (string[] Speakers, List<TimeRange>[] Ranges) BySpeaker(IEnumerable<SpeakerTurn> turns)
    {
        var groups = turns.GroupBy(t => t.Speaker).Select(g => (g.Key, Ranges: Merge(g.Select(t => new TimeRange(t.Start, t.End)))))
            .Where(g => g.Ranges.Count > 0).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return ([.. groups.Select(g => g.Key)], [.. groups.Select(g => g.Ranges)]);
    }
}
