using System.Diagnostics;

namespace MimiNative.Backends;

/// <summary>
/// Times the operations that one thread asks of a backend, from <see cref="Backend.Profile"/> until it is disposed. A backend without one pays a comparison per operation.
/// </summary>
internal sealed class OperationMeter : IDisposable
{
    private readonly Backend _backend;
    private readonly bool _keepsSpans;
    private readonly bool _hasClock;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Dictionary<(string, string), OperationProfile> _profiles = [];

    public OperationMeter(Backend backend, bool keepsSpans)
    {
        (_backend, _keepsSpans) = (backend, keepsSpans);
        _hasClock = backend.TakeDeviceSeconds() is not null;
    }

    /// <summary>The layer that the coming operations belong to.</summary>
    public string Layer { get; set; } = "input";

    /// <summary>A row per layer and operation, in the order of first use.</summary>
    public IReadOnlyCollection<OperationProfile> Profiles => _profiles.Values;

    /// <summary>The time line, when it is kept.</summary>
    public List<OperationSpan> Spans { get; } = [];

    /// <summary>Whether the calling thread is the one that is profiled: others may use the backend at the same time.</summary>
    public bool IsMine => Environment.CurrentManagedThreadId == _thread;

    public long Start() => Stopwatch.GetTimestamp();

    /// <summary>Books an operation that was asked for at <paramref name="start"/>.</summary>
    public void Stop(long start, string operation, double macs, double bytes)
    {
        // A device that works on its own is waited for, so that each operation bears its own time: by the device's clock if it has one.
        _backend.Finish();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_hasClock && _backend.TakeDeviceSeconds() is { } counted && operation != "copy")
            seconds = counted;
        if (!_profiles.TryGetValue((Layer, operation), out var profile))
            _profiles[(Layer, operation)] = profile = new OperationProfile(Layer, operation);
        profile.Calls++;
        profile.Seconds += seconds;
        profile.Macs += macs;
        profile.Bytes += bytes;
        if (_keepsSpans)
            Spans.Add(new OperationSpan(Layer, operation, Stopwatch.GetElapsedTime(_began, start).TotalSeconds, seconds));
    }

    public void Dispose() => _backend.EndProfile(this);
}
