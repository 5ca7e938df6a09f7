using MimiNative.Backends;
using MimiNative.Backends.Gpu;

namespace MimiNative.Kernels.Tests;

/// <summary>A device that gives only small allocations, and counts those it refuses.</summary>
internal sealed class SmallDriver(GpuDriver inner, long largest) : GpuDriver
{
    public int Refused { get; private set; }

    public override string Description => inner.Description;

    public override bool IsCpu => inner.IsCpu;

    public override int ComputeUnits => inner.ComputeUnits;

    public override long Memory => inner.Memory;

    public override long LargestAllocation => inner.LargestAllocation;

    public override void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data) => inner.Write(to, offset, data);

    public override void Read(DeviceMemory from, long offset, Span<byte> data) => inner.Read(from, offset, data);

    public override void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes) => inner.Copy(from, fromOffset, to, toOffset, bytes);

    public override void Clear(DeviceMemory memory, long offset, long bytes) => inner.Clear(memory, offset, bytes);

    public override void Finish() => inner.Finish();

    public override void Dispose()
    {
    }

    protected override DeviceMemory AllocateCore(long bytes)
    {
        if (bytes <= largest)
            return inner.Allocate(bytes);
        Refused++;
        throw new BackendException($"{Description}: out of memory while allocating {bytes} bytes") { IsOutOfMemory = true };
    }

    protected override void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views) =>
        inner.LaunchBytes(kernel, gridX, gridY, gridZ, value, views);
}
