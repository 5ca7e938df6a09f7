using System.Runtime.InteropServices;
using ILGPU;

namespace MimiNative.Kernels.Simulation;

/// <summary>Where a simulated thread stands.</summary>
internal enum LaneState
{
    Ready,
    AtBarrier,
    AtExchange,
    Ended,
}

/// <summary>One simulated thread. It runs only from <see cref="Resume"/> to its next wait, so no two ever run at once.</summary>
internal sealed unsafe class Lane(Crew crew, Action kernel, int x, int y, int index) : IDisposable
{
    [ThreadStatic]
    private static Lane? s_current;

    private readonly List<nint> _owned = [];
    private LaneThread? _thread;
    private bool _leaving;
    private ulong _exchanged;

    /// <summary>The simulated thread that asks.</summary>
    /// <exception cref="InvalidOperationException">A kernel was called outside the simulator.</exception>
    public static Lane Current => s_current ?? throw new InvalidOperationException("kernels run on a device or inside Simulator.Run");

    public Crew Crew => crew;

    public int X => x;

    public int Y => y;

    public int Index => index;

    public int NextShared { get; set; }

    public LaneState State { get; private set; }

    public Exception? Failure { get; private set; }

    public void Start() => _thread = LaneThread.Rent(this);

    public void Prepare()
    {
        Free();
        (State, Failure, NextShared) = (LaneState.Ready, null, 0);
    }

    public void RunHere()
    {
        s_current = this;
        RunKernel();
        s_current = null;
    }

    /// <summary>Lets the thread run to its next wait or its end, where it hands on to another (<see cref="Crew.HandOn"/>).</summary>
    public void Resume() => _thread!.Go();

    /// <summary>Called by the kernel: stands still until resumed.</summary>
    public void Wait(LaneState where)
    {
        State = _thread is null ? throw new InvalidOperationException("a kernel that was said to have no barrier has one") : where;
        Crew.HandOn();
        _thread.Wait();
        if (_leaving)
            throw new OperationCanceledException();
    }

    /// <summary>Called by the kernel: gives a value to the warp and takes another thread's.</summary>
    public T Exchange<T>(T value, int source) where T : unmanaged
    {
        if (sizeof(T) > sizeof(ulong))
            throw new NotSupportedException("a warp exchanges values of at most 8 bytes");
        _exchanged = 0;
        fixed (ulong* place = &_exchanged)
            *(T*)place = value;
        Wait(LaneState.AtExchange);
        var other = Crew.Neighbour(this, source)._exchanged;
        Wait(LaneState.AtExchange);
        return *(T*)&other;
    }

    public ArrayView<T> Own<T>(int extent) where T : unmanaged
    {
        var bytes = (nuint)extent * (nuint)sizeof(T);
        var start = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Fill(start, bytes, 0xFF);
        _owned.Add((nint)start);
        return new(start, extent);
    }

    public void Dispose()
    {
        // One that stands inside the kernel, which another thread of the group failed, leaves it first.
        if (State is LaneState.AtBarrier or LaneState.AtExchange)
        {
            _leaving = true;
            _thread?.End();
        }
        else
            _thread?.Return();
        Free();
    }

    /// <inheritdoc/>
    public override string ToString() => $"thread ({x}, {y}) of group ({crew.GridX}, {crew.GridY}, {crew.GridZ})";

    /// <summary>A thread's turn: runs the kernel and hands on. False where the thread is to end.</summary>
    public bool Run()
    {
        RunHere();
        if (_leaving)
            return false;
        Crew.HandOn();
        return true;
    }

    private void RunKernel()
    {
        try
        {
            kernel();
        }
        catch (Exception e)
        {
            Failure = e;
        }
        State = LaneState.Ended;
    }

    private void Free()
    {
        foreach (var start in _owned)
            NativeMemory.AlignedFree((void*)start);
        _owned.Clear();
    }
}
