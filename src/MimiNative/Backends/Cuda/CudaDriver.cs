using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Backends.Gpu;
using MimiNative.Kernels;

namespace MimiNative.Backends.Cuda;

/// <summary>
/// A device through CUDA's driver interface: its primary context and one stream. The kernels come as PTX, which the driver compiles (and caches) for the device at hand.
/// Launches, copies and clears are collected until somebody writes, reads or waits, and then go to the driver together: as a graph where the same have come before.
/// </summary>
internal sealed unsafe partial class CudaDriver : GpuDriver
{
    private const uint NonBlockingStream = 1;
    private readonly CudaLibrary _cuda;
    private readonly CudaDevice _device;
    private readonly nint _context, _module, _stream;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<(KernelInfo Info, nint Function)> _kernels = [];
    private readonly List<(nint Start, nint End)> _events = [];
    private bool _timing;
    private bool _disposed;

    /// <summary>Opens a device and loads the PTX.</summary>
    /// <exception cref="BackendException">The device can't be used, or the driver refuses the PTX.</exception>
    public CudaDriver(CudaLibrary cuda, CudaDevice device, string ptx, bool usesGraphs = true)
    {
        (_cuda, _device) = (cuda, device);
        Description = $"cuda:{device.Number}: {device.Name}";
        if (device.Problem is { } problem)
            throw new BackendException($"{Description} can't be used: {problem}");
        nint handle;
        Check(cuda.DevicePrimaryCtxRetain(&handle, device.Handle), "opening the device");
        _context = handle;
        try
        {
            Enter();
            Check(cuda.StreamCreate(&handle, NonBlockingStream), "opening a stream");
            _stream = handle;
            _graphs = new(cuda, handle, usesGraphs);
            _module = Load(ptx);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Description { get; }

    public override bool IsCpu => false;

    public override int ComputeUnits => _device.ComputeUnits;

    public override long Memory => _device.Memory;

    public override long LargestAllocation => _device.Memory;

    public override void Write(DeviceMemory to, long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        Issue();
        // From pageable memory: the driver has taken its copy when the call returns.
        fixed (byte* p = data)
            Check(_cuda.MemcpyHtoDAsync(Address(to) + (ulong)offset, p, (nuint)data.Length, _stream), "writing to the device");
    }

    public override void Read(DeviceMemory from, long offset, Span<byte> data)
    {
        if (data.IsEmpty)
            return;
        Issue();
        fixed (byte* p = data)
        {
            Check(_cuda.MemcpyDtoHAsync(p, Address(from) + (ulong)offset, (nuint)data.Length, _stream), "reading from the device");
            Check(_cuda.StreamSynchronize(_stream), "reading from the device");
        }
    }

    public override void Copy(DeviceMemory from, long fromOffset, DeviceMemory to, long toOffset, long bytes)
    {
        if (bytes > 0)
            Add(new() { Kind = CudaCommandKind.Copy, From = Address(from) + (ulong)fromOffset, To = Address(to) + (ulong)toOffset, Bytes = bytes });
    }

    public override void Clear(DeviceMemory memory, long offset, long bytes)
    {
        if (bytes > 0)
            Add(new() { Kind = CudaCommandKind.Clear, To = Address(memory) + (ulong)offset, Bytes = bytes });
    }

    public override void Finish()
    {
        Issue();
        Check(_cuda.StreamSynchronize(_stream), "waiting for the device");
    }

    public override double? TakeSeconds()
    {
        Finish();
        _timing = true;
        double milliseconds = 0;
        foreach (var (start, end) in _events)
        {
            float elapsed;
            Check(_cuda.EventElapsedTime(&elapsed, start, end), "reading the device's clock");
            milliseconds += elapsed;
        }
        ForgetEvents();
        return milliseconds * 1e-3;
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ = _cuda.CtxSetCurrent(_context);
        if (_stream != 0)
            _ = _cuda.StreamSynchronize(_stream);
        ForgetEvents();
        _graphs?.Dispose();
        foreach (var address in _unused)
            _ = _cuda.MemFree(address);
        if (_module != 0)
            _ = _cuda.ModuleUnload(_module);
        if (_stream != 0)
            _ = _cuda.StreamDestroy(_stream);
        _ = _cuda.DevicePrimaryCtxRelease(_device.Handle);
    }

    protected override DeviceMemory AllocateCore(long bytes)
    {
        Issue();
        ulong address;
        Check(_cuda.MemAlloc(&address, (nuint)((bytes + 3) & ~3L)), $"allocating {bytes >> 20} MB");
        return new CudaMemory(this, address, bytes);
    }

    protected override void LaunchCore(KernelInfo kernel, int gridX, int gridY, int gridZ, ReadOnlySpan<byte> value, ReadOnlySpan<DeviceMemory> views)
    {
        // In places of 8 bytes: addresses and lengths as the kernel takes them, then the value.
        Span<byte> arguments = stackalloc byte[2 * sizeof(ulong) * views.Length + (value.Length + 7 & ~7)];
        arguments.Clear();
        var places = MemoryMarshal.Cast<byte, ulong>(arguments);
        var count = 0;
        for (var i = 0; i < views.Length; i++)
        {
            places[count++] = Address(views[i]);
            if (kernel.Lengths[i] != 0)
                places[count++] = (ulong)checked((int)(views[i].Bytes / kernel.Lengths[i]));
        }
        value.CopyTo(arguments[(count * sizeof(ulong))..]);
        var length = count * sizeof(ulong) + (value.Length + 7 & ~7);
        lock (_gate)
            Add(new() { Kind = CudaCommandKind.Launch, Kernel = Number(kernel), GridX = gridX, GridY = gridY, GridZ = gridZ }, arguments[..length]);
    }

    /// <summary>The context belongs to a thread, and calls come from any.</summary>
    private void Enter() => Check(_cuda.CtxSetCurrent(_context), "entering the context");

    private nint Load(string ptx)
    {
        const int ErrorLog = 5, ErrorLogSize = 6, LogBytes = 8192;
        var log = new byte[LogBytes];
        nint module;
        int code;
        fixed (byte* text = Encoding.UTF8.GetBytes(ptx + '\0'), errors = log)
        {
            var options = stackalloc int[2] { ErrorLog, ErrorLogSize };
            var values = stackalloc void*[2] { errors, (void*)LogBytes };
            code = _cuda.ModuleLoadDataEx(&module, text, 2, options, values);
        }
        if (code == 0)
            return module;
        var message = Encoding.UTF8.GetString(log).TrimEnd('\0').Trim();
        var first = message.Split('\n').FirstOrDefault(l => l.Length > 0) ?? $"CUDA error {code}";
        throw new BackendException($"{Description}: the driver does not take the kernels ({_device.Version}): {first}", new InvalidOperationException(message));
    }

    private int Number(KernelInfo kernel)
    {
        if (_numbers.TryGetValue(kernel.Name, out var number))
            return number;
        Enter();
        nint function;
        fixed (byte* p = Encoding.ASCII.GetBytes(kernel.Name + '\0'))
            Check(_cuda.ModuleGetFunction(&function, _module, p), $"finding the kernel {kernel.Name}");
        _kernels.Add((kernel, function));
        return _numbers[kernel.Name] = _kernels.Count - 1;
    }

    private nint NewEvent()
    {
        nint e;
        Check(_cuda.EventCreate(&e, 0), "making an event");
        return e;
    }

    private void ForgetEvents()
    {
        foreach (var (start, end) in _events)
        {
            _ = _cuda.EventDestroy(start);
            _ = _cuda.EventDestroy(end);
        }
        _events.Clear();
    }

    private void Check(int code, string doing) => _cuda.Check(code, Description, doing);

    private static ulong Address(DeviceMemory memory) => ((CudaMemory)memory).Address;

    private sealed class CudaMemory(CudaDriver driver, ulong address, long bytes) : DeviceMemory(bytes)
    {
        private bool _freed;

        public ulong Address => address;

        public override void Dispose()
        {
            if (_freed || driver._disposed)
                return;
            _freed = true;
            driver.Free(address);
        }
    }
}
