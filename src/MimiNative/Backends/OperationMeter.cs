using System.Diagnostics;

namespace MimiNative.Backends;

/// <summary>
/// Times the operations that one thread asks of a backend, from <see cref="Backend.Profile"/> until it is disposed. A backend without one pays a comparison per operation.
/// Where the same work is done in several passes, the fastest time of each operation counts: on a machine that others use too, a pass without any disturbance is rare, an undisturbed operation isn't.
/// </summary>
internal sealed class OperationMeter : IDisposable
{
    private const string Input = "input";
    private readonly Backend _backend;
    private readonly bool _keepsSpans;
    private readonly bool _hasClock;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<Call> _calls = [];
    private int _next;

    public OperationMeter(Backend backend, bool keepsSpans)
    {
        (_backend, _keepsSpans) = (backend, keepsSpans);
        _hasClock = backend.TakeDeviceSeconds() is not null;
    }

    /// <summary>The layer that the coming operations belong to.</summary>
    public string Layer { get; set; } = Input;

    /// <summary>A row per layer and operation, in the order of first use.</summary>
    public IReadOnlyCollection<OperationProfile> Profiles
    {
        get
        {
            var profiles = new Dictionary<(string, string), OperationProfile>();
            foreach (var call in _calls)
            {
                if (!profiles.TryGetValue((call.Layer, call.Operation), out var profile))
                    profiles[(call.Layer, call.Operation)] = profile = new OperationProfile(call.Layer, call.Operation);
                profile.Calls++;
                profile.Seconds += call.Seconds;
                profile.Macs += call.Macs;
                profile.Bytes += call.Bytes;
            }

            return profiles.Values;
        }
    }

    /// <summary>The time line of this pass, when it is kept.</summary>
    public List<OperationSpan> Spans { get; } = [];

    /// <summary>Whether the calling thread is the one that is profiled: others may use the backend at the same time.</summary>
    public bool IsMine => Environment.CurrentManagedThreadId == _thread;

    /// <summary>What comes now is the same work again.</summary>
    public void BeginPass()
    {
        (_next, Layer) = (0, Input);
        Spans.Clear();
    }

    public long Start() => Stopwatch.GetTimestamp();

    /// <summary>Books an operation that was asked for at <paramref name="start"/>.</summary>
    public void Stop(long start, string operation, double macs, double bytes)
    {
        // A device that works on its own is waited for, so that each operation bears its own time: by the device's clock if it has one.
        _backend.Finish();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_hasClock && _backend.TakeDeviceSeconds() is { } counted && operation != "copy")
            seconds = counted;
        var call = new Call(Layer, operation, seconds, macs, bytes);
        if (_next == _calls.Count)
            _calls.Add(call);
        else if ((_calls[_next] with { Seconds = seconds }) != call)
            throw new InvalidOperationException($"{Layer} {operation} is not what the pass before did here: {_calls[_next].Layer} {_calls[_next].Operation}");
        else if (seconds < _calls[_next].Seconds)
            _calls[_next] = call;
        _next++;
        if (_keepsSpans)
            Spans.Add(new OperationSpan(Layer, operation, Stopwatch.GetElapsedTime(_began, start).TotalSeconds, seconds));
    }

    public void Dispose() => _backend.EndProfile(this);

    private readonly record struct Call(string Layer, string Operation, double Seconds, double Macs, double Bytes);
}
