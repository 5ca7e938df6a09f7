using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Recordings in Parquet files, as data sets of the Hugging Face hub have them: a column of audio (<c>bytes</c> and <c>path</c>), or of paths of files, and columns of labels under the names of <see cref="SampleFields"/>; all other columns are passed over.
/// Audio is read out of the file where it lies, never written out: while the list is made, one page of each column is in memory, and while recordings are read, the pages that they lie in (<see cref="UnpackedPages"/>), or nothing where pages aren't compressed.
/// </summary>
internal static class ParquetDataSet
{
    /// <summary>Extension of a file.</summary>
    public const string Extension = ParquetFile.Extension;

    private const string Bytes = "bytes", PathName = "path";

    // The first that is there counts.
    private static readonly string[] AudioNames = ["audio", "audio_filepath", "audio_path", "filepath", "file_name", "file", "path", "wav"];

    /// <summary>Reads files in the order given; samples in the order of rows.</summary>
    /// <param name="name">What to call the data set.</param>
    /// <param name="source">Where it came from, for messages: a folder, a file, or a pattern.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="DataSetException">A file can't be read or has no column of audio, or a row has none, or an id that another has; the file and the row are named.</exception>
    public static DataSet Read(string name, string source, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var rows = files.SelectMany(file => ReadFile(file, needsAudio: true)).ToList();
        List<string> notes = [];
        // Names of files that lay in several folders.
        if (!rows.TrueForAll(r => r.HasId) && rows.CountBy(r => r.Sample.Id).Any(c => c.Value > 1))
        {
            rows = [.. rows.Select(r => r with { Sample = r.Sample with { Id = $"{r.Row}" } })];
            notes.Add("The rows have no column of ids, and their recordings' names aren't unique: a recording's id is the number of its row.");
        }

        var whole = ShardNames.Distinct([.. rows.Select(r => r.Sample)], s => s.Path);
        for (var i = 0; i < rows.Count; i++)
            rows[i] = rows[i] with { Sample = whole[i] };
        List<Sample> samples = [.. rows.GroupBy(r => r.File).SelectMany(file => Placed(file.Key, [.. file], notes))];
        return new DataSet(name, source, samples, [.. SampleFields.Notes(samples), .. notes]);
    }

    /// <summary>Reads a table of labels for embeddings, whose rows need no recordings.</summary>
    /// <exception cref="DataSetException">It can't be read, or has no column of ids, or a row has none, or one that another has; named.</exception>
    public static DataSet ReadLabels(string path)
    {
        List<Sample> samples = [.. ReadFile(path, needsAudio: false).Select(r => r.Sample)];
        return new DataSet(Path.GetFileNameWithoutExtension(path), path, samples, [.. SampleFields.Notes(samples)]);
    }

    private static List<FoundRow> ReadFile(string path, bool needsAudio) => InputFile.Parquet(path, file =>
    {
        var labels = new ParquetLabels(path, file);
        if (!needsAudio && labels.IdColumn is null)
            throw new DataSetException($"{path}: no column of ids (sample_id, id, ...); it has {Columns(file)}");
        var rows = new List<FoundRow>();
        var ids = new Dictionary<string, long>();
        var (bytes, paths) = needsAudio ? AudioColumns(path, file) : (-1, -1);
        for (var group = 0; group < file.RowGroups.Count; group++)
            foreach (var ((id, fields), content, named) in labels.Rows(group, rows.Count + 1).Zip(Column(file, bytes, group), Column(file, paths, group)))
            {
                // A few bytes may stand for any number of rows that are alike.
                if (rows.Count >= file.Length)
                    throw new DataSetException($"{path}: more rows than the file has bytes");
                var row = rows.Count + 1L;
                var where = $"{path}, row {row}";
                if (id is not null && !ids.TryAdd(id, row))
                    throw new DataSetException($"{path}: rows {ids[id]} and {row} have the same id '{Printable.Quote(id)}'");
                rows.Add(needsAudio ? Row(path, where, row, id, fields, content, paths < 0 ? null : ParquetLabels.Text(where, file.Columns[paths], named))
                    : new(path, row, fields.Sample(id ?? throw new DataSetException($"{where}: {labels.IdColumn} is empty"), ""), true));
            }

        return rows.Count > 0 ? rows : throw new DataSetException($"{path}: no rows");
    });

