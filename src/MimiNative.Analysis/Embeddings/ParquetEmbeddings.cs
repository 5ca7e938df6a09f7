using MimiNative.Analysis.Data;
using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Embeddings;

/// <summary>
/// Embeddings as a Parquet table: a row per sample with its labels under the names of a metadata table, and per embedding a list of floats, all of one length; what made them as the schema's metadata. Written row group by row group, so that memory doesn't grow with the rows.
/// </summary>
internal static class ParquetEmbeddings
{
    private const string Format = "format", FormatName = "mimi-embeddings-1";

    // What other writers say for themselves.
    private static readonly string[] NoFacts = [Format, "ARROW:schema", "pandas", "huggingface"];

    private static readonly IReadOnlyList<WrittenColumn> Labels =
    [
        .. SampleNames.Texts.Select(t => new WrittenColumn(t.Name, WrittenKind.Text, MayLack: t.Name is not (SampleNames.Id or SampleNames.Voice or SampleNames.Augmentation))),
        new(SampleNames.Duration, WrittenKind.Number, MayLack: true),
    ];

    /// <summary>Writes a table.</summary>
    /// <param name="path">The file; whole or not at all.</param>
    /// <param name="count">Rows.</param>
    /// <param name="read">Gives some of the rows of every embedding, from a first one on.</param>
    /// <param name="metadata">What made them.</param>
    public static void Write(string path, int count, Func<int, int, IReadOnlyList<EmbeddingSet>> read, IReadOnlyDictionary<string, string>? metadata) => AtomicFile.Write(path, stream =>
    {
        var one = read(0, 1);
        var writer = new ParquetFileWriter(stream, [.. Labels, .. one.Select(s => new WrittenColumn(s.Name, WrittenKind.Vector))]);
        foreach (var sets in RowBlocks.Of(one.Sum(s => s.Dimension), count, read))
        {
            writer.Begin(sets[0].Count);
            foreach (var (_, text) in SampleNames.Texts)
                writer.Write([.. sets[0].Samples.Select(text)]);
            writer.Write([.. sets[0].Samples.Select(s => s.Duration)]);
            foreach (var set in sets)
                writer.Write(set.Values.Span);
        }

        writer.End(new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { [Format] = FormatName });
    });

    /// <summary>Whether a file is a table of embeddings, of any writer.</summary>
    public static bool Fits(string path)
    {
        try
        {
            return InputFile.Parquet(path, file => file.Columns.Any(IsVector));
        }
        catch (DataSetException)
        {
            return false;
        }
    }

    /// <summary>Every column of lists of floating-point numbers, of any writer.</summary>
    /// <exception cref="DataSetException">It is no Parquet file, or damaged, or lists differ in length, or an id is missing or there twice.</exception>
    public static IReadOnlyList<NamedMatrix> Read(string path) => InputFile.Parquet(path, file => Read(path, file));

    private static IReadOnlyList<NamedMatrix> Read(string path, ParquetFile file)
    {
        int[] columns = [.. Enumerable.Range(0, file.Columns.Count).Where(i => IsVector(file.Columns[i]))];
        if (columns.Length == 0)
            throw new DataSetException($"{path}: no column of lists of floating-point numbers; it has {Printable.Quote(string.Join(", ", file.Columns.Select(c => c.Name)))}");
        Bound(path, file, columns);
        List<NamedMatrix> matrices = [.. columns.Select(c => Matrix(path, file, c))];
        var labels = new ParquetLabels(path, file);
        var rows = new List<(string? Id, SampleFields Fields)>(matrices[0].Rows);
        for (var group = 0; group < file.RowGroups.Count; group++)
            rows.AddRange(labels.Rows(group, rows.Count + 1));
        var joined = SampleIds.Join(path, matrices, labels.IdColumn is null ? null : [.. rows.Select(r => r.Id)]);
        List<Sample>? samples = joined[0].Ids is null ? null : [.. rows.Select(r => r.Fields.Sample(r.Id!, ""))];
        var (voices, texts) = (rows.TrueForAll(r => r.Fields.Voice is not null) ? rows.ConvertAll(r => r.Fields.Voice!) : null, samples?.ConvertAll(s => s.Text ?? ""));
        return [.. joined.Select(m => m with { Samples = samples, Voices = voices, Texts = texts })];
    }

    /// <summary>What made the file, as <see cref="Write"/> was told.</summary>
    /// <exception cref="DataSetException">It can't be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) => InputFile.Parquet(path, file => file.Metadata.Where(m => !NoFacts.Contains(m.Key)).ToDictionary());

    // NAME.list.element, as most write it; other words for both, and none, in older files.
    private static bool IsVector(ParquetColumn column) => column.MostRepetition == 1 && column.Path.Count <= 3 && (column.Type is PhysicalType.Float or PhysicalType.Double || column.IsHalf);

    // Few bytes may stand for any number of values that are alike.
    private static void Bound(string path, ParquetFile file, int[] columns)
    {
        var values = columns.Aggregate((Int128)0, (sum, c) => file.RowGroups.Aggregate(sum, (s, g) => s + g.Chunks[c].Values));
        if (values * sizeof(float) > ParquetFile.MostUnpacked(file.Length))
            throw new DataSetException($"{path}: a file of {file.Length} bytes that says it has {values} numbers: no embeddings do");
    }

    private static NamedMatrix Matrix(string path, ParquetFile file, int column)
    {
        var (count, rows) = (file.RowGroups.Sum(g => g.Chunks[column].Values), file.RowGroups.Sum(g => g.Rows));
        var name = file.Columns.Count(c => IsVector(c) && c.Path[0] == file.Columns[column].Path[0]) == 1 ? file.Columns[column].Path[0] : file.Columns[column].Name;
        if (rows == 0 || count is <= 0 or > NumpyArray.MostValues || file.RowGroups.Any(g => g.Chunks[column].Values < 0))
            throw new DataSetException(rows == 0 ? $"{path}: no rows" : $"{path}: column '{Printable.Quote(name)}' has {count} numbers; 1 to {NumpyArray.MostValues} are read");
        var (values, dimension, row) = (new float[count], (int)(count / rows), 0L);
        for (int group = 0, first = 0; group < file.RowGroups.Count; group++)
        {
            var (start, length) = (first, (int)file.RowGroups[group].Chunks[column].Values);
            file.ReadLists(column, group, values.AsMemory(start, length), i =>
            {
                if (start + i != row * dimension)
                    throw new InvalidDataException(Ragged());
                row++;
            });
            first += length;
        }

        return count == rows * dimension ? new NamedMatrix(name, (int)rows, dimension, values, null) : throw new InvalidDataException($"column '{Printable.Quote(name)}': {Ragged()}");

        string Ragged() => $"its lists differ in length (row {row}); embeddings have one for all";
    }
}
