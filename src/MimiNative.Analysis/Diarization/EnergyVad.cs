using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>
/// Tells speech from pauses by level alone: frames of 10 ms count where they are louder than a threshold between the recording's quiet (5th percentile of its levels in dB) and its loud (95th), a third of the way up
/// and at least 6 dB above the quiet; gaps up to 0.3 s are bridged, stretches below 0.1 s dropped, 0.05 s added on both sides. What is loud but no speech passes.
/// </summary>
internal static class EnergyVad
{
    private const double FrameSeconds = 0.01;
    private const double BridgedSeconds = 0.3;
    private const double ShortestSeconds = 0.1;
    private const double AddedSeconds = 0.05;
    private const double Share = 1.0 / 3;
    private const double LeastDecibels = 6;
    // Quieter than this there is nothing to hear: half a bit of 16 is at -96 dB.
    private const double SilenceDecibels = -75;
    private const double FloorDecibels = -100;

    /// <summary>The stretches of speech, in order.</summary>
    /// <param name="audio">Read to its end.</param>
    /// <param name="cancellation">Stops between reads.</param>
    /// <exception cref="AudioException">The audio is damaged.</exception>
    public static IReadOnlyList<TimeRange> Regions(AudioSource audio, CancellationToken cancellation = default)
    {
        var levels = new List<float>();
        var frame = (int)Math.Round(FrameSeconds * audio.SampleRate);
        var buffer = new float[64 * frame];
        var (count, read) = (0, 0);
        var samples = 0L;
        while ((read = audio.Read(buffer.AsSpan(count))) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            (count, samples) = (count + read, samples + read);
            var used = 0;
            for (; used + frame <= count; used += frame)
                levels.Add(Decibels(buffer.AsSpan(used, frame)));
            buffer.AsSpan(used, count - used).CopyTo(buffer);
            count -= used;
        }
        if (count > 0)
            levels.Add(Decibels(buffer.AsSpan(0, count)));
        return Regions(levels, (double)samples / audio.SampleRate);
    }

    private static List<TimeRange> Regions(List<float> levels, double seconds)
    {
        if (levels.Count == 0)
            return [];
        var sorted = levels.ToArray();
        Array.Sort(sorted);
        var (quiet, loud) = (sorted[(int)(0.05 * (sorted.Length - 1))], sorted[(int)(0.95 * (sorted.Length - 1))]);
        if (loud < SilenceDecibels)
            return [];
        // A recording that is nearly as loud everywhere has no pauses that a level could show: all of it may be speech.
        var threshold = loud - quiet < LeastDecibels ? FloorDecibels : Math.Max(quiet + Math.Max(LeastDecibels, Share * (loud - quiet)), SilenceDecibels);
        var raw = new List<TimeRange>();
        for (var i = 0; i < levels.Count; i++)
            if (levels[i] >= threshold)
                Extend(raw, new(i * FrameSeconds, (i + 1) * FrameSeconds), 1e-6);
        var bridged = new List<TimeRange>();
        foreach (var range in raw)
            Extend(bridged, range, BridgedSeconds);
        var regions = new List<TimeRange>();
        foreach (var range in bridged.Where(r => r.Duration >= ShortestSeconds - 1e-9))
            Extend(regions, new(Math.Max(0, range.Start - AddedSeconds), Math.Min(seconds, range.End + AddedSeconds)), 0);
        return regions;
    }

    private static void Extend(List<TimeRange> ranges, TimeRange range, double gap)
    {
        if (ranges.Count > 0 && range.Start - ranges[^1].End <= gap)
            ranges[^1] = ranges[^1] with { End = range.End };
        else
            ranges.Add(range);
    }

    private static float Decibels(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return (float)Math.Max(FloorDecibels, 10 * Math.Log10(Math.Max(1e-12, sum / samples.Length)));
    }
}
