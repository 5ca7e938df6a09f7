using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Writes a safetensors file of tensors whose shapes are known beforehand, each filled from its start in as many pieces as convenient, so that nothing need be held whole.
/// The same content gives the same bytes. The file appears under its name when <see cref="Commit"/> says so; without that nothing is left behind.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    // Names and metadata are text for people; JSON needs no more escaping than the relaxed one.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, SafetensorsTensor> _tensors;
    private readonly Dictionary<string, long> _written = [];
    private readonly AtomicFile _file;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its final name; its folder is made where that is missing.</param>
    /// <param name="tensors">Name, type and shape of every tensor.</param>
    /// <param name="metadata">Text for <c>__metadata__</c>; none if null.</param>
    /// <exception cref="WeightsException">Two tensors have the same name.</exception>
    /// <exception cref="IOException">The file can't be created.</exception>
    public SafetensorsWriter(string path, IEnumerable<(string Name, SafetensorsType Type, IReadOnlyList<long> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Path = path;
        var laidOut = LayOut(path, tensors);
        var header = Header(laidOut, metadata);
        _tensors = laidOut.ToDictionary(t => t.Name, t => t with { Offset = t.Offset + header.Length });
        _file = new AtomicFile(path);
        try
        {
            WriteAt(0, header);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file's final name.</summary>
    public string Path { get; }

    /// <summary>Appends values to a tensor.</summary>
    /// <typeparam name="T">The tensor's own type: float for F32, double for F64, int for I32, long for I64, byte for U8, Half for F16.</typeparam>
    /// <exception cref="ArgumentException">No such tensor, another type, or more values than the tensor holds.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append<T>(string name, ReadOnlySpan<T> values) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(!_file.Stream.CanWrite, this);
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new ArgumentException($"no tensor '{name}' was announced for {Path}", nameof(name));
        if (tensor.Type != TypeOf<T>())
            throw new ArgumentException($"tensor '{name}' is {tensor.Type.Code()}, not {typeof(T).Name}", nameof(values));
        var bytes = MemoryMarshal.AsBytes(values);
        var written = _written.GetValueOrDefault(name);
        if (bytes.Length > tensor.ByteCount - written)
            throw new ArgumentException($"tensor '{name}' {tensor} has room for {(tensor.ByteCount - written) / tensor.Type.Size()} more values, not {values.Length}", nameof(values));
        WriteAt(tensor.Offset + written, bytes);
        _written[name] = written + bytes.Length;
    }

    /// <summary>Closes the file and gives it its name, replacing what had it.</summary>
    /// <exception cref="InvalidOperationException">A tensor isn't full.</exception>
    /// <exception cref="IOException">It can't be renamed.</exception>
    public void Commit()
    {
        foreach (var tensor in _tensors.Values)
            if (_written.GetValueOrDefault(tensor.Name) is var written && written != tensor.ByteCount)
                throw new InvalidOperationException($"tensor '{tensor.Name}' {tensor} has {written / tensor.Type.Size()} of {tensor.Elements} values");
        _file.Commit();
    }

    /// <summary>Without <see cref="Commit"/>: removes what was written.</summary>
    public void Dispose() => _file.Dispose();

    private void WriteAt(long position, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file.Stream.SafeFileHandle, bytes, position);
        }
        catch (IOException e)
        {
            throw new IOException($"{Path} can't be written: {e.Message}", e);
        }
    }

    /// <summary>Wide types first, which keeps every tensor aligned; then by name.</summary>
    private static List<SafetensorsTensor> LayOut(string path, IEnumerable<(string Name, SafetensorsType Type, IReadOnlyList<long> Shape)> tensors)
    {
        var laidOut = new List<SafetensorsTensor>();
        var names = new HashSet<string> { "__metadata__" };
        var offset = 0L;
        foreach (var (name, type, shape) in tensors.OrderByDescending(t => t.Type.Size()).ThenBy(t => t.Name, StringComparer.Ordinal))
        {
            if (!names.Add(name))
                throw new WeightsException(SafetensorsFault.DuplicateKey, $"{path}: two tensors named '{name}'");
            var bytes = shape.Aggregate((long)type.Size(), (a, b) => checked(a * b));
            laidOut.Add(new(name, type, shape, offset, bytes));
            offset += bytes;
        }
        return laidOut;
    }

    private static byte[] Header(List<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.Code());
                WriteList(json, "shape", tensor.Shape);
                WriteList(json, "data_offsets", [tensor.Offset, tensor.Offset + tensor.ByteCount]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // The format allows spaces behind the object: the data starts at a multiple of 8.
        var header = new byte[8 + (buffer.WrittenCount + 7) / 8 * 8];
        header.AsSpan(8).Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header.AsSpan(8));
        BitConverter.TryWriteBytes(header, (ulong)(header.Length - 8));
        return header;
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static SafetensorsType? TypeOf<T>() => default(T) switch
    {
        float => SafetensorsType.F32,
        double => SafetensorsType.F64,
        int => SafetensorsType.I32,
        long => SafetensorsType.I64,
        byte => SafetensorsType.U8,
        Half => SafetensorsType.F16,
        _ => null,
    };
}
