using System.Runtime.InteropServices;
using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>Memory of a device.</summary>
internal abstract class DeviceMemory(long bytes) : IDisposable
{
    public long Bytes { get; } = bytes;

    public abstract void Dispose();
}

/// <summary>
/// What <see cref="GpuBackend"/> needs of a device: memory, copies, launches, all in the order of the calls; only <see cref="Read"/> and <see cref="Finish"/> wait.
/// Failures are <see cref="BackendException"/>s that name the device. Not thread-safe; the backend takes care of that.
/// </summary>
internal abstract class GpuDriver : IDisposable
{
    /// <summary>What the largest kernel (attention) takes of a group: threads, and bytes of shared memory.</summary>
    public const int NeededThreads = 256, NeededSharedMemory = 44 << 10;

    /// <summary>E.g. <c>opencl:0: NVIDIA H200</c>.</summary>
    public abstract string Description { get; }

    /// <summary>A processor rather than a GPU: it wants kernels without shared memory and barriers.</summary>
    public abstract bool IsCpu { get; }

    /// <summary>Multiprocessors, or cores.</summary>
    public abstract int ComputeUnits { get; }

    /// <summary>Bytes in all.</summary>
    public abstract long Memory { get; }

    /// <summary>The most bytes that one allocation may have.</summary>
    public abstract long LargestAllocation { get; }

    /// <summary>Zeroed memory.</summary>
    public DeviceMemory Allocate(long bytes)
    {
        if (bytes > LargestAllocation)
            throw new BackendException($"{Description}: {bytes >> 20} MB are needed in one piece and the device gives at most {LargestAllocation >> 20} MB; use smaller batches or device 'cpu'") { IsOutOfMemory = true };
        var memory = AllocateCore(Math.Max(bytes, 4));
        try
        {
            Clear(memory, 0, memory.Bytes);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Memory that holds <paramref name="values"/>.</summary>
    public DeviceMemory Upload<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var memory = Allocate(bytes.Length);
        Write(memory, 0, bytes);
        return memory;
    }

    /// <summary>Copies to the device. <paramref name="data"/> may be reused at once.</summary>
    public abstract void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data);

    /// <summary>Copies from the device, when everything before is done.</summary>
    public abstract void Read(DeviceMemory from, long offset, Span<byte> data);

    /// <summary>Copies on the device; the ranges don't overlap.</summary>
    public abstract void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes);

    /// <summary>Writes zeros; offset and length are multiples of 4.</summary>
    public abstract void Clear(DeviceMemory memory, long offset, long bytes);

    /// <summary>Runs a kernel over a grid of groups.</summary>
    public void Launch<T>(KernelInfo kernel, int gridX, int gridY, int gridZ, in T value, params ReadOnlySpan<DeviceMemory> views) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in value, 1));
        if (views.Length != kernel.Lengths.Count || bytes.Length != kernel.ValueBytes)
            throw new ArgumentException($"{kernel.Name} takes {kernel.Lengths.Count} views and {kernel.ValueBytes} bytes, not {views.Length} and {bytes.Length}");
        LaunchBytes(kernel, gridX, gridY, gridZ, bytes, views);
    }

    /// <summary>The same with the value as bytes.</summary>
    public void LaunchBytes(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views) =>
        LaunchCore(kernel, gridX, gridY, gridZ, value, views);

    /// <summary>Waits until everything asked for is done.</summary>
    public abstract void Finish();

    /// <summary>
    /// Seconds that the device spent in the launches since the last call, by its own clock; waits for them. The first call switches the clock on. Null: there is none.
    /// </summary>
    public virtual double? TakeSeconds() => null;

    public abstract void Dispose();

    protected abstract DeviceMemory AllocateCore(long bytes);

    protected abstract void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views);
}
