using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics;

namespace MimiNative.Weights;

/// <summary>
/// A safetensors file, memory-mapped: opening it reads the header alone, and a tensor's pages come in when they are read. The header is checked in full, so no
/// tensor can reach outside the file. Thread-safe; a read that runs while another thread disposes ends in peace or throws <see cref="ObjectDisposedException"/>.
/// The file must not be shortened while it is open.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, long length)
    {
        (Path, _map, _view) = (path, map, view);
        var pointer = Acquire();
        try
        {
            var headerLength = HeaderLength(path, new ReadOnlySpan<byte>(pointer, (int)Math.Min(length, 8)), length);
            var start = 8L + headerLength;
            var (tensors, metadata) = SafetensorsHeader.Parse(path, new ReadOnlySpan<byte>(pointer + 8, headerLength), start, length - start);
            (Tensors, Metadata) = (tensors, metadata);
            _byName = tensors.ToDictionary(t => t.Name);
        }
        finally
        {
            Release();
        }
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
        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            var length = RandomAccess.GetLength(file);
            if (length == 0)
                throw new WeightsException(SafetensorsFault.EmptyFile, $"{path} is empty (0 bytes)");
            map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            return new(path, map, view, length);
        }
        catch (Exception e)
        {
            view?.Dispose();
            map?.Dispose();
            if (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw new WeightsException(SafetensorsFault.Unreadable, $"{path} can't be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>A tensor by name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A tensor by name.</summary>
    /// <exception cref="WeightsException">There is none (<see cref="SafetensorsFault.UnknownTensor"/>).</exception>
    public SafetensorsTensor this[string name] => Find(name) ?? throw new WeightsException(SafetensorsFault.UnknownTensor, $"{Path}: no tensor '{name}'");

    /// <summary>The mapped bytes of a tensor, little-endian, not copied: valid until <see cref="Dispose"/>, and not a moment longer.</summary>
    /// <exception cref="WeightsException">No such tensor, or it is above 2 GiB: read it in parts with <see cref="Read{T}(string, Span{T}, long)"/>.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var tensor = this[name];
        if (tensor.ByteCount > Array.MaxLength)
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{name}' has {tensor.ByteCount} bytes; it must be read in parts");
        var pointer = Acquire();
        Release();
        return new(pointer + tensor.Offset, (int)tensor.ByteCount);
    }

    /// <summary>Copies values, converted, from element <paramref name="first"/> on until <paramref name="destination"/> is full.</summary>
    /// <typeparam name="T">float, double, int or long. Integers are read from integer types alone, and must fit.</typeparam>
    /// <exception cref="WeightsException">No such tensor, or its type can't be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The destination reaches past the tensor's end.</exception>
    public void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T>
    {
        var tensor = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        if (first > tensor.Elements - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(destination), $"tensor '{name}' {tensor} has no {destination.Length} values from {first} on");
        var pointer = Acquire();
        try
        {
            if (!SafetensorsConvert.TryConvert(tensor.Type, pointer + tensor.Offset + first * tensor.Type.Size(), destination))
                throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{name}' is {tensor.Type.Code()} and can't be read as {typeof(T).Name}");
        }
        catch (OverflowException e)
        {
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{name}' ({tensor.Type.Code()}) has a value that doesn't fit {typeof(T).Name}", e);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>A whole tensor, converted, as a new array.</summary>
    /// <exception cref="WeightsException">As <see cref="Read{T}(string, Span{T}, long)"/>; also a tensor with more values than an array can hold.</exception>
    public T[] Read<T>(string name) where T : unmanaged, INumber<T>
    {
        var elements = this[name].Elements;
        if (elements > Array.MaxLength)
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{Path}: tensor '{name}' has {elements} values; it must be read in parts");
        var values = new T[elements];
        Read(name, values.AsSpan());
        return values;
    }

    /// <summary>Unmaps and closes the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    private static int HeaderLength(string path, ReadOnlySpan<byte> prefix, long fileLength)
    {
        if (prefix.Length < 8)
            throw new WeightsException(SafetensorsFault.HeaderLengthMissing, $"{path}: not a safetensors file: {prefix.Length} bytes are too few");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length < 2)
            throw new WeightsException(SafetensorsFault.HeaderTooSmall, $"{path}: not a safetensors file: it announces a header of {length} bytes");
        if (length > SafetensorsHeader.MaximumLength)
            throw new WeightsException(SafetensorsFault.HeaderTooLarge, $"{path}: not a safetensors file: it announces a header of {length} bytes (the limit is {SafetensorsHeader.MaximumLength})");
        if (length > (ulong)fileLength - 8)
            throw new WeightsException(SafetensorsFault.HeaderTruncated, $"{path}: not a safetensors file, or cut off: it announces a header of {length} bytes and has {fileLength - 8}");
        return (int)length;
    }

    /// <summary>Holds the mapping open until <see cref="Release"/>, whatever other threads do.</summary>
    private byte* Acquire()
    {
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return pointer;
    }

    private void Release() => _view.SafeMemoryMappedViewHandle.ReleasePointer();
}
