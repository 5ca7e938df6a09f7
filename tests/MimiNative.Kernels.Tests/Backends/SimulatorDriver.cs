using System.Runtime.InteropServices;
using MimiNative.Backends.Gpu;
using MimiNative.Kernels.Simulation;

namespace MimiNative.Kernels.Tests;

/// <summary>The simulator as a device: the kernels' own C#, group by group.</summary>
internal sealed unsafe class SimulatorDriver(LaneOrder order = LaneOrder.Forward, bool isCpu = false) : GpuDriver
{
    public override string Description => "simulator";

    public override bool IsCpu => isCpu;

    public override int ComputeUnits => 1;

    public override long Memory => 1L << 30;

    public override long LargestAllocation => 1L << 28;

    public override void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data) => data.CopyTo(Span(to, offset, data.Length));

    public override void Read(DeviceMemory from, long offset, Span<byte> data) => Span(from, offset, data.Length).CopyTo(data);

    public override void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes) =>
        Span(from, fromOffset, (int)bytes).CopyTo(Span(to, toOffset, (int)bytes));

    public override void Clear(DeviceMemory memory, long offset, long bytes) => Span(memory, offset, (int)bytes).Clear();

    public override void Finish()
    {
    }

    public override void Dispose()
    {
    }

    protected override DeviceMemory AllocateCore(long bytes) => new HostMemory(bytes);

    protected override void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views)
    {
        var places = new (nint, long)[views.Length];
        for (var i = 0; i < views.Length; i++)
            places[i] = ((nint)((HostMemory)views[i]).Start, views[i].Bytes);
        var arguments = new KernelArguments(places, value.ToArray());
        Simulator.Run(() => kernel.Invoke(arguments), kernel.GroupX, kernel.GroupY, gridX, gridY, gridZ, kernel.Synchronises, order);
    }

    private static Span<byte> Span(DeviceMemory memory, long offset, int bytes) => new Span<byte>(((HostMemory)memory).Start, (int)memory.Bytes).Slice((int)offset, bytes);

    private sealed class HostMemory(long bytes) : DeviceMemory(bytes)
    {
        public byte* Start { get; } = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);

        public override void Dispose() => NativeMemory.AlignedFree(Start);
    }
}
