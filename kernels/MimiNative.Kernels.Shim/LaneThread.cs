using System.Collections.Concurrent;

namespace MimiNative.Kernels.Simulation;

/// <summary>A thread that runs lanes, one run of the simulator after the other: every launch needs hundreds, and they take longer to start than a small kernel to run.</summary>
internal sealed class LaneThread
{
    private const int StackBytes = 1 << 18;

    private static readonly ConcurrentBag<LaneThread> Idle = [];

    // Without spinning: of hundreds of threads one works, and the others would take its processor away.
    private readonly AutoResetEvent _go = new(false);
    private readonly Thread _thread;
    private Lane? _lane;

    private LaneThread()
    {
        _thread = new Thread(Loop, StackBytes) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>A thread for a lane, which stands still until <see cref="Go"/>.</summary>
    public static LaneThread Rent(Lane lane)
    {
        var thread = Idle.TryTake(out var idle) ? idle : new();
        thread._lane = lane;
        return thread;
    }

    /// <summary>Lets it run.</summary>
    public void Go() => _go.Set();

    /// <summary>Called on the thread: stands still.</summary>
    public void Wait() => _go.WaitOne();

    /// <summary>Its lane is done: another may have it.</summary>
    public void Return()
    {
        _lane = null;
        Idle.Add(this);
    }

    /// <summary>Lets it run to its end, and waits for that.</summary>
    public void End()
    {
        _go.Set();
        _thread.Join();
        _go.Dispose();
    }

    private void Loop()
    {
        do
            _go.WaitOne();
        while (_lane!.Run());
    }
}
