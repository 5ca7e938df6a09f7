namespace MimiNative.Analysis.ParquetFiles;

/// <summary>What stands before a page.</summary>
/// <param name="Kind">What the page holds.</param>
/// <param name="Unpacked">Bytes once it is unpacked.</param>
/// <param name="Packed">Bytes in the file.</param>
/// <param name="Sum">CRC-32 of the bytes in the file, where the writer noted it.</param>
/// <param name="Count">Values, those that are missing counted.</param>
/// <param name="Encoding">How they follow one another.</param>
/// <param name="HasOldLevels">Whether levels are packed in the way of old.</param>
/// <param name="DefinitionBytes">Of a page of the second kind, bytes of its definition levels.</param>
/// <param name="RepetitionBytes">Of a page of the second kind, bytes of its repetition levels.</param>
/// <param name="IsPacked">Of a page of the second kind, whether its values are compressed.</param>
/// <param name="Size">Bytes of this header.</param>
internal readonly record struct PageHeader(
    PageKind Kind, int Unpacked, int Packed, uint? Sum, int Count, ValueEncoding Encoding, bool HasOldLevels, int DefinitionBytes, int RepetitionBytes, bool IsPacked, int Size)
{
    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">There are too few bytes.</exception>
    public static PageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var thrift = new ThriftReader(bytes);
        var header = new PageHeader((PageKind)(-1), -1, -1, null, 0, ValueEncoding.Plain, false, 0, 0, true, 0);
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    header = header with { Kind = (PageKind)thrift.Int32() };
                    break;
                case (2, ThriftType.Int32):
                    header = header with { Unpacked = thrift.Int32() };
                    break;
                case (3, ThriftType.Int32):
                    header = header with { Packed = thrift.Int32() };
                    break;
                case (4, ThriftType.Int32):
                    header = header with { Sum = (uint)thrift.Int32() };
                    break;
                case (5 or 7, ThriftType.Struct):
                    header = Values(ref thrift, header, hasLevels: id == 5);
                    break;
                case (8, ThriftType.Struct):
                    header = ValuesV2(ref thrift, header);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        if (header.Packed < 0 || header.Unpacked < 0 || header.Count < 0 || header.DefinitionBytes < 0 || header.RepetitionBytes < 0)
            throw new InvalidDataException("a page of less than no bytes or values");
        return header with { Size = thrift.Position };
    }

    private static PageHeader Values(ref ThriftReader thrift, PageHeader header, bool hasLevels)
    {
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    header = header with { Count = thrift.Int32() };
                    break;
                case (2, ThriftType.Int32):
                    header = header with { Encoding = (ValueEncoding)thrift.Int32() };
                    break;
                case (3 or 4, ThriftType.Int32) when hasLevels:
                    header = header with { HasOldLevels = header.HasOldLevels || thrift.Int32() == (int)ValueEncoding.BitPacked };
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        return header;
    }

    private static PageHeader ValuesV2(ref ThriftReader thrift, PageHeader header)
    {
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    header = header with { Count = thrift.Int32() };
                    break;
                case (4, ThriftType.Int32):
                    header = header with { Encoding = (ValueEncoding)thrift.Int32() };
                    break;
                case (5, ThriftType.Int32):
                    header = header with { DefinitionBytes = thrift.Int32() };
                    break;
                case (6, ThriftType.Int32):
                    header = header with { RepetitionBytes = thrift.Int32() };
                    break;
                case (7, ThriftType.True or ThriftType.False):
                    header = header with { IsPacked = type == ThriftType.True };
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        return header;
    }
}
