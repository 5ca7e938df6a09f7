using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>Values of a column, one after the other: read once, from the first on.</summary>
internal sealed class DataPage
{
    private readonly ParquetColumn _column;
    private readonly PageBytes _bytes;
    private readonly ValueEncoding _encoding;
    private readonly IReadOnlyList<ByteValue>? _dictionary;
    private readonly RunReader? _definition, _repetition;
    private RunReader? _places;
    private int _at;

    /// <param name="column">The column.</param>
    /// <param name="header">What stands before the page.</param>
    /// <param name="bytes">The page; of a page of the second kind without its levels.</param>
    /// <param name="levels">Of a page of the second kind its levels, which lie before its values.</param>
    /// <param name="dictionary">Values that places stand for; null: none came.</param>
    /// <exception cref="InvalidDataException">It is damaged, or written in a way that isn't read.</exception>
    public DataPage(ParquetColumn column, PageHeader header, PageBytes bytes, ReadOnlyMemory<byte> levels, IReadOnlyList<ByteValue>? dictionary)
    {
        (_column, _bytes, _encoding, _dictionary, Count) = (column, bytes, header.Encoding, dictionary, header.Count);
        if (header.HasOldLevels && column.MostDefinition + column.MostRepetition > 0)
            throw new InvalidDataException("its levels are packed in a way that isn't written any more (BIT_PACKED)");
        if (header.Kind == PageKind.DataV2)
        {
            _repetition = Levels(column.MostRepetition, levels[..header.RepetitionBytes]);
            _definition = Levels(column.MostDefinition, levels[header.RepetitionBytes..]);
        }
        else
        {
            _repetition = column.MostRepetition > 0 ? Levels(column.MostRepetition, Prefixed()) : null;
            _definition = column.MostDefinition > 0 ? Levels(column.MostDefinition, Prefixed()) : null;
        }
    }

    /// <summary>Values, those that are missing counted.</summary>
    public int Count { get; }

    /// <summary>The values of a column that lies in no list; null where one is missing.</summary>
    /// <exception cref="InvalidDataException">The page is damaged, or written in a way that isn't read.</exception>
    public IEnumerable<ByteValue?> Values()
    {
        for (var i = 0; i < Count; i++)
            yield return _definition is null || _definition.Next() == _column.MostDefinition ? Next() : null;
    }

    /// <summary>Numbers of lists of floating-point numbers, into <paramref name="values"/>.</summary>
    /// <param name="values">Has room for <see cref="Count"/>.</param>
    /// <param name="begins">Called for each number that begins a list, with its place among these.</param>
    /// <exception cref="InvalidDataException">A number or a list is missing, or the page is damaged.</exception>
    public void ReadLists(Span<float> values, Action<int> begins)
    {
        for (var i = 0; i < Count && _definition is not null;)
            i += _definition.Pass(_column.MostDefinition, Count - i) is > 0 and var there ? there : throw new InvalidDataException("a list is empty or missing, or a number in it is");
        for (var i = 0; i < Count;)
            if (_repetition!.Pass(1, Count - i) is > 0 and var inside)
                i += inside;
            else
            {
                if (_repetition.Next() != 0)
                    throw new InvalidDataException("a list inside a list");
                begins(i++);
            }
        if (_encoding == ValueEncoding.Plain && _column.Type == PhysicalType.Float && BitConverter.IsLittleEndian)
            MemoryMarshal.Cast<byte, float>(Take(checked(Count * sizeof(float)))).CopyTo(values);
        else if (_encoding == ValueEncoding.ByteStreamSplit)
            Split(values);
        else
            for (var i = 0; i < Count; i++)
                values[i] = Number(Next().Span);
    }

    private void Split(Span<float> values)
    {
        var width = _column.Width;
        var stored = Take(checked(Count * width));
        Span<byte> number = stackalloc byte[sizeof(double)];
        for (var i = 0; i < Count; i++)
        {
            for (var b = 0; b < width; b++)
                number[b] = stored[b * Count + i];
            values[i] = Number(number[..width]);
        }
    }

    private float Number(ReadOnlySpan<byte> bytes) => _column.Type switch
    {
        PhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        PhysicalType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
    };

    private ByteValue Next()
    {
        switch (_encoding)
        {
            case ValueEncoding.Plain when _column.Type != PhysicalType.Boolean:
                return Plain(_column, _bytes, ref _at);
            case ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary:
                _places ??= Places();
                return _dictionary is { } words && _places.Next() is >= 0 and var place && place < words.Count ? words[place]
                    : throw new InvalidDataException(_dictionary is null ? "its dictionary is missing" : $"a place beyond its dictionary of {_dictionary.Count}");
            default:
                throw new InvalidDataException($"{_column.Type} values encoded as {_encoding} ({(int)_encoding}) aren't read; plain and dictionary encoding are");
        }
    }

    /// <summary>The next value of those that follow one another as they are.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ByteValue Plain(ParquetColumn column, PageBytes bytes, ref int at)
    {
        var (start, left) = (at, bytes.Content.Length - at);
        var length = column.Width;
        if (column.Type == PhysicalType.ByteArray)
        {
            if (left < sizeof(int))
                throw Ends();
            (length, start, left) = (BinaryPrimitives.ReadInt32LittleEndian(bytes.Content.Span[at..]), start + sizeof(int), left - sizeof(int));
        }
        if (length < 0 || length > left)
            throw Ends();
        at = start + length;
        return new ByteValue(bytes, start, length);
    }

    private RunReader Places() => new(_bytes.Content[(_at + 1)..], Take(1)[0]);

    private ReadOnlyMemory<byte> Prefixed()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        Take(length);
        return _bytes.Content.Slice(_at - length, length);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _bytes.Content.Length - _at)
            throw Ends();
        _at += length;
        return _bytes.Content.Span.Slice(_at - length, length);
    }

    private static RunReader? Levels(int most, ReadOnlyMemory<byte> bytes) => most == 0 ? null : new RunReader(bytes, RunReader.BitsOf(most));

    private static InvalidDataException Ends() => new("a page ends before its values do");
}