    private static FoundRow Row(string file, string where, long row, string? id, SampleFields fields, ByteValue? content, string? path)
    {
        if (content is { Length: > 0 } audio)
        {
            // The name that a file had is of no use as a path.
            var name = path is null ? null : Path.IsPathRooted(path) ? Path.GetFileName(path) : path;
            var (place, isPacked) = (audio.Page.Place, audio.Page.Place.Codec != Codec.Uncompressed);
            var member = new ArchiveMember(name ?? $"row {row}", isPacked ? audio.Start : place.Start + audio.Start, audio.Length) { Page = isPacked ? place : null };
            return new(file, row, fields.Sample(id ?? (name is null ? $"{row}" : Path.ChangeExtension(name, null)), Path.GetFullPath(file)) with { Member = member }, id is not null);
        }

        return path is not null ? new(file, row, fields.Sample(id ?? Path.ChangeExtension(path, null), path), id is not null)
            : throw new DataSetException($"{where}: no audio: neither bytes nor a path");
    }

    /// <summary>The rows of one file with absolute paths: those that name files are relative to its folder, or one above.</summary>
    private static IEnumerable<Sample> Placed(string file, List<FoundRow> rows, List<string> notes)
    {
        var (folder, note) = PathBase.Find(Path.GetDirectoryName(Path.GetFullPath(file))!, [.. rows.Where(r => r.Sample.Member is null).Select(r => r.Sample.Path).Distinct()]);
        if (note is not null)
            notes.Add(note);
        return rows.Select(r => r.Sample.Member is not null ? r.Sample : r.Sample with { Path = InputFile.Path($"{file}, row {r.Row}", folder, r.Sample.Path) });
    }

    /// <summary>The columns of bytes and of paths; -1: none.</summary>
    private static (int Bytes, int Paths) AudioColumns(string path, ParquetFile file)
    {
        int Find(params IReadOnlyList<string> names) => Enumerable.Range(0, file.Columns.Count).FirstOrDefault(i => file.Columns[i] is { MostRepetition: 0, Type: PhysicalType.ByteArray } column && column.Path.SequenceEqual(names), -1);
        List<string> found = [.. file.Columns.Where(c => c is { Path: [_, Bytes], MostRepetition: 0, Type: PhysicalType.ByteArray }).Select(c => c.Path[0])];
        if (found.Count > 0)
        {
            var audio = found.Count == 1 || found.Contains(AudioNames[0]) ? found.Contains(AudioNames[0]) ? AudioNames[0] : found[0]
                : throw new DataSetException($"{path}: several columns have bytes: {Printable.Quote(string.Join(", ", found))}; one of them must be named '{AudioNames[0]}'");
            return (Find(audio, Bytes), Find(audio, PathName));
        }

        foreach (var name in AudioNames)
            if (Find(name) is >= 0 and var column)
                return file.Columns[column].IsText ? (-1, column) : (column, Find(PathName));
        throw new DataSetException($"{path}: no column of audio (bytes and path) and none of paths ({string.Join(", ", AudioNames)}); it has {Columns(file)}");
    }

    private static IEnumerable<ByteValue?> Column(ParquetFile file, int column, int group) => column >= 0 ? file.Values(column, group) : Enumerable.Repeat<ByteValue?>(null, (int)Math.Min(file.RowGroups[group].Rows, int.MaxValue));

    private static string Columns(ParquetFile file) => file.Columns.Count == 0 ? "no columns" : Printable.Quote(string.Join(", ", file.Columns.Select(c => c.Name)));

    /// <summary>A row.</summary>
    /// <param name="File">The file as it was named.</param>
    /// <param name="Row">Its number in there, from 1.</param>
    /// <param name="Sample">What it is; a path still as it stands there.</param>
    /// <param name="HasId">Whether its id stands there.</param>
    private sealed record FoundRow(string File, long Row, Sample Sample, bool HasId);
}
