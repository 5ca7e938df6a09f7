using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>
/// A Parquet file (github.com/apache/parquet-format), read without trust: its footer, then page by page what is asked for. One page of a column is in memory at a time, and all that is unpacked together is in proportion to the file.
/// </summary>
internal sealed class ParquetFile : IDisposable
{
    /// <summary>Extension of a file.</summary>
    public const string Extension = ".parquet";

    // Bytes that may be unpacked of a file of any size, and times its size.
    private const long FewBytes = 1 << 26;
    private const int MostExpansion = 100;
    private const int TailSize = 8;
    private const int FirstHeader = 1 << 12, LongestHeader = 1 << 24;

    private readonly FileStream _file;
    private readonly Footer _footer;
    private readonly long _end;
    private long _unpackable;

    /// <summary>Reads the footer.</summary>
    /// <param name="file">A regular file; disposed by this, also where it throws.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, damaged, or encrypted.</exception>
    public ParquetFile(FileStream file)
    {
        _file = file;
        try
        {
            Length = file.Length;
            (_footer, _end) = ReadFooter();
            _unpackable = MostUnpacked(Length);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is EndOfStreamException)
                throw new InvalidDataException($"the file is damaged: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <inheritdoc cref="Footer.Columns"/>
    public IReadOnlyList<ParquetColumn> Columns => _footer.Columns;

    /// <inheritdoc cref="Footer.RowGroups"/>
    public IReadOnlyList<RowGroup> RowGroups => _footer.RowGroups;

    /// <inheritdoc cref="Footer.Metadata"/>
    public IReadOnlyDictionary<string, string> Metadata => _footer.Metadata;

    /// <summary>The values of a column that lies in no list, as many as the row group has rows; null where one is missing.</summary>
    /// <exception cref="InvalidDataException">The column is damaged, encrypted, or written in a way that isn't read; named.</exception>
    public IEnumerable<ByteValue?> Values(int column, int group)
    {
        var count = 0L;
        using var pages = Pages(column, group).GetEnumerator();
        while (Guard(column, group, pages.MoveNext))
        {
            using var values = pages.Current.Values().GetEnumerator();
            for (; Guard(column, group, values.MoveNext); count++)
                yield return values.Current;
        }

        if (count != RowGroups[group].Rows)
            throw Wrong(column, group, $"it has {count} values, and the row group {RowGroups[group].Rows} rows");
    }

    /// <summary>The numbers of a column of lists of floating-point numbers, page after page.</summary>
    /// <param name="column">The column.</param>
    /// <param name="group">The row group.</param>
    /// <param name="values">Takes them: has room for as many as the row group says.</param>
    /// <param name="begins">Called for each number that begins a row, with its place among these.</param>
    /// <exception cref="InvalidDataException">The column is damaged, encrypted, or written in a way that isn't read, or a row has no list or a list a hole; named.</exception>
    public void ReadLists(int column, int group, Memory<float> values, Action<int> begins)
    {
        var (at, rows) = (0, 0L);
        Guard(column, group, () =>
        {
            foreach (var page in Pages(column, group))
            {
                var first = at;
                page.ReadLists(values.Span.Slice(at, page.Count), i =>
                {
                    begins(first + i);
                    rows++;
                });
                at += page.Count;
            }

            return true;
        });
        if (at != values.Length || rows != RowGroups[group].Rows)
            throw Wrong(column, group, $"it has {at} numbers in {rows} rows, and says that they are {values.Length} in {RowGroups[group].Rows}");
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Bytes that all pages of a file of a length may unpack to together.</summary>
    public static long MostUnpacked(long length) => Math.Max(FewBytes, length > long.MaxValue / MostExpansion ? long.MaxValue : length * MostExpansion);

    private static void Read(FileStream file, long start, Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
            at += RandomAccess.Read(file.SafeFileHandle, bytes[at..], start + at) is > 0 and var count ? count : throw new InvalidDataException("the file ends before what it says is in it");
    }

    /// <summary>A page's values, unpacked.</summary>
    /// <exception cref="InvalidDataException">The file ends earlier, or the page is damaged.</exception>
    public static byte[] Unpack(FileStream file, PagePlace place)
    {
        // Pages may have hundreds of megabytes: what is needed for a moment is used again.
        var packed = ArrayPool<byte>.Shared.Rent(place.Packed);
        try
        {
            Read(file, place.Start, packed.AsSpan(0, place.Packed));
            return Unpacker.Unpack(place.Codec, packed.AsMemory(0, place.Packed), place.Unpacked);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static byte[] Read(FileStream file, long start, int length)
    {
        var bytes = new byte[length];
        Read(file, start, bytes);
        return bytes;
    }

    private (Footer, long End) ReadFooter()
    {
        if (Length < 4 + TailSize)
            throw new InvalidDataException(Length == 0 ? "the file is empty (0 bytes)" : $"a file of {Length} bytes is no Parquet file");
        var tail = Read(_file, Length - TailSize, TailSize);
        if (tail.AsSpan(4).SequenceEqual("PARE"u8))
            throw new InvalidDataException("it is encrypted; only plain Parquet files are read");
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8))
            throw new InvalidDataException(Encoding.ASCII.GetString(Read(_file, 0, (int)Math.Min(Length, 24))).StartsWith("version https://git-lfs", StringComparison.Ordinal)
                ? "this is Git LFS's pointer to a file, not the file (git lfs pull)" : "it doesn't end like a Parquet file: it is another one, or not whole");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        var start = Length - TailSize - size;
        return start >= 4 ? (Footer.Read(Read(_file, start, (int)size)), start) : throw new InvalidDataException($"its footer is said to have {size} bytes, and the file has {Length}");
    }

    private IEnumerable<DataPage> Pages(int column, int group)
    {
        var (field, chunk) = (Columns[column], RowGroups[group].Chunks[column]);
        if (chunk.IsEncrypted)
            throw new InvalidDataException("it is encrypted");
        if (chunk.Start < 4 || chunk.Length < 0 || chunk.Start > _end - chunk.Length)
            throw new InvalidDataException($"it is said to lie at {chunk.Start}, with {chunk.Length} bytes, and the file has {Length}");
        IReadOnlyList<ByteValue>? dictionary = null;
        var count = 0L;
        for (long at = chunk.Start, end = chunk.Start + chunk.Length; count < chunk.Values;)
        {
            var header = Header(at, end);
            var body = at + header.Size;
            if (header.Packed > end - body)
                throw new InvalidDataException($"a page of {header.Packed} bytes lies beyond its column");
            at = body + header.Packed;
            if (header.Kind == PageKind.Dictionary && dictionary is null && count == 0)
                dictionary = Words(field, header, Page(chunk.Codec, header, body, 0, out _));
            else if (header.Kind is PageKind.Data or PageKind.DataV2)
            {
                var levels = header.Kind == PageKind.DataV2 ? (long)header.RepetitionBytes + header.DefinitionBytes : 0;
                if (levels > Math.Min(header.Packed, header.Unpacked))
                    throw new InvalidDataException("a page whose levels are longer than it is");
                var bytes = Page(header.Kind == PageKind.Data || header.IsPacked ? chunk.Codec : Codec.Uncompressed, header, body, (int)levels, out var before);
                yield return new DataPage(field, header, bytes, before, dictionary);
                count += header.Count;
            }
            else if (header.Kind != PageKind.Index)
                throw new InvalidDataException(header.Kind == PageKind.Dictionary ? "a second dictionary" : $"a page of the unknown kind {(int)header.Kind}");
        }

        if (count != chunk.Values)
            throw new InvalidDataException($"it has {count} values, and says that they are {chunk.Values}");
    }

    private PageHeader Header(long at, long end)
    {
        for (var size = FirstHeader; ; size *= 16)
        {
            var most = (int)Math.Min(size, end - at);
            try
            {
                return PageHeader.Read(Read(_file, at, most));
            }
            catch (EndOfStreamException) when (most == size && size < LongestHeader)
            {
                // A writer may note values in it: longer than most.
            }
            catch (EndOfStreamException e)
            {
                throw new InvalidDataException("its pages end before its values do", e);
            }
        }
    }

    private PageBytes Page(Codec codec, PageHeader header, long body, int levels, out ReadOnlyMemory<byte> before)
    {
        if ((_unpackable -= header.Unpacked) < 0)
            throw new InvalidDataException($"it unpacks to more than {MostExpansion} times the file's size: no recordings, labels or embeddings do");
        var place = new PagePlace(body + levels, header.Packed - levels, header.Unpacked - levels, codec);
        if (codec == Codec.Uncompressed && place.Packed != place.Unpacked)
            throw new InvalidDataException($"a page of {place.Packed} bytes that isn't compressed, and is said to have {place.Unpacked}");
        if (header.Sum is not { } sum)
        {
            before = Read(_file, body, levels);
            return new PageBytes(codec == Codec.Uncompressed ? Read(_file, place.Start, place.Packed) : Unpack(_file, place), place);
        }

        var packed = Read(_file, body, header.Packed);
        if (Crc32.Of(packed) != sum)
            throw new InvalidDataException("the checksum of a page is wrong: the file is damaged");
        before = packed.AsMemory(0, levels);
        return new PageBytes(codec == Codec.Uncompressed ? packed.AsMemory(levels) : Unpacker.Unpack(codec, packed.AsMemory(levels), place.Unpacked), place);
    }

    private static List<ByteValue> Words(ParquetColumn column, PageHeader header, PageBytes bytes)
    {
        if (header.Encoding is not (ValueEncoding.Plain or ValueEncoding.PlainDictionary) || column.Type == PhysicalType.Boolean)
            throw new InvalidDataException($"a dictionary of {column.Type} encoded as {header.Encoding} isn't read");
        var words = new List<ByteValue>();
        for (var at = 0; words.Count < header.Count;)
            words.Add(DataPage.Plain(column, bytes, ref at));
        return words;
    }

    private T Guard<T>(int column, int group, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException or IOException)
        {
            throw Wrong(column, group, e.Message, e);
        }
    }

    private InvalidDataException Wrong(int column, int group, string what, Exception? inner = null) => new($"column '{Printable.Quote(Columns[column].Name)}', row group {group + 1}: {what}", inner);
}
