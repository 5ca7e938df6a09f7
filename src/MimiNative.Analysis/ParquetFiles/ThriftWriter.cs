using System.Text;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>Thrift's compact protocol, written: fields in ascending order.</summary>
internal sealed class ThriftWriter(Stream stream)
{
    private readonly Stack<int> _outer = [];
    private int _last;

    /// <summary>A whole number of 32 bits.</summary>
    public ThriftWriter Int32(int id, int value)
    {
        Field(id, ThriftType.Int32);
        Varint(ZigZag(value));
        return this;
    }

    /// <summary>A whole number of 64 bits.</summary>
    public ThriftWriter Int64(int id, long value)
    {
        Field(id, ThriftType.Int64);
        Varint(ZigZag(value));
        return this;
    }

    /// <summary>A text.</summary>
    public ThriftWriter Text(int id, string value)
    {
        Field(id, ThriftType.Binary);
        Binary(value);
        return this;
    }

    /// <summary>A list of whole numbers of 32 bits.</summary>
    public ThriftWriter Int32s(int id, params IReadOnlyList<int> values)
    {
        List(id, ThriftType.Int32, values.Count);
        foreach (var value in values)
            Varint(ZigZag(value));
        return this;
    }

    /// <summary>A list of texts.</summary>
    public ThriftWriter Texts(int id, params IReadOnlyList<string> values)
    {
        List(id, ThriftType.Binary, values.Count);
        foreach (var value in values)
            Binary(value);
        return this;
    }

    /// <summary>A structure.</summary>
    public ThriftWriter Struct(int id, Action<ThriftWriter> write)
    {
        Field(id, ThriftType.Struct);
        Struct(write);
        return this;
    }

    /// <summary>A list of structures.</summary>
    public ThriftWriter Structs<T>(int id, IReadOnlyList<T> values, Action<ThriftWriter, T> write)
    {
        List(id, ThriftType.Struct, values.Count);
        foreach (var value in values)
            Struct(w => write(w, value));
        return this;
    }

    /// <summary>A structure by itself, or inside a list.</summary>
    public void Struct(Action<ThriftWriter> write)
    {
        _outer.Push(_last);
        _last = 0;
        write(this);
        stream.WriteByte(0);
        _last = _outer.Pop();
    }

    /// <summary>A whole number in as few bytes as it takes, seven bits in each.</summary>
    public static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private void List(int id, ThriftType type, int count)
    {
        Field(id, ThriftType.List);
        stream.WriteByte((byte)((Math.Min(count, 15) << 4) | (int)type));
        if (count >= 15)
            Varint((ulong)count);
    }

    private void Field(int id, ThriftType type)
    {
        stream.WriteByte((byte)(((id - _last) << 4) | (int)type));
        _last = id;
    }

    private void Binary(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Varint((ulong)bytes.Length);
        stream.Write(bytes);
    }

    private void Varint(ulong value) => Varint(stream, value);

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
