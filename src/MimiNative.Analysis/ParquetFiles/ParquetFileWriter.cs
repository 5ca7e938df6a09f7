using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>
/// Writes a Parquet file of texts, numbers and vectors, one row group at a time: what is written isn't kept. Nothing is compressed (vectors of floats hardly can be), every page has a checksum, and the same rows give the same bytes.
/// </summary>
internal sealed class ParquetFileWriter
{
    private const string Creator = "MimiNative";
    private const int Version = 1;
    private const int Utf8 = 0, List = 3;
    private const int LogicalString = 1, LogicalList = 3;

    private readonly Stream _stream;
    private readonly IReadOnlyList<WrittenColumn> _columns;
    private readonly List<(int Rows, List<Chunk> Chunks)> _groups = [];
    private long _position;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes; stands at its beginning, and need not seek.</param>
    /// <param name="columns">What each row has.</param>
    public ParquetFileWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        (_stream, _columns) = (stream, columns);
        Put("PAR1"u8);
    }

    /// <summary>Begins a row group, of which then every column is written, in order.</summary>
    public void Begin(int rows) => _groups.Add((rows, []));

    /// <summary>Writes texts; null: none, where the column may lack some.</summary>
    public void Write(IReadOnlyList<string?> values)
    {
        using var body = new MemoryStream();
        foreach (var text in values)
            if (text is not null)
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                Put(body, bytes.Length);
                body.Write(bytes);
            }
        Page([], Missing(values, v => v is not null), body.GetBuffer().AsSpan(0, (int)body.Length), values.Count);
    }

    /// <summary>Writes numbers; null: none.</summary>
    public void Write(IReadOnlyList<double?> values)
    {
        double[] there = [.. values.OfType<double>()];
        Page([], Missing(values, v => v is not null), MemoryMarshal.AsBytes(there.AsSpan()), values.Count);
    }

    /// <summary>Writes vectors, row after row.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        var (rows, length) = (_groups[^1].Rows, values.Length / _groups[^1].Rows);
        using var repetition = new MemoryStream();
        for (var row = 0; row < rows; row++)
        {
            Run(repetition, 0, 1);
            Run(repetition, 1, length - 1);
        }

        using var definition = new MemoryStream();
        Run(definition, 1, values.Length);
        Page(repetition.GetBuffer().AsSpan(0, (int)repetition.Length), definition.ToArray(), MemoryMarshal.AsBytes(values), values.Length);
    }

    /// <summary>Ends the file.</summary>
    /// <param name="metadata">Names and values for those who read it.</param>
    public void End(IReadOnlyDictionary<string, string> metadata)
    {
        using var footer = new MemoryStream();
        new ThriftWriter(footer).Struct(file => file
            .Int32(1, Version)
            .Structs<Action<ThriftWriter>>(2, [Root, .. _columns.SelectMany(Elements)], (w, write) => write(w))
            .Int64(3, _groups.Sum(g => (long)g.Rows))
            .Structs(4, _groups, Group)
            .Structs(5, [.. metadata], (w, fact) => w.Text(1, fact.Key).Text(2, fact.Value))
            .Text(6, Creator));
        Put(footer.GetBuffer().AsSpan(0, (int)footer.Length));
        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, (int)footer.Length);
        Put(size);
        Put("PAR1"u8);
    }

    private void Root(ThriftWriter element) => element.Text(4, "schema").Int32(5, _columns.Count);

    private static IEnumerable<Action<ThriftWriter>> Elements(WrittenColumn column)
    {
        var repetition = (int)(column.MayLack ? Repetition.Optional : Repetition.Required);
        switch (column.Kind)
        {
            case WrittenKind.Text:
                yield return w => w.Int32(1, (int)column.Type).Int32(3, repetition).Text(4, column.Name).Int32(6, Utf8).Struct(10, l => l.Struct(LogicalString, _ => { }));
                break;
            case WrittenKind.Number:
                yield return w => w.Int32(1, (int)column.Type).Int32(3, repetition).Text(4, column.Name);
                break;
            default:
                yield return w => w.Int32(3, repetition).Text(4, column.Name).Int32(5, 1).Int32(6, List).Struct(10, l => l.Struct(LogicalList, _ => { }));
                yield return w => w.Int32(3, (int)Repetition.Repeated).Text(4, "list").Int32(5, 1);
                yield return w => w.Int32(1, (int)column.Type).Int32(3, (int)Repetition.Required).Text(4, "element");
                break;
        }
    }

    private void Group(ThriftWriter writer, (int Rows, List<Chunk> Chunks) group) => writer
        .Structs(1, [.. _columns.Zip(group.Chunks)], (w, c) => Column(w, c.First, c.Second))
        .Int64(2, group.Chunks.Sum(c => c.Length))
        .Int64(3, group.Rows)
        .Int64(5, group.Chunks[0].Start)
        .Int64(6, group.Chunks.Sum(c => c.Length));

    private static void Column(ThriftWriter writer, WrittenColumn column, Chunk chunk) => writer.Int64(2, 0).Struct(3, data => data
        .Int32(1, (int)column.Type)
        .Int32s(2, (int)ValueEncoding.Plain, (int)ValueEncoding.Rle)
        .Texts(3, column.Kind == WrittenKind.Vector ? [column.Name, "list", "element"] : [column.Name])
        .Int32(4, (int)Codec.Uncompressed)
        .Int64(5, chunk.Values)
        .Int64(6, chunk.Length)
        .Int64(7, chunk.Length)
        .Int64(9, chunk.Start));

    /// <summary>Definition levels of a column that may lack values; none of another.</summary>
    private byte[] Missing<T>(IReadOnlyList<T> values, Func<T, bool> isThere)
    {
        if (!_columns[_groups[^1].Chunks.Count].MayLack)
            return [];
        using var levels = new MemoryStream();
        for (var i = 0; i < values.Count;)
        {
            var (first, there) = (i, isThere(values[i]));
            while (i < values.Count && isThere(values[i]) == there)
                i++;
            Run(levels, there ? (byte)1 : (byte)0, i - first);
        }

        return levels.ToArray();
    }

    private void Page(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> values, int count)
    {
        using var levels = new MemoryStream();
        Levels(levels, repetition);
        Levels(levels, definition);
        var before = levels.ToArray();
        var (start, size) = (_position, checked(before.Length + values.Length));
        var sum = Crc32.Of(values, Crc32.Of(before));
        using var header = new MemoryStream();
        new ThriftWriter(header).Struct(page => page
            .Int32(1, (int)PageKind.Data).Int32(2, size).Int32(3, size).Int32(4, (int)sum)
            .Struct(5, data => data.Int32(1, count).Int32(2, (int)ValueEncoding.Plain).Int32(3, (int)ValueEncoding.Rle).Int32(4, (int)ValueEncoding.Rle)));
        Put(header.ToArray());
        Put(before);
        Put(values);
        _groups[^1].Chunks.Add(new Chunk(start, _position - start, count));
    }

    private static void Levels(Stream stream, ReadOnlySpan<byte> levels)
    {
        if (levels.IsEmpty)
            return;
        Put(stream, levels.Length);
        stream.Write(levels);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    private static void Put(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>A level that comes so many times.</summary>
    private static void Run(Stream stream, byte level, int count)
    {
        if (count == 0)
            return;
        ThriftWriter.Varint(stream, (ulong)count << 1);
        stream.WriteByte(level);
    }

    private readonly record struct Chunk(long Start, long Length, long Values);
}

/// <summary>A column to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="MayLack">Whether a row may have none.</param>
internal sealed record WrittenColumn(string Name, WrittenKind Kind, bool MayLack = false)
{
    /// <summary>How its values are stored.</summary>
    public PhysicalType Type { get; } = Kind switch { WrittenKind.Text => PhysicalType.ByteArray, WrittenKind.Number => PhysicalType.Double, _ => PhysicalType.Float };
}

/// <summary>What a written column holds.</summary>
internal enum WrittenKind
{
    /// <summary>Texts.</summary>
    Text,

    /// <summary>Numbers of 64 bits.</summary>
    Number,

    /// <summary>Vectors of one length, of 32 bits a number.</summary>
    Vector,
}
