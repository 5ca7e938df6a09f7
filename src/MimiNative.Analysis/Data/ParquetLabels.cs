using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Data;

/// <summary>
/// What the rows of a Parquet file say about recordings: the columns whose names are known (<see cref="SampleFields"/>) and that hold texts or numbers. The numbers of a hub data set's classes stand for their names, as its features say.
/// </summary>
internal sealed class ParquetLabels
{
    private const int MostBytes = 1 << 20;
    private const string Features = "huggingface";

    private static readonly string[] IdNames = ["sample_id", "id", "utt_id", "utterance_id", "segment_id", "key", "__key__"];

    private readonly string _path;
    private readonly ParquetFile _file;
    private readonly Dictionary<string, int> _columns = [];
    private readonly Dictionary<string, string[]> _classes = [];

    /// <param name="path">The file's name, for messages.</param>
    /// <param name="file">The file.</param>
    public ParquetLabels(string path, ParquetFile file)
    {
        (_path, _file) = (path, file);
        for (var i = 0; i < file.Columns.Count; i++)
            if (file.Columns[i] is { Path: [var name], MostRepetition: 0, Type: PhysicalType.ByteArray or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double } && (SampleFields.Names.Contains(name) || IdNames.Contains(name)))
                _columns.TryAdd(name, i);
        if (file.Metadata.TryGetValue(Features, out var features))
            ReadClasses(features);
    }

    /// <summary>The column that names each row; null: none does.</summary>
    public string? IdColumn => IdNames.FirstOrDefault(_columns.ContainsKey);

    /// <summary>What each row of a row group says: its id, where it has one, and its labels.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="firstRow">The number of its first row, for messages.</param>
    /// <exception cref="InvalidDataException">A column is damaged.</exception>
    /// <exception cref="DataSetException">A label is no label; its row is named.</exception>
    public IEnumerable<(string? Id, SampleFields Fields)> Rows(int group, long firstRow)
    {
        var (names, columns) = (_columns.Keys.ToArray(), _columns.Values.Select(c => Texts(c, group, firstRow).GetEnumerator()).ToArray());
        var row = new Dictionary<string, string?>();
        try
        {
            for (var i = 0L; i < _file.RowGroups[group].Rows; i++)
            {
                for (var c = 0; c < columns.Length; c++)
                    row[names[c]] = columns[c].MoveNext() ? columns[c].Current : null;
                yield return (IdNames.Select(n => row.GetValueOrDefault(n)).FirstOrDefault(id => id is not null), SampleFields.Of($"{_path}, row {firstRow + i}", name => row.GetValueOrDefault(name)));
            }
        }
        finally
        {
            foreach (var column in columns)
                column.Dispose();
        }
    }

    /// <summary>A value as text: nothing where it is missing, blank, or no number.</summary>
    /// <exception cref="DataSetException">It is too long for a label, or not UTF-8.</exception>
    public static string? Text(string where, ParquetColumn column, ByteValue? value)
    {
        if (value is not { } there)
            return null;
        if (there.Length > MostBytes)
            throw new DataSetException($"{where}: '{Printable.Quote(column.Name)}' has {there.Length} bytes; labels have at most {MostBytes}");
        return column.Type switch
        {
            PhysicalType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(there.Span).ToString(CultureInfo.InvariantCulture),
            PhysicalType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(there.Span).ToString(CultureInfo.InvariantCulture),
            PhysicalType.Float => Number(BinaryPrimitives.ReadSingleLittleEndian(there.Span)),
            PhysicalType.Double => Number(BinaryPrimitives.ReadDoubleLittleEndian(there.Span)),
            _ => Utf8Text.Text($"{where}: '{Printable.Quote(column.Name)}'", there.Span).Trim() is { Length: > 0 } text ? text : null,
        };
    }

    private static string? Number(double value) => double.IsNaN(value) ? null : value.ToString("R", CultureInfo.InvariantCulture);

    private IEnumerable<string?> Texts(int column, int group, long firstRow)
    {
        var (field, row) = (_file.Columns[column], firstRow);
        var classes = field.Type is PhysicalType.Int32 or PhysicalType.Int64 ? _classes.GetValueOrDefault(field.Path[0]) : null;
        foreach (var value in _file.Values(column, group))
        {
            var text = Text($"{_path}, row {row++}", field, value);
            // A class of -1 is one that nobody knows.
            yield return classes is null || text is null ? text : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) && i >= 0 && i < classes.Length ? classes[i] : i == -1 ? null : text;
        }
    }

    /// <summary>Remarks of whoever wrote the file: what can't be understood names no class.</summary>
    private void ReadClasses(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object && info.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Object)
                foreach (var feature in features.EnumerateObject())
                    if (feature.Value.ValueKind == JsonValueKind.Object && feature.Value.TryGetProperty("names", out var names) && names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String))
                        _classes[feature.Name] = [.. names.EnumerateArray().Select(n => n.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _classes.Clear();
        }
    }
}
