using System.Runtime.CompilerServices;
using MimiNative.Kernels.Simulation;

namespace ILGPU;

/// <summary>The running group of threads.</summary>
public static class Group
{
    /// <summary>This thread's x inside the group.</summary>
    public static int IdxX => Lane.Current.X;

    /// <summary>This thread's y inside the group.</summary>
    public static int IdxY => Lane.Current.Y;

    /// <summary>Threads along x.</summary>
    public static int DimX => Lane.Current.Crew.DimX;

    /// <summary>Threads along y.</summary>
    public static int DimY => Lane.Current.Crew.DimY;

    /// <summary>Waits for every thread of the group.</summary>
    public static void Barrier() => Lane.Current.Wait(LaneState.AtBarrier);
}

/// <summary>The running group's place in the grid.</summary>
public static class Grid
{
    /// <summary>x of the group.</summary>
    public static int IdxX => Lane.Current.Crew.GridX;

    /// <summary>y of the group.</summary>
    public static int IdxY => Lane.Current.Crew.GridY;

    /// <summary>z of the group.</summary>
    public static int IdxZ => Lane.Current.Crew.GridZ;
}

/// <summary>Memory that the threads of a group share.</summary>
public static class SharedMemory
{
    /// <summary>Room for <paramref name="extent"/> elements, a compile-time constant.</summary>
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => Lane.Current.Crew.Share<T>(Lane.Current, extent);
}

/// <summary>Memory of one thread.</summary>
public static class LocalMemory
{
    /// <summary>Room for <paramref name="extent"/> elements, a compile-time constant.</summary>
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => Lane.Current.Own<T>(extent);
}

/// <summary>Exchange among the 32 threads of a warp.</summary>
public static class Warp
{
    /// <summary>Threads of a warp.</summary>
    public const int Size = 32;

    /// <summary>This thread's number inside its warp.</summary>
    public static int LaneIdx => Lane.Current.Index % Size;

    /// <summary>The value that thread <paramref name="source"/> of the warp gave.</summary>
    public static T Shuffle<T>(T value, int source) where T : unmanaged => Lane.Current.Exchange(value, source);

    /// <summary>The value of the thread <paramref name="delta"/> further on, or one's own at the end of the warp.</summary>
    public static T ShuffleDown<T>(T value, int delta) where T : unmanaged =>
        Lane.Current.Exchange(value, LaneIdx + delta < Size ? LaneIdx + delta : LaneIdx);

    /// <summary>The value of the thread whose number differs by <paramref name="mask"/>.</summary>
    public static T ShuffleXor<T>(T value, int mask) where T : unmanaged => Lane.Current.Exchange(value, LaneIdx ^ mask);
}

/// <summary>Indivisible updates.</summary>
public static class Atomic
{
    /// <summary>Adds, and returns what was there before.</summary>
    public static int Add(ref int target, int value) => Interlocked.Add(ref target, value) - value;

    /// <summary>Adds, and returns what was there before.</summary>
    public static uint Add(ref uint target, uint value) =>
        unchecked((uint)(Interlocked.Add(ref Unsafe.As<uint, int>(ref target), (int)value) - (int)value));
}
