namespace MimiNative.Analysis.ParquetFiles;

// Numbers of parquet.thrift (apache/parquet-format).

/// <summary>How a value is stored.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>How values follow one another.</summary>
internal enum ValueEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>How a page is compressed.</summary>
internal enum Codec
{
    Uncompressed = 0,
    Snappy = 1,
    Gzip = 2,
    Lzo = 3,
    Brotli = 4,
    Lz4 = 5,
    Zstd = 6,
    Lz4Raw = 7,
}

/// <summary>How often a field occurs in what holds it.</summary>
internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

/// <summary>What a page holds.</summary>
internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>A column of values: a leaf of the schema.</summary>
/// <param name="Path">Names from the top down.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Width">Bytes of a value of fixed length; else 0.</param>
/// <param name="IsText">Whether its bytes are text.</param>
/// <param name="IsHalf">Whether its two bytes are a floating-point number.</param>
/// <param name="MostDefinition">The definition level of a value that is there.</param>
/// <param name="MostRepetition">How many lists it lies in.</param>
internal sealed record ParquetColumn(IReadOnlyList<string> Path, PhysicalType Type, int Width, bool IsText, bool IsHalf, int MostDefinition, int MostRepetition)
{
    /// <summary>The names, for messages.</summary>
    public string Name => string.Join('.', Path);
}

/// <summary>Where a row group's values of a column lie.</summary>
/// <param name="Codec">How its pages are compressed.</param>
/// <param name="Values">Values, those that are missing counted.</param>
/// <param name="Start">The first byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsEncrypted">Whether a key is needed.</param>
internal sealed record ColumnChunk(Codec Codec, long Values, long Start, long Length, bool IsEncrypted);

/// <summary>Some rows of a file.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Chunks">By column.</param>
internal sealed record RowGroup(long Rows, IReadOnlyList<ColumnChunk> Chunks);
