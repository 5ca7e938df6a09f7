using System.Runtime.InteropServices;

namespace MimiNative.Backends.Cuda;

/// <summary>What a command does.</summary>
internal enum CudaCommandKind
{
    /// <summary>Runs a kernel.</summary>
    Launch,

    /// <summary>Copies on the device.</summary>
    Copy,

    /// <summary>Writes zeros.</summary>
    Clear,
}

/// <summary>A launch, a copy or a clear. No byte of it is padding.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CudaCommand
{
    public CudaCommandKind Kind;

    /// <summary>Of a launch: the kernel's number with its driver, the groups, and the bytes of the arguments that follow.</summary>
    public int Kernel, GridX, GridY, GridZ, ArgumentBytes;

    /// <summary>Of a copy or a clear: addresses.</summary>
    public ulong From, To;

    /// <summary>Of a copy or a clear.</summary>
    public long Bytes;
}

/// <summary>
/// Commands in the order they were asked for, as bytes: all that the driver will be told of each, arguments included, one after the other. Where the bytes are equal the work is.
/// </summary>
internal sealed unsafe class CudaCommands
{
    private byte[] _bytes = new byte[1 << 15];
    private int _length;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends a command; its arguments are padded to a multiple of 8 bytes.</summary>
    public void Add(CudaCommand command, ReadOnlySpan<byte> arguments = default)
    {
        command.ArgumentBytes = arguments.Length;
        var end = _length + sizeof(CudaCommand) + arguments.Length;
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        MemoryMarshal.Write(_bytes.AsSpan(_length), command);
        arguments.CopyTo(_bytes.AsSpan(_length + sizeof(CudaCommand)));
        _length = end;
        Count++;
    }

    /// <summary>Gives every command and its arguments to <paramref name="issue"/>, in order.</summary>
    public void ForEach(Issue issue)
    {
        for (var at = 0; at < _length;)
        {
            var command = MemoryMarshal.Read<CudaCommand>(_bytes.AsSpan(at));
            at += sizeof(CudaCommand);
            issue(command, _bytes.AsSpan(at, command.ArgumentBytes));
            at += command.ArgumentBytes;
        }
    }

    public void Clear() => (_length, Count) = (0, 0);

    /// <summary>Hands a command to the driver.</summary>
    public delegate void Issue(in CudaCommand command, ReadOnlySpan<byte> arguments);
}
