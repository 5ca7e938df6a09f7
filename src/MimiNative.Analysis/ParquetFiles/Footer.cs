namespace MimiNative.Analysis.ParquetFiles;

/// <summary>What stands at a Parquet file's end: its columns, its row groups, and what its writer noted.</summary>
/// <param name="Columns">Leaves of the schema, in order.</param>
/// <param name="RowGroups">In order.</param>
/// <param name="Metadata">Names and values; of a name that occurs twice the last.</param>
internal sealed record Footer(IReadOnlyList<ParquetColumn> Columns, IReadOnlyList<RowGroup> RowGroups, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MostDepth = 32;
    private const int Utf8 = 0, Enum = 4, Json = 19;
    private const int LogicalString = 1, LogicalEnum = 4, LogicalJson = 12, LogicalHalf = 15;

    /// <summary>Reads FileMetaData.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or encrypted.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static Footer Read(ReadOnlySpan<byte> bytes)
    {
        var thrift = new ThriftReader(bytes);
        var (elements, groups, metadata) = (new List<Element>(), new List<RowGroup>(), new Dictionary<string, string>());
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (2, ThriftType.List):
                    for (var i = thrift.List(ThriftType.Struct); i > 0; i--)
                        elements.Add(Element.Read(ref thrift));
                    break;
                case (4, ThriftType.List):
                    for (var i = thrift.List(ThriftType.Struct); i > 0; i--)
                        groups.Add(Group(ref thrift));
                    break;
                case (5, ThriftType.List):
                    for (var i = thrift.List(ThriftType.Struct); i > 0; i--)
                        KeyValue(ref thrift, metadata);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }

        if (elements.Count == 0)
            throw new InvalidDataException("it has no schema");
        var (columns, at) = (new List<ParquetColumn>(), 1);
        for (var child = 0; child < elements[0].Children; child++)
            AddColumns(elements, ref at, [], 0, 0, columns);
        if (at != elements.Count)
            throw new InvalidDataException($"its schema has {elements.Count} elements, of which {at} belong to its columns");
        if (groups.FindIndex(g => g.Chunks.Count != columns.Count) is >= 0 and var wrong)
            throw new InvalidDataException($"row group {wrong + 1} has {groups[wrong].Chunks.Count} columns, and the schema {columns.Count}");
        return new Footer(columns, groups, metadata);
    }

    private static void AddColumns(List<Element> elements, ref int at, IReadOnlyList<string> above, int definition, int repetition, List<ParquetColumn> columns)
    {
        if (at >= elements.Count)
            throw new InvalidDataException("its schema ends early");
        if (above.Count >= MostDepth)
            throw new InvalidDataException($"its schema is nested more than {MostDepth} deep");
        var element = elements[at++];
        string[] path = [.. above, element.Name];
        definition += element.Repetition == Repetition.Required ? 0 : 1;
        repetition += element.Repetition == Repetition.Repeated ? 1 : 0;
        if (element.Type is { } type)
        {
            var width = type switch
            {
                PhysicalType.Int32 or PhysicalType.Float => 4,
                PhysicalType.Int64 or PhysicalType.Double => 8,
                PhysicalType.Int96 => 12,
                PhysicalType.FixedLengthByteArray => element.Length > 0 ? element.Length : throw new InvalidDataException($"column '{string.Join('.', path)}' has values of {element.Length} bytes"),
                _ => 0,
            };
            columns.Add(new(path, type, width, element.IsText, element.IsHalf && width == 2, definition, repetition));
        }
        else
            for (var child = 0; child < element.Children; child++)
                AddColumns(elements, ref at, path, definition, repetition, columns);
    }

    private static RowGroup Group(ref ThriftReader thrift)
    {
        var (rows, chunks) = (0L, new List<ColumnChunk>());
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (1, ThriftType.List):
                    for (var i = thrift.List(ThriftType.Struct); i > 0; i--)
                        chunks.Add(Chunk(ref thrift));
                    break;
                case (3, ThriftType.Int64):
                    rows = thrift.Integer();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        return rows >= 0 ? new RowGroup(rows, chunks) : throw new InvalidDataException($"a row group of {rows} rows");
    }

    private static ColumnChunk Chunk(ref ThriftReader thrift)
    {
        ColumnChunk? chunk = null;
        var encrypted = false;
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (1, ThriftType.Binary):
                    throw new InvalidDataException($"a column lies in another file, '{thrift.Text()}'");
                case (3, ThriftType.Struct):
                    chunk = Place(ref thrift);
                    break;
                case (8, ThriftType.Struct) or (9, ThriftType.Binary):
                    encrypted = true;
                    thrift.Skip(type);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        // What is encrypted with a key of its own says nothing of itself.
        return (chunk ?? (encrypted ? new ColumnChunk(Codec.Uncompressed, 0, 0, 0, true) : throw new InvalidDataException("a column without a place"))) with { IsEncrypted = encrypted };
    }

    private static ColumnChunk Place(ref ThriftReader thrift)
    {
        var (codec, values, length, data, dictionary) = (0, 0L, 0L, 0L, 0L);
        for (var id = 0; thrift.Next(ref id, out var type);)
            switch (id, type)
            {
                case (4, ThriftType.Int32):
                    codec = thrift.Int32();
                    break;
                case (5, ThriftType.Int64):
                    values = thrift.Integer();
                    break;
                case (7, ThriftType.Int64):
                    length = thrift.Integer();
                    break;
                case (9, ThriftType.Int64):
                    data = thrift.Integer();
                    break;
                case (11, ThriftType.Int64):
                    dictionary = thrift.Integer();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        // Some writers note a dictionary at 0 where there is none.
        return new ColumnChunk((Codec)codec, values, dictionary > 0 && dictionary < data ? dictionary : data, length, false);
    }

    private static void KeyValue(ref ThriftReader thrift, Dictionary<string, string> into)
    {
        string? key = null, value = null;
        for (var id = 0; thrift.Next(ref id, out var type);)
            if ((id, type) is (1, ThriftType.Binary))
                key = thrift.Text();
            else if ((id, type) is (2, ThriftType.Binary))
                value = thrift.Text();
            else
                thrift.Skip(type);
        if (key is not null)
            into[key] = value ?? "";
    }

    /// <summary>One of the schema's elements: a column, or what holds some.</summary>
    private readonly record struct Element(string Name, PhysicalType? Type, int Length, Repetition Repetition, int Children, bool IsText, bool IsHalf)
    {
        public static Element Read(ref ThriftReader thrift)
        {
            var element = new Element("", null, 0, Repetition.Required, 0, false, false);
            for (var id = 0; thrift.Next(ref id, out var type);)
                switch (id, type)
                {
                    case (1, ThriftType.Int32):
                        element = element with { Type = (PhysicalType)thrift.Int32() is >= PhysicalType.Boolean and <= PhysicalType.FixedLengthByteArray and var known ? known : throw new InvalidDataException("a column of an unknown type") };
                        break;
                    case (2, ThriftType.Int32):
                        element = element with { Length = thrift.Int32() };
                        break;
                    case (3, ThriftType.Int32):
                        element = element with { Repetition = (Repetition)thrift.Int32() };
                        break;
                    case (4, ThriftType.Binary):
                        element = element with { Name = thrift.Text() };
                        break;
                    case (5, ThriftType.Int32):
                        element = element with { Children = thrift.Int32() };
                        break;
                    case (6, ThriftType.Int32):
                        element = element with { IsText = element.IsText || thrift.Int32() is Utf8 or Enum or Json };
                        break;
                    case (10, ThriftType.Struct):
                        for (var kind = 0; thrift.Next(ref kind, out var value); thrift.Skip(value))
                            element = element with { IsText = element.IsText || kind is LogicalString or LogicalEnum or LogicalJson, IsHalf = kind == LogicalHalf };
                        break;
                    default:
                        thrift.Skip(type);
                        break;
                }
            return element;
        }
    }
}
