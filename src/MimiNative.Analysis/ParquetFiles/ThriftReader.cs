using System.Text;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>Thrift's compact protocol (thrift-compact-protocol.md), read without trust: lengths are believed only as far as there are bytes, and nesting only so deep.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MostDepth = 32;
    private const int LongestVarint = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _at;

    /// <summary>The next field of a structure; false at its end.</summary>
    /// <param name="id">The field before (0: none), then this one.</param>
    /// <param name="type">What it holds.</param>
    public bool Next(ref int id, out ThriftType type)
    {
        var head = Byte();
        type = (ThriftType)(head & 0xF);
        if (head == 0)
            return false;
        id = head >> 4 is > 0 and var step ? id + step : (short)Integer();
        return true;
    }

    /// <summary>Begins a list: how many elements it has, each of which takes a byte at least.</summary>
    public int List(ThriftType expected)
    {
        var count = ListHead(out var type);
        return type == expected || count == 0 ? count : throw new InvalidDataException($"a list of {expected} is expected, this is one of {type}");
    }

    /// <summary>A whole number of any size.</summary>
    public long Integer()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Int32() => Integer() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new InvalidDataException("a number has more than 32 bits");

    /// <summary>A text in UTF-8.</summary>
    public string Text() => Encoding.UTF8.GetString(Binary());

    /// <summary>Passes over a value.</summary>
    public void Skip(ThriftType type) => Skip(type, 0);

    private void Skip(ThriftType type, int depth)
    {
        if (depth > MostDepth)
            throw new InvalidDataException($"structures are nested more than {MostDepth} deep");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                Byte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Varint();
                break;
            case ThriftType.Double:
                Take(sizeof(double));
                break;
            case ThriftType.Binary:
                Binary();
                break;
            case ThriftType.List or ThriftType.Set:
                for (var i = ListHead(out var element); i > 0; i--)
                    SkipElement(element, depth);
                break;
            case ThriftType.Map:
                var pairs = Count(Varint());
                var types = pairs > 0 ? Byte() : 0;
                for (; pairs > 0; pairs--)
                {
                    SkipElement((ThriftType)(types >> 4), depth);
                    SkipElement((ThriftType)(types & 0xF), depth);
                }
                break;
            case ThriftType.Struct:
                for (var id = 0; Next(ref id, out var field);)
                    Skip(field, depth + 1);
                break;
            default:
                throw new InvalidDataException($"a value of the unknown type {(int)type}");
        }
    }

    // In a list a truth value takes a byte; as a field it is told by the type.
    private void SkipElement(ThriftType type, int depth)
    {
        if (type is ThriftType.True or ThriftType.False)
            Byte();
        else
            Skip(type, depth + 1);
    }

    private int ListHead(out ThriftType type)
    {
        var head = Byte();
        type = (ThriftType)(head & 0xF);
        return head >> 4 is < 15 and var few ? Count((ulong)few) : Count(Varint());
    }

    private readonly int Count(ulong count) => count <= (ulong)(_bytes.Length - _at) ? (int)count : throw new EndOfStreamException("it ends inside a list");

    private ReadOnlySpan<byte> Binary() => Take(Count(Varint()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw new EndOfStreamException("it ends inside a value");
        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    private byte Byte() => Take(1)[0];

    private ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < LongestVarint; i++)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException($"a number of more than {LongestVarint} bytes");
    }
}

/// <summary>Types of Thrift's compact protocol.</summary>
internal enum ThriftType
{
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}
