using System.Globalization;
using MimiNative.Analysis.Formats;
using Sylvan.Data.Csv;

namespace MimiNative.Analysis.Data;

/// <summary>
/// The columns of the seed study's <c>metadata.csv</c> and <c>samples</c> table: sample_id, voice_id, voice_name, gender, accent, age_group, sentence_id, sentence_text,
/// augmentation_type, filepath, duration_seconds. Only sample_id and voice_id (and filepath, where there must be audio) are needed.
/// </summary>
public static class MetadataTable
{
    /// <summary>Reads a table whose rows are audio files; paths are relative to the file's folder, or where none of them exists there, to the nearest folder above in which one does (said in <see cref="DataSet.Notes"/>).</summary>
    /// <exception cref="DataSetException">A column is missing or there twice, a row is incomplete, has more fields than the header or is not UTF-8, an id occurs twice.</exception>
    public static DataSet Read(string path) => Read(path, needsAudio: true);

    /// <summary>Whether a file's name says that <see cref="ReadLabels"/> reads it.</summary>
    internal static bool Fits(string path) => ShardNames.IsOf(path, ".csv") || ShardNames.IsOf(path, ParquetDataSet.Extension);

    /// <summary>Reads a table of labels for embeddings, CSV or Parquet: the column filepath may be absent.</summary>
    /// <exception cref="DataSetException">As <see cref="Read(string)"/>.</exception>
    public static DataSet ReadLabels(string path) => ShardNames.IsOf(path, ParquetDataSet.Extension) ? ParquetDataSet.ReadLabels(path) : Read(path, needsAudio: false);

    private static DataSet Read(string path, bool needsAudio)
    {
        try
        {
            using var text = Utf8Text.Reader(path, InputFile.Open(path));
            using var reader = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = true, ResultSetMode = ResultSetMode.SingleResult, MaxBufferSize = InputFile.LongestLine });
            var columns = new MetadataColumns(path, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], needsAudio);
            var samples = new List<Sample>();
            // The header is row 1, as a text editor counts.
            for (var row = 2; reader.Read(); row++)
                samples.Add(reader.RowFieldCount > reader.FieldCount ? throw new DataSetException($"{path}: row {row} has {reader.RowFieldCount} fields, the header has {reader.FieldCount}") : columns.Sample($"{path}, row {row}", i => i < reader.RowFieldCount ? CsvText.Text(reader.GetString(i)) : ""));
            return columns.DataSet(samples);
        }
        catch (CsvMissingHeadersException e)
        {
            throw new DataSetException($"{path}: empty: there is no header (row 1)", e);
        }
        // What the reader throws for text that isn't CSV, or has rows without end.
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw new DataSetException($"{path}: can't be read as CSV: {Printable.Quote(e.Message)}", e);
        }
    }

    internal static string NameOf(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is { Length: > 0 } folder ? folder : Path.GetFileNameWithoutExtension(path);
}

/// <summary>Where the columns of a metadata table are, and how a row becomes a sample.</summary>
internal sealed class MetadataColumns
{
    private static readonly string[] Known =
        [SampleNames.Id, SampleNames.Voice, "voice_name", SampleNames.Gender, SampleNames.Accent, SampleNames.AgeGroup, SampleNames.Text, SampleNames.Sentence, SampleNames.Augmentation, "filepath", SampleNames.Duration];

    private readonly int[] _index;
    private readonly string _source;
    private readonly bool _needsAudio;

    /// <exception cref="DataSetException">A needed column is missing (all that are missing are named), or one is there twice.</exception>
    public MetadataColumns(string source, IReadOnlyList<string> names, bool needsAudio)
    {
        var trimmed = names.Select(n => n.Trim()).ToList();
        if (Known.FirstOrDefault(k => trimmed.Count(n => n.Equals(k, StringComparison.OrdinalIgnoreCase)) > 1) is { } twice)
            throw new DataSetException($"{source}: the column {twice} is there twice");
        _index = [.. Known.Select(k => trimmed.FindIndex(n => n.Equals(k, StringComparison.OrdinalIgnoreCase)))];
        _source = source;
        _needsAudio = needsAudio;
        string[] needed = needsAudio ? [SampleNames.Id, SampleNames.Voice, "filepath"] : [SampleNames.Id, SampleNames.Voice];
        var missing = needed.Where(n => _index[Array.IndexOf(Known, n)] < 0).ToList();
        if (missing.Count > 0)
            throw new DataSetException($"{source}: missing column{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)} in the header (row 1), which has: {Printable.Quote(string.Join(", ", trimmed))}");
    }

    /// <summary>A row. Its path is still as it stands there: <see cref="DataSet"/> makes it whole.</summary>
    /// <exception cref="DataSetException">A needed value is empty, the duration isn't a number, or no file can have the name.</exception>
    public Sample Sample(string where, Func<int, string?> value)
    {
        string? Get(string column) => _index[Array.IndexOf(Known, column)] is >= 0 and var i && value(i)?.Trim() is { Length: > 0 } text ? text : null;
        string Need(string column) => Get(column) ?? throw new DataSetException($"{where}: {column} is empty");
        return new Sample
        {
            Id = Need(SampleNames.Id),
            Voice = Need(SampleNames.Voice),
            VoiceName = Get("voice_name"),
            Gender = Get(SampleNames.Gender),
            Accent = Get(SampleNames.Accent),
            AgeGroup = Get(SampleNames.AgeGroup),
            // Without ids, equal words are the same text.
            Text = Get(SampleNames.Text) ?? Get(SampleNames.Sentence),
            Sentence = Get(SampleNames.Sentence),
            Augmentation = Get(SampleNames.Augmentation) ?? Data.Sample.Clean,
            Path = _needsAudio ? FilePath(where, Need("filepath")) : "",
            Duration = Get(SampleNames.Duration) is not { } seconds ? null
                : double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d
                : throw new DataSetException($"{where}: duration_seconds '{Printable.Quote(seconds)}' is not a number"),
        };
    }

    /// <summary>The rows as a data set, with absolute paths. A file that is nowhere is reported when it is to be read.</summary>
    public DataSet DataSet(IReadOnlyList<Sample> samples)
    {
        var name = MetadataTable.NameOf(_source);
        if (!_needsAudio)
            return new DataSet(name, _source, samples);
        var (folder, note) = PathBase.Find(Path.GetDirectoryName(Path.GetFullPath(_source))!, [.. samples.Select(s => s.Path)]);
        return new DataSet(name, _source, [.. samples.Select(s => s with { Path = Path.GetFullPath(Path.Combine(folder, s.Path)) })], note is null ? [] : [note]);
    }

    private static string FilePath(string where, string file) => !file.Contains('\0')
        ? file.Replace('\\', Path.DirectorySeparatorChar)
        : throw new DataSetException($"{where}: filepath has a NUL character: '{Printable.Quote(file)}'");
}
