using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MimiNative.Tests.Weights;

/// <summary>Writes what <c>torch.save</c> writes, opcode by opcode, and what it never would.</summary>
internal sealed class PytorchFiles
{
    private readonly MemoryStream _pickle = new();
    private readonly List<(string Name, byte[] Bytes, CompressionLevel Level)> _entries = [("x/byteorder", "little"u8.ToArray(), CompressionLevel.NoCompression)];
    private int _storages;

    /// <summary>A dictionary of tensors: float32 w (2, 3) of 0 … 5, and its bias of one value.</summary>
    public static PytorchFiles Good() => new PytorchFiles().Op("\x80\x02}(").Text("w").Floats([2, 3], [3, 1], 0, 1, 2, 3, 4, 5).Text("b").Floats([1], [1], 7).Op("u.");

    /// <summary>Opcodes as letters, each a byte.</summary>
    public PytorchFiles Op(string opcodes)
    {
        _pickle.Write(Encoding.Latin1.GetBytes(opcodes));
        return this;
    }

    public PytorchFiles Text(string text)
    {
        Op("X").Number(Encoding.UTF8.GetByteCount(text));
        _pickle.Write(Encoding.UTF8.GetBytes(text));
        return this;
    }

    public PytorchFiles Integer(long value) => value is >= 0 and <= int.MaxValue ? Op("J").Number((int)value) : Op("\x8a\x08").Bytes(BitConverter.GetBytes(value));

    public PytorchFiles Tuple(params long[] values)
    {
        Op("(");
        foreach (var value in values)
            Integer(value);
        return Op("t");
    }

    public PytorchFiles Floats(long[] shape, long[] strides, params float[] values) => Tensor("torch\nFloatStorage", values.Length, values.SelectMany(BitConverter.GetBytes).ToArray(), 0, shape, strides);

    /// <summary>_rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict()).</summary>
    public PytorchFiles Tensor(string storage, long elements, byte[] bytes, long offset, long[] shape, long[] strides)
    {
        var key = (_storages++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Entry($"x/data/{key}", bytes);
        return Op("ctorch._utils\n_rebuild_tensor_v2\n((").Text("storage").Op($"c{storage}\n").Text(key).Text("cpu").Integer(elements).Op("tQ").Integer(offset).Tuple(shape).Tuple(strides).Op("\x89" + "ccollections\nOrderedDict\n)RtR");
    }

    public PytorchFiles Entry(string name, byte[] bytes, CompressionLevel level = CompressionLevel.NoCompression)
    {
        _entries.RemoveAll(e => e.Name == name);
        _entries.Add((name, bytes, level));
        return this;
    }

    public PytorchFiles Without(string name)
    {
        _entries.RemoveAll(e => e.Name == name);
        return this;
    }

    public string Write(string path, string pickle = "x/data.pkl")
    {
        using var file = File.Create(path);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var (name, bytes, level) in _entries.Append((pickle, _pickle.ToArray(), CompressionLevel.NoCompression)))
        {
            using var entry = zip.CreateEntry(name, level).Open();
            entry.Write(bytes);
        }

        return path;
    }

    private PytorchFiles Number(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _pickle.Write(bytes);
        return this;
    }

    private PytorchFiles Bytes(byte[] bytes)
    {
        _pickle.Write(bytes);
        return this;
    }
}
