using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Backends.Gpu;
using MimiNative.Kernels;

namespace MimiNative.Backends.OpenCl;

/// <summary>A device through OpenCL 1.2: one context, one in-order queue.</summary>
internal sealed unsafe class OpenClDriver : GpuDriver
{
    private const ulong ReadWrite = 1, ProfilingQueue = 2;
    private const uint CommandStart = 0x1282, CommandEnd = 0x1283;
    private readonly OpenClLibrary _cl;
    private readonly OpenClDevice _device;
    private readonly nint _context, _queue, _program;
    private readonly Dictionary<string, nint> _kernels = [];
    // Data on its way to the device, freed when the queue has been waited for.
    private readonly List<nint> _inTransit = [];
    private readonly List<nint> _events = [];
    private bool _timing;
    private bool _disposed;

    /// <summary>Opens a device and builds <paramref name="source"/> for it.</summary>
    /// <exception cref="BackendException">The device can't be used, or the source doesn't compile.</exception>
    public OpenClDriver(OpenClLibrary cl, OpenClDevice device, string source, string? cacheFolder = null)
    {
        (_cl, _device) = (cl, device);
        Description = $"opencl:{device.Number}: {device.Name}";
        if (device.Problem is { } problem)
            throw new BackendException($"{Description} can't be used: {problem}");
        int code;
        var handle = device.Handle;
        _context = cl.CreateContext(null, 1, &handle, null, null, &code);
        OpenClError.Check(code, Description, "opening the device");
        try
        {
            _queue = cl.CreateCommandQueue(_context, handle, ProfilingQueue, &code);
            OpenClError.Check(code, Description, "opening a queue");
            _program = OpenClProgram.Build(cl, _context, device, Description, source, cacheFolder ?? OpenClProgram.CacheFolder);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Description { get; }

    public override bool IsCpu => _device.IsCpu;

    public override int ComputeUnits => _device.ComputeUnits;

    public override long Memory => _device.Memory;

    public override long LargestAllocation => _device.LargestAllocation;

    public override void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        // A copy that outlives the call, so that nobody waits for what the queue still has to do.
        var copy = NativeMemory.Alloc((nuint)data.Length);
        data.CopyTo(new Span<byte>(copy, data.Length));
        _inTransit.Add((nint)copy);
        Check(_cl.EnqueueWriteBuffer(_queue, Handle(to), 0, (nuint)offset, (nuint)data.Length, copy, 0, null, null), "writing to the device");
    }

    public override void Read(DeviceMemory from, long offset, Span<byte> data)
    {
        if (data.IsEmpty)
            return;
        fixed (byte* p = data)
            Check(_cl.EnqueueReadBuffer(_queue, Handle(from), 1, (nuint)offset, (nuint)data.Length, p, 0, null, null), "reading from the device");
        Arrived();
    }

    public override void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes)
    {
        if (bytes > 0)
            Check(_cl.EnqueueCopyBuffer(_queue, Handle(from), Handle(to), (nuint)fromOffset, (nuint)toOffset, (nuint)bytes, 0, null, null), "copying on the device");
    }

    public override void Clear(DeviceMemory memory, long offset, long bytes)
    {
        var zero = 0;
        if (bytes > 0)
            Check(_cl.EnqueueFillBuffer(_queue, Handle(memory), &zero, sizeof(int), (nuint)offset, (nuint)bytes, 0, null, null), "clearing memory");
    }

    public override void Finish()
    {
        Check(_cl.Finish(_queue), "waiting for the device");
        Arrived();
    }

    public override double? TakeSeconds()
    {
        Finish();
        _timing = true;
        ulong nanoseconds = 0;
        foreach (var e in _events)
        {
            ulong start = 0, end = 0;
            Check(_cl.GetEventProfilingInfo(e, CommandStart, sizeof(ulong), &start, null), "reading the device's clock");
            Check(_cl.GetEventProfilingInfo(e, CommandEnd, sizeof(ulong), &end, null), "reading the device's clock");
            nanoseconds += end - start;
            _ = _cl.ReleaseEvent(e);
        }
        _events.Clear();
        return nanoseconds * 1e-9;
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_queue != 0)
            _ = _cl.Finish(_queue);
        Arrived();
        foreach (var e in _events)
            _ = _cl.ReleaseEvent(e);
        foreach (var kernel in _kernels.Values)
            _ = _cl.ReleaseKernel(kernel);
        if (_program != 0)
            _ = _cl.ReleaseProgram(_program);
        if (_queue != 0)
            _ = _cl.ReleaseCommandQueue(_queue);
        _ = _cl.ReleaseContext(_context);
    }

    protected override DeviceMemory AllocateCore(long bytes)
    {
        int code;
        var handle = _cl.CreateBuffer(_context, ReadWrite, (nuint)bytes, null, &code);
        Check(code, $"allocating {bytes >> 20} MB");
        return new OpenClMemory(_cl, handle, bytes);
    }

    protected override void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views)
    {
        var handle = Kernel(kernel.Name);
        uint index = 0;
        for (var i = 0; i < views.Length; i++)
        {
            var memory = Handle(views[i]);
            Check(_cl.SetKernelArg(handle, index++, (nuint)sizeof(nint), &memory), $"passing view {i} to {kernel.Name}");
            if (kernel.Lengths[i] == 0)
                continue;
            var length = checked((int)(views[i].Bytes / kernel.Lengths[i]));
            Check(_cl.SetKernelArg(handle, index++, sizeof(int), &length), $"passing a length to {kernel.Name}");
        }
        if (value.Length > 0)
            fixed (byte* p = value)
                Check(_cl.SetKernelArg(handle, index, (nuint)value.Length, p), $"passing arguments to {kernel.Name}");
        var group = stackalloc nuint[3] { (nuint)kernel.GroupX, (nuint)kernel.GroupY, 1 };
        var global = stackalloc nuint[3] { (nuint)gridX * group[0], (nuint)gridY * group[1], (nuint)gridZ };
        nint done = 0;
        Check(_cl.EnqueueNDRangeKernel(_queue, handle, 3, null, global, group, 0, null, _timing ? &done : null), $"launching {kernel.Name}");
        if (done != 0)
            _events.Add(done);
    }

    private nint Kernel(string name)
    {
        if (_kernels.TryGetValue(name, out var kernel))
            return kernel;
        int code;
        fixed (byte* p = Encoding.ASCII.GetBytes(name + '\0'))
            kernel = _cl.CreateKernel(_program, p, &code);
        Check(code, $"finding the kernel {name}");
        return _kernels[name] = kernel;
    }

    private void Arrived()
    {
        foreach (var copy in _inTransit)
            NativeMemory.Free((void*)copy);
        _inTransit.Clear();
    }

    private void Check(int code, string doing) => OpenClError.Check(code, Description, doing);

    private static nint Handle(DeviceMemory memory) => ((OpenClMemory)memory).Handle;

    private sealed class OpenClMemory(OpenClLibrary cl, nint handle, long bytes) : DeviceMemory(bytes)
    {
        private bool _freed;

        public nint Handle => handle;

        public override void Dispose()
        {
            if (_freed)
                return;
            _freed = true;
            _ = cl.ReleaseMemObject(handle);
        }
    }
}
