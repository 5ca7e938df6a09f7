using System.Runtime.InteropServices;
using ILGPU;

namespace MimiNative.Kernels.Simulation;

/// <summary>The threads of one group, used for one group of the grid after the other.</summary>
internal sealed unsafe class Crew : IDisposable
{
    // Signalling NaNs as float, large negative numbers as int: what a thread reads before anyone wrote it shows.
    private const byte Poison = 0xFF;

    private readonly Lane[] _lanes;
    private readonly Lane[][] _warps;
    private readonly List<(nint Start, long Bytes)> _shared = [];
    private readonly bool _synchronises;
    private readonly AutoResetEvent _warpStands = new(false);
    private Lane[] _warp = [];
    private int _next;

    public Crew(Action kernel, int dimX, int dimY, bool synchronises, LaneOrder order)
    {
        (DimX, DimY, _synchronises) = (dimX, dimY, synchronises);
        _lanes = [.. Enumerable.Range(0, dimX * dimY).Select(i => new Lane(this, kernel, i % dimX, i / dimX, i))];
        _warps = [.. _lanes.Chunk(Warp.Size)];
        if (order == LaneOrder.Backward)
        {
            Array.Reverse(_warps);
            foreach (var warp in _warps)
                Array.Reverse(warp);
        }
        if (synchronises)
            foreach (var lane in _lanes)
                lane.Start();
    }

    public int DimX { get; }

    public int DimY { get; }

    public int GridX { get; private set; }

    public int GridY { get; private set; }

    public int GridZ { get; private set; }

    public void RunGroup(int x, int y, int z)
    {
        (GridX, GridY, GridZ) = (x, y, z);
        foreach (var (start, bytes) in _shared)
            NativeMemory.Fill((void*)start, (nuint)bytes, Poison);
        foreach (var lane in _lanes)
            lane.Prepare();
        if (!_synchronises)
        {
            foreach (var warp in _warps)
                foreach (var lane in warp)
                    lane.RunHere();
            Check(LaneState.Ended);
            return;
        }
        do
            foreach (var warp in _warps)
                RunWarp(warp);
        while (!AllEnded());
    }

    /// <summary>The same memory for every thread's n-th allocation.</summary>
    public ArrayView<T> Share<T>(Lane lane, int extent) where T : unmanaged
    {
        var number = lane.NextShared++;
        if (number == _shared.Count)
        {
            var bytes = (long)extent * sizeof(T);
            var start = NativeMemory.AlignedAlloc((nuint)bytes, 64);
            NativeMemory.Fill(start, (nuint)bytes, Poison);
            _shared.Add(((nint)start, bytes));
        }
        return new((void*)_shared[number].Start, extent);
    }

    /// <summary>The thread of <paramref name="lane"/>'s warp with number <paramref name="index"/> inside it.</summary>
    public Lane Neighbour(Lane lane, int index) => _lanes[(lane.Index / Warp.Size * Warp.Size) + (index & (Warp.Size - 1))];

    /// <summary>Lets the next thread of the warp run to its next wait or its end; after the last one it is <see cref="RunWarp"/>'s turn. Straight from thread to thread: half the switches of going through the crew.</summary>
    public void HandOn()
    {
        while (_next < _warp.Length)
            if (_warp[_next++] is { State: not LaneState.Ended } lane)
            {
                lane.Resume();
                return;
            }
        _warpStands.Set();
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
        _warpStands.Dispose();
        foreach (var (start, _) in _shared)
            NativeMemory.AlignedFree((void*)start);
    }

    private void RunWarp(Lane[] warp)
    {
        do
        {
            (_warp, _next) = (warp, 0);
            HandOn();
            _warpStands.WaitOne();
        }
        while (warp.All(l => l.State == LaneState.AtExchange));
        if (warp.Any(l => l.State == LaneState.AtExchange))
            throw new SimulationException($"only some threads of the warp of {warp[0]} reach an exchange");
    }

    private bool AllEnded()
    {
        var ended = _lanes.Count(l => l.State == LaneState.Ended);
        Check(ended == 0 ? LaneState.AtBarrier : LaneState.Ended);
        return ended > 0;
    }

    private void Check(LaneState expected)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Failure is { } failure)
                throw new SimulationException($"{lane}: {failure.Message}", failure);
            if (lane.State != expected)
                throw new SimulationException($"{lane} waits at a barrier that other threads of its group never reach");
        }
    }
}
