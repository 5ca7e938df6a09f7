using System.Globalization;
using Sylvan.Data.Csv;

namespace MimiNative.Analysis.Data;

/// <summary>
/// The columns of the seed study's <c>metadata.csv</c> and <c>samples</c> table: sample_id, voice_id, voice_name, gender, accent, age_group, sentence_id, sentence_text,
/// augmentation_type, filepath, duration_seconds. Only sample_id and voice_id (and filepath, where there must be audio) are needed.
/// </summary>
public static class MetadataTable
{
    /// <summary>Reads a table whose rows are audio files; paths are relative to the file's folder, or to the nearest folder above it where they exist.</summary>
    /// <exception cref="DataSetException">A column is missing, a row is incomplete, an id occurs twice.</exception>
    public static DataSet Read(string path) => Read(path, needsAudio: true);

    /// <summary>Reads a table of labels for embeddings: the column filepath may be absent.</summary>
    /// <exception cref="DataSetException">A column is missing, a row is incomplete, an id occurs twice.</exception>
    public static DataSet ReadLabels(string path) => Read(path, needsAudio: false);

    private static DataSet Read(string path, bool needsAudio)
    {
        try
        {
            using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { HasHeaders = true, ResultSetMode = ResultSetMode.SingleResult });
            var columns = new MetadataColumns(path, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], needsAudio);
            var samples = new List<Sample>();
            // The header is row 1, as a text editor counts.
            for (var row = 2; reader.Read(); row++)
                samples.Add(columns.Sample($"{path}, row {row}", i => i < reader.RowFieldCount ? reader.GetString(i) : ""));
            return new DataSet(NameOf(path), path, samples);
        }
        catch (Exception e) when (e is CsvFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path}: can't be read as CSV: {e.Message}", e);
        }
    }

    internal static string NameOf(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is { Length: > 0 } folder ? folder : Path.GetFileNameWithoutExtension(path);
}

/// <summary>Where the columns of a metadata table are, and how a row becomes a sample.</summary>
internal sealed class MetadataColumns
{
    private static readonly string[] Known =
        ["sample_id", "voice_id", "voice_name", "gender", "accent", "age_group", "sentence_id", "sentence_text", "augmentation_type", "filepath", "duration_seconds"];

    private readonly int[] _index;
    private readonly string _folder;
    private readonly bool _needsAudio;

    /// <exception cref="DataSetException">A needed column is missing; all that are missing are named.</exception>
    public MetadataColumns(string source, IReadOnlyList<string> names, bool needsAudio)
    {
        var trimmed = names.Select(n => n.Trim()).ToList();
        _index = [.. Known.Select(k => trimmed.FindIndex(n => n.Equals(k, StringComparison.OrdinalIgnoreCase)))];
        _folder = Path.GetDirectoryName(Path.GetFullPath(source))!;
        _needsAudio = needsAudio;
        string[] needed = needsAudio ? ["sample_id", "voice_id", "filepath"] : ["sample_id", "voice_id"];
        var missing = needed.Where(n => _index[Array.IndexOf(Known, n)] < 0).ToList();
        if (missing.Count > 0)
            throw new DataSetException($"{source}: missing column{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)} in the header (row 1), which has: {string.Join(", ", trimmed)}");
    }

    /// <exception cref="DataSetException">A needed value is empty or the duration isn't a number.</exception>
    public Sample Sample(string where, Func<int, string?> value)
    {
        string? Get(string column) => _index[Array.IndexOf(Known, column)] is >= 0 and var i && value(i)?.Trim() is { Length: > 0 } text ? text : null;
        string Need(string column) => Get(column) ?? throw new DataSetException($"{where}: {column} is empty");
        return new Sample
        {
            Id = Need("sample_id"),
            Voice = Need("voice_id"),
            VoiceName = Get("voice_name"),
            Gender = Get("gender"),
            Accent = Get("accent"),
            AgeGroup = Get("age_group"),
            // Without ids, equal words are the same text.
            Text = Get("sentence_id") ?? Get("sentence_text"),
            Sentence = Get("sentence_text"),
            Augmentation = Get("augmentation_type") ?? Data.Sample.Clean,
            Path = _needsAudio ? Resolve(Need("filepath")) : "",
            Duration = Get("duration_seconds") is not { } seconds ? null
                : double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d
                : throw new DataSetException($"{where}: duration_seconds '{seconds}' is not a number"),
        };
    }

    // The seed study wrote paths relative to its repository's root, above the folder of the table. A file that is nowhere keeps the plain path: it is reported when it is to be read.
    private string Resolve(string file)
    {
        file = file.Replace('\\', Path.DirectorySeparatorChar);
        for (var folder = _folder; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, file)))
                return Path.GetFullPath(Path.Combine(folder, file));
        return Path.GetFullPath(Path.Combine(_folder, file));
    }
}
