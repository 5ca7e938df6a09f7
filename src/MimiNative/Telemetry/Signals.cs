using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MimiNative.Telemetry;

/// <summary>What a program can listen to: an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both named <c>MimiNative</c>. Nothing is made where nobody listens.</summary>
internal static class Signals
{
    public const string Name = "MimiNative";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<double> Audio = Meter.CreateCounter<double>("mimi.audio", "s", "Audio encoded");
    private static readonly Counter<long> Clips = Meter.CreateCounter<long>("mimi.clips", "{clip}", "Clips encoded to their end");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("mimi.failures", "{clip}", "Clips that ended with an exception");

    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Begins a span that is not the current one of this thread, since it may end on another; null where nobody listens.</summary>
    public static Activity? Begin(string name, string device)
    {
        if (!Source.HasListeners())
            return null;
        var current = Activity.Current;
        var span = Source.StartActivity(name);
        Activity.Current = current;
        return span?.SetTag("mimi.device", device);
    }

    /// <summary>Ends a span that <see cref="Begin"/> began.</summary>
    public static void End(Activity? span)
    {
        if (span is null)
            return;
        var current = Activity.Current;
        span.Dispose();
        Activity.Current = current;
    }

    public static void CountAudio(double seconds) => Audio.Add(seconds);

    public static void CountClip() => Clips.Add(1);

    /// <summary>A clip failed. One that was cancelled didn't.</summary>
    public static void CountFailure(Exception failure)
    {
        if (failure is not OperationCanceledException)
            Failures.Add(1, new KeyValuePair<string, object?>("error.type", failure.GetType().FullName));
    }
}
