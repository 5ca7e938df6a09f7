using System.Diagnostics;

namespace MimiNative.Telemetry;

/// <summary>
/// When each layer of a run began, when it ended, and how long it worked in between: layers work in turns, chunk after chunk. For a device that works on its own that is the time of asking it.
/// </summary>
internal sealed class LayerClock(IReadOnlyList<string> layers)
{
    private readonly (long Began, long Ended, long Worked)[] _times = new (long, long, long)[layers.Count];
    private readonly long _zero = Stopwatch.GetTimestamp();
    private readonly DateTime _zeroTime = DateTime.UtcNow;

    /// <summary>Books a layer's work from <paramref name="began"/> (<see cref="Stopwatch.GetTimestamp"/>) until now.</summary>
    public void Add(int layer, long began)
    {
        var now = Stopwatch.GetTimestamp();
        ref var time = ref _times[layer];
        time = (time.Ended == 0 ? began : time.Began, now, time.Worked + now - began);
    }

    /// <summary>Makes a span of each layer that worked, within <paramref name="clip"/>.</summary>
    public void Report(Activity clip)
    {
        var current = Activity.Current;
        for (var i = 0; i < layers.Count; i++)
        {
            var (began, ended, worked) = _times[i];
            if (ended == 0 || Signals.Source.StartActivity($"layer {layers[i]}", ActivityKind.Internal, clip.Context, startTime: Time(began)) is not { } span)
                continue;
            span.SetTag("mimi.layer", layers[i]).SetTag("mimi.worked_seconds", Stopwatch.GetElapsedTime(0, worked).TotalSeconds).SetEndTime(Time(ended));
            span.Dispose();
        }

        Activity.Current = current;
    }

    private DateTime Time(long stamp) => _zeroTime + Stopwatch.GetElapsedTime(_zero, stamp);
}
