using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// A safetensors file: opening it reads the header alone, and values are read when they are asked for, straight into the caller's memory. The header is checked in full, so no
/// tensor can reach outside the file; every read is checked too, so that a file which somebody shortens meanwhile is an error that says so (a mapping would end the process).
/// Thread-safe; a read that runs while another thread disposes ends in peace or throws <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class SafetensorsFile : ITensorFile
{
    // Values of another type than the one asked for are converted by the piece; others are read as they are, as many as the system takes at a time.
    private const int PieceBytes = 1 << 16, MostBytes = 1 << 30;

    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly SafeFileHandle _file;

    private SafetensorsFile(string path, SafeFileHandle file)
    {
        (Path, _file) = (path, file);
        var length = RandomAccess.GetLength(file);
        if (length == 0)
            throw new WeightsException(SafetensorsFault.EmptyFile, $"{path} is empty (0 bytes)");
        Span<byte> start = stackalloc byte[8];
        start = start[..(int)Math.Min(length, start.Length)];
        ReadExactly(start, 0, "its header");
        var header = new byte[SafetensorsHeader.Length(path, start, length)];
        ReadExactly(header, start.Length, "its header");
        var dataStart = (long)start.Length + header.Length;
        (Tensors, Metadata) = SafetensorsHeader.Parse(path, header, dataStart, length - dataStart);
        _byName = Tensors.ToDictionary(t => t.Name);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>What its maker wrote in <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="WeightsException">The file can't be opened or is wrong; <see cref="WeightsException.Fault"/> says in which way.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightsException(SafetensorsFault.IsDirectory, $"{path} is a folder, not a safetensors file");
        if (!File.Exists(path))
            throw new WeightsException(SafetensorsFault.NotFound, $"{path}: no such file");
        if (RegularFile.NotRegular(path) is { } kind)
            throw new WeightsException(SafetensorsFault.Unreadable, $"{path} is {kind}, not a safetensors file");
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            return new(path, file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw new WeightsException(SafetensorsFault.Unreadable, $"{path} can't be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>A tensor by name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A tensor by name.</summary>
    /// <exception cref="WeightsException">There is none (<see cref="SafetensorsFault.UnknownTensor"/>).</exception>
    public SafetensorsTensor this[string name] => Find(name) ?? throw new WeightsException(SafetensorsFault.UnknownTensor, $"{Path}: no tensor '{Printable.Quote(name)}'");

    /// <summary>Copies bytes of a tensor, little-endian as they are in the file, from byte <paramref name="first"/> on until <paramref name="destination"/> is full.</summary>
    /// <exception cref="WeightsException">No such tensor, or the file was shortened since it was opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The destination reaches past the tensor's end.</exception>
    public void ReadBytes(string name, Span<byte> destination, long first = 0)
    {
        var tensor = this[name];
        CheckRange(tensor, tensor.ByteCount, "bytes", destination.Length, first);
        ReadExactly(destination, tensor.Offset + first, $"tensor '{Printable.Quote(name)}'");
    }

    /// <summary>Copies values, converted, from element <paramref name="first"/> on until <paramref name="destination"/> is full.</summary>
    /// <typeparam name="T">float, double, int or long. Integers are read from integer types alone, and must fit.</typeparam>
    /// <exception cref="WeightsException">No such tensor, its type can't be read as <typeparamref name="T"/>, or the file was shortened since it was opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The destination reaches past the tensor's end.</exception>
    public void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T>
    {
        var tensor = this[name];
        CheckRange(tensor, tensor.Elements, "values", destination.Length, first);
        if (!SafetensorsConvert.Has<T>(tensor.Type))
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{Printable.Quote(name)}' is {tensor.Type.Code()} and can't be read as {typeof(T).Name}");
        var size = tensor.Type.Size();
        var isSame = SafetensorsConvert.IsSame<T>(tensor.Type);
        var piece = isSame ? [] : ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var rest = destination; !rest.IsEmpty;)
            {
                var part = rest[..Math.Min(rest.Length, (isSame ? MostBytes : PieceBytes) / size)];
                var bytes = isSame ? MemoryMarshal.AsBytes(part) : piece.AsSpan(0, part.Length * size);
                ReadExactly(bytes, tensor.Offset + (first + destination.Length - rest.Length) * size, $"tensor '{Printable.Quote(name)}'");
                if (!isSame)
                    SafetensorsConvert.Convert(tensor.Type, bytes, part);
                rest = rest[part.Length..];
            }
        }
        catch (OverflowException e)
        {
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{Printable.Quote(name)}' ({tensor.Type.Code()}) has a value that doesn't fit {typeof(T).Name}", e);
        }
        finally
        {
            if (!isSame)
                ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>A whole tensor, converted, as a new array.</summary>
    /// <exception cref="WeightsException">As <see cref="Read{T}(string, Span{T}, long)"/>; also a tensor with more values than an array can hold.</exception>
    public T[] Read<T>(string name) where T : unmanaged, INumber<T>
    {
        var elements = this[name].Elements;
        if (elements > Array.MaxLength)
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{Printable.Quote(name)}' has {elements} values; it must be read in parts");
        var values = new T[elements];
        Read(name, values.AsSpan());
        return values;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static void CheckRange(SafetensorsTensor tensor, long there, string what, int asked, long first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        if (first > there - asked)
            throw new ArgumentOutOfRangeException(nameof(first), $"tensor '{tensor.Name}' {tensor} has no {asked} {what} from {first} on");
    }

    /// <summary>Reads at a position, without moving any: several threads may. What the file no longer has is an error.</summary>
    private void ReadExactly(Span<byte> destination, long position, string what)
    {
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_file, destination, position);
            }
            catch (IOException e)
            {
                throw new WeightsException(SafetensorsFault.Unreadable, $"{Path} can't be read: {e.Message}", e);
            }

            if (read == 0)
                throw new WeightsException(SafetensorsFault.Shortened, $"{Path} was shortened while it was in use: it ends before {what} does");
            destination = destination[read..];
            position += read;
        }
    }
}
