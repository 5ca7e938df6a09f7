extern alias shim;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using MimiNative.Backends.Gpu;
using KernelInfo = shim::MimiNative.Kernels.KernelInfo;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>An accelerator of ILGPU and one of its streams.</summary>
internal sealed unsafe class IlgpuDriver : GpuDriver
{
    private readonly Context _context;
    private readonly Device _device;
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly KernelLaunchers _launchers;
    private bool _disposed;

    /// <summary>Opens a device; takes over <paramref name="context"/>.</summary>
    public IlgpuDriver(Context context, Device device, string id)
    {
        (_context, _device) = (context, device);
        Description = device is CPUDevice ? $"{id}: ILGPU's simulator of a GPU (for tests and debuggers: thousands of times slower than device 'cpu')" : $"{id}: {device.Name}, through ILGPU {Context.Version}";
        // Every barrier of the simulated GPU wakes 256 threads of this process; the kernels for processors have none.
        IsCpu = device is CPUDevice or CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU };
        LargestAllocation = IlgpuContext.LargestAllocation(device);
        _accelerator = device.CreateAccelerator(context);
        _stream = _accelerator.CreateStream();
        _launchers = new(_accelerator);
    }

    public override string Description { get; }

    public override bool IsCpu { get; }

    public override int ComputeUnits => _device.NumMultiprocessors;

    public override long Memory => IlgpuContext.Memory(_device);

    public override long LargestAllocation { get; }

    // ILGPU waits for a copy, but does not hold the memory still meanwhile.
    public override void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        fixed (byte* p = data)
        {
            var (from, bytes) = ((nint)p, data.Length);
            Do("writing to the device", () => Buffer(to).AsRawArrayView(offset, bytes).CopyFromCPU(_stream, ref *(byte*)from, bytes));
        }
    }

    public override void Read(DeviceMemory from, long offset, Span<byte> data)
    {
        if (data.IsEmpty)
            return;
        fixed (byte* p = data)
        {
            var (to, bytes) = ((nint)p, data.Length);
            Do("reading from the device", () => Buffer(from).AsRawArrayView(offset, bytes).CopyToCPU(_stream, ref *(byte*)to, bytes));
        }
    }

    public override void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes)
    {
        if (bytes > 0)
            Do("copying on the device", () => Buffer(from).CopyTo(_stream, fromOffset, Buffer(to).AsRawArrayView(toOffset, bytes)));
    }

    public override void Clear(DeviceMemory memory, long offset, long bytes)
    {
        if (bytes > 0)
            Do("clearing memory", () => Buffer(memory).MemSet(_stream, 0, offset, bytes));
    }

    public override void Finish() => Do("waiting for the device", _stream.Synchronize);

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stream.Dispose();
        _accelerator.Dispose();
        _context.Dispose();
    }

    // Elements of one byte: ILGPU's MemSet on OpenCL multiplies the offset, in bytes, by the element's size.
    protected override DeviceMemory AllocateCore(long bytes) =>
        IlgpuErrors.Translate(Description, $"allocating {bytes >> 20} MB", () => new Allocation(_accelerator.AllocateRaw(bytes, 1), bytes));

    protected override void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views)
    {
        var buffers = new MemoryBuffer[views.Length];
        for (var i = 0; i < views.Length; i++)
            buffers[i] = Buffer(views[i]);
        try
        {
            _launchers.Get(kernel.Name)(_stream, new KernelConfig(gridX, gridY, gridZ, kernel.GroupX, kernel.GroupY, 1), new(buffers, value));
        }
        catch (Exception e) when (IlgpuErrors.IsIlgpus(e))
        {
            throw IlgpuErrors.New(Description, $"launching {kernel.Name}", e);
        }
    }

    private void Do(string what, Action action) => IlgpuErrors.Translate(Description, what, () =>
    {
        action();
        return true;
    });

    private static MemoryBuffer Buffer(DeviceMemory memory) => ((Allocation)memory).Buffer;

    private sealed class Allocation(MemoryBuffer buffer, long bytes) : DeviceMemory(bytes)
    {
        public MemoryBuffer Buffer => buffer;

        public override void Dispose() => buffer.Dispose();
    }
}
