using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>Where the windows lie that speakers are told by.</summary>
internal static class SpeechWindows
{
    /// <summary>Windows of speech: one every <paramref name="step"/> seconds inside each region, the last at its end; a region shorter than a window is one by itself.</summary>
    /// <param name="regions">Speech, in order.</param>
    /// <param name="window">Seconds.</param>
    /// <param name="step">Seconds.</param>
    public static List<TimeRange> Of(IReadOnlyList<TimeRange> regions, double window, double step)
    {
        var windows = new List<TimeRange>();
        foreach (var region in regions)
        {
            if (region.Duration <= window)
            {
                windows.Add(region);
                continue;
            }
            var count = 1 + (int)Math.Floor((region.Duration - window) / step + 1e-9);
            for (var i = 0; i < count; i++)
                windows.Add(new(region.Start + i * step, region.Start + i * step + window));
            if (windows[^1].End < region.End - 1e-6)
                windows.Add(new(region.End - window, region.End));
        }
        return windows;
    }
}
