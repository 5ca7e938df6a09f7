using System.Numerics;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// A safetensors file: opening it reads the header alone, and values are read when they are asked for, straight into the caller's memory. The header is checked in full, so no
/// tensor can reach outside the file; every read is checked too, so that a file which somebody shortens meanwhile is an error that says so (a mapping would end the process).
/// Thread-safe; a read that runs while another thread disposes ends in peace or throws <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class SafetensorsFile : ITensorFile
{
    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly TensorReader _file;

    private SafetensorsFile(TensorReader file)
    {
        _file = file;
        var length = file.Length;
        if (length == 0)
            throw new WeightsException(SafetensorsFault.EmptyFile, $"{Path} is empty (0 bytes)");
        Span<byte> start = stackalloc byte[8];
        start = start[..(int)Math.Min(length, start.Length)];
        file.ReadExactly(start, 0, "its header");
        var header = new byte[SafetensorsHeader.Length(Path, start, length)];
        file.ReadExactly(header, start.Length, "its header");
        var dataStart = (long)start.Length + header.Length;
        (Tensors, Metadata) = SafetensorsHeader.Parse(Path, header, dataStart, length - dataStart);
        _byName = Tensors.ToDictionary(t => t.Name);
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>What its maker wrote in <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="WeightsException">The file can't be opened or is wrong; <see cref="WeightsException.Fault"/> says in which way.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = TensorReader.Open(path, "a safetensors file");
        try
        {
            return new SafetensorsFile(file);
        }
        catch (Exception e)
        {
            file.Dispose();
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
        TensorReader.CheckRange(tensor, tensor.ByteCount, "bytes", destination.Length, first);
        _file.ReadExactly(destination, tensor.Offset + first, $"tensor '{Printable.Quote(name)}'");
    }

    /// <summary>Copies values, converted, from element <paramref name="first"/> on until <paramref name="destination"/> is full.</summary>
    /// <typeparam name="T">float, double, int or long. Integers are read from integer types alone, and must fit.</typeparam>
    /// <exception cref="WeightsException">No such tensor, its type can't be read as <typeparamref name="T"/>, or the file was shortened since it was opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The destination reaches past the tensor's end.</exception>
    public void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T> => _file.Read(this[name], destination, first);

    /// <summary>A whole tensor, converted, as a new array.</summary>
    /// <exception cref="WeightsException">As <see cref="Read{T}(string, Span{T}, long)"/>; also a tensor with more values than an array can hold.</exception>
    public T[] Read<T>(string name) where T : unmanaged, INumber<T> => _file.NewArray<T>(this[name], values => Read(name, values.AsSpan()));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
