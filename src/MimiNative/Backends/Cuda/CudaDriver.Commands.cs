namespace MimiNative.Backends.Cuda;

/// <summary>How what is asked for gets to the driver: collected, and then together.</summary>
internal sealed unsafe partial class CudaDriver
{
    private const int MostCommands = 1024;
    private readonly CudaGraphs? _graphs;
    // Memory is given back by any thread, even while commands are collected that use it.
    private readonly Lock _gate = new();
    private readonly CudaCommands _commands = new();
    private readonly List<ulong> _unused = [];

    private void Add(CudaCommand command, ReadOnlySpan<byte> arguments = default)
    {
        lock (_gate)
        {
            _commands.Add(command, arguments);
            // What is timed is timed launch by launch.
            if (_timing || !_graphs!.IsOn || _commands.Count == MostCommands)
                Issue();
        }
    }

    /// <summary>Hands what was collected to the driver, and gives memory back that nothing uses any more.</summary>
    private void Issue()
    {
        Enter();
        lock (_gate)
        {
            try
            {
                if (_timing || !_graphs!.Launch(_commands, IssueEach))
                    IssueEach();
            }
            finally
            {
                _commands.Clear();
                foreach (var address in _unused)
                    _ = _cuda.MemFree(address);
                _unused.Clear();
            }
        }
    }

    private void IssueEach() => _commands.ForEach(Issue);

    private void Issue(in CudaCommand command, ReadOnlySpan<byte> arguments)
    {
        switch (command.Kind)
        {
            case CudaCommandKind.Copy:
                Check(_cuda.MemcpyDtoDAsync(command.To, command.From, (nuint)command.Bytes, _stream), "copying on the device");
                break;
            case CudaCommandKind.Clear:
                Check(_cuda.MemsetD32Async(command.To, 0, (nuint)(command.Bytes / sizeof(uint)), _stream), "clearing memory");
                break;
            default:
                IssueLaunch(command, arguments);
                break;
        }
    }

    private void IssueLaunch(in CudaCommand command, ReadOnlySpan<byte> arguments)
    {
        var (kernel, function) = _kernels[command.Kernel];
        var (start, end) = _timing ? (NewEvent(), NewEvent()) : (0, 0);
        if (start != 0)
            Check(_cuda.EventRecord(start, _stream), "recording an event");
        // cuLaunchKernel takes a pointer to each argument and copies what it points to before it returns. The value takes as many places as it needs, and one pointer.
        var pointers = stackalloc void*[arguments.Length / sizeof(ulong) + 1];
        fixed (byte* p = arguments)
        {
            for (var i = 0; i < arguments.Length / sizeof(ulong); i++)
                pointers[i] = p + i * sizeof(ulong);
            Check(_cuda.LaunchKernel(function, (uint)command.GridX, (uint)command.GridY, (uint)command.GridZ, (uint)kernel.GroupX, (uint)kernel.GroupY, 1, 0, _stream, pointers, null), $"launching {kernel.Name}");
        }
        if (end == 0)
            return;
        Check(_cuda.EventRecord(end, _stream), "recording an event");
        _events.Add((start, end));
    }

    private void Free(ulong address)
    {
        lock (_gate)
        {
            if (_commands.Count > 0)
            {
                _unused.Add(address);
                return;
            }
        }

        _ = _cuda.CtxSetCurrent(_context);
        _ = _cuda.MemFree(address);
    }
}
