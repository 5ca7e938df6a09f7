namespace MimiNative.Analysis.Data;

/// <summary>Recordings with their voices and texts, in a fixed order: the order of every output's rows.</summary>
public sealed class DataSet
{
    private static readonly string[] Databases = [".db", ".sqlite", ".sqlite3"];

    /// <summary>A data set of <paramref name="samples"/>.</summary>
    /// <param name="name">What to call it in reports.</param>
    /// <param name="source">Where it came from: a path.</param>
    /// <param name="samples">The recordings, at least one, with unique ids.</param>
    /// <param name="notes">What a reader of results should know about how the labels were found.</param>
    /// <exception cref="DataSetException">There is no sample, or two have the same id.</exception>
    public DataSet(string name, string source, IReadOnlyList<Sample> samples, IReadOnlyList<string>? notes = null)
    {
        Name = name;
        Source = source;
        Samples = samples;
        Notes = notes ?? [];
        if (samples.Count == 0)
            throw new DataSetException($"{source}: no samples");
        var seen = new HashSet<string>(samples.Count);
        if (samples.FirstOrDefault(s => !seen.Add(s.Id)) is { } twice)
            throw new DataSetException($"{source}: sample id '{Printable.Quote(twice.Id)}' occurs twice; ids must be unique");
        Voices = [.. samples.Select(s => s.Voice).Distinct().Order(StringComparer.Ordinal)];
        Texts = [.. samples.Select(s => s.Text).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What to call it in reports.</summary>
    public string Name { get; }

    /// <summary>The path that it was read from.</summary>
    public string Source { get; }

    /// <summary>The recordings.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Remarks on how labels were found; to be shown with results.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Voices in ordinal order.</summary>
    public IReadOnlyList<string> Voices { get; }

    /// <summary>Known texts in ordinal order.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>
    /// Reads whatever <paramref name="path"/> is: a <c>metadata.csv</c> or a folder with one, the seed study's SQLite file or a folder with one,
    /// a manifest of JSON lines (NeMo's, Lhotse's cuts), a Kaldi folder (<c>wav.scp</c>), WebDataset's tar shards or the Parquet files of a Hugging Face hub data set (one, a folder of them, <c>data-{000000..000010}.tar</c>, <c>data/train-*.parquet</c>), a folder of voices (<c>VOICE/file.wav</c>, <c>VOICE/SENTENCE.wav</c>), or one audio file.
    /// </summary>
    /// <exception cref="DataSetException">There is no such path, or it isn't one of these, or a row is wrong (named).</exception>
    public static DataSet Open(string path)
    {
        if (path.Length == 0 || path.Contains('\0'))
            throw new DataSetException(path.Length == 0 ? "the data set's name is empty" : $"{path}: a path with a NUL character");
        var full = Path.GetFullPath(path);
        if (RegularFile.NotRegular(full) is { } kind)
            throw new DataSetException($"{path}: this is {kind}, not a regular file");
        if (!File.Exists(full) && ShardNames.Expand(path) is { } range)
            return FromShards(Path.GetFileName(full), path, range);
        if (File.Exists(full))
            return Path.GetExtension(full).ToLowerInvariant() switch
            {
                ".csv" => MetadataTable.Read(full),
                var extension when Databases.Contains(extension) => MetadataDatabase.Read(full),
                WebDataset.Extension or ParquetDataSet.Extension => FromShards(Path.GetFileNameWithoutExtension(full), path, [path]),
                _ when JsonManifest.Fits(full) => JsonManifest.Read(path),
                _ => FromFiles([path]),
            };
        if (!Directory.Exists(full))
            throw new DataSetException($"{path}: no such file or folder");
        if (File.Exists(Path.Combine(full, "metadata.csv")))
            return MetadataTable.Read(Path.Combine(full, "metadata.csv"));
        if (File.Exists(Path.Combine(full, "wav.scp")))
            return KaldiDirectory.Read(full);
        var databases = Directory.EnumerateFiles(full).Where(f => Databases.Contains(Path.GetExtension(f).ToLowerInvariant())).ToList();
        return databases.Count switch
        {
            0 => ShardNames.InFolder(full) is { Count: > 0 } shards ? FromShards(Path.GetFileName(Path.TrimEndingDirectorySeparator(full)), path, shards) : VoiceFolders.Read(full),
            1 => MetadataDatabase.Read(databases[0]),
            _ => throw new DataSetException($"{path}: several databases here ({string.Join(", ", databases.Select(Path.GetFileName))}); name the one to use"),
        };
    }

    /// <summary>
    /// As <see cref="Open"/>, for embeddings that are there already: a table (CSV or Parquet) needs no recordings. Where one that it names doesn't exist, or it names none, no sample has a path.
    /// </summary>
    /// <exception cref="DataSetException">There is no such path, or it isn't a data set, or a row is wrong (named).</exception>
    public static DataSet OpenLabels(string path)
    {
        if (!File.Exists(path) || !MetadataTable.Fits(path))
            return Open(path);
        var labels = MetadataTable.ReadLabels(path);
        DataSet recordings;
        try
        {
            recordings = ShardNames.IsOf(path, ParquetDataSet.Extension) ? Open(path) : MetadataTable.Read(path);
        }
        catch (DataSetException)
        {
            return labels;
        }
        return recordings.Samples.All(s => File.Exists(s.Path)) ? recordings : labels;
    }

    /// <summary>Shards of one data set, WebDataset's or Parquet files, as their names say; in this order.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <param name="shards">Files, all of one kind.</param>
    /// <exception cref="DataSetException">They are of several kinds, or one can't be read, or a row is wrong (named).</exception>
    private static DataSet FromShards(string name, string source, IReadOnlyList<string> shards) =>
        shards.All(s => ShardNames.IsOf(s, WebDataset.Extension)) ? WebDataset.Read(name, source, shards)
        : shards.All(s => ShardNames.IsOf(s, ParquetDataSet.Extension)) ? ParquetDataSet.Read(name, source, shards)
        : throw new DataSetException($"{source}: shards are all {WebDataset.Extension} or all {ParquetDataSet.Extension}");

    /// <summary>Audio files without labels, or the shards of one data set (<c>.tar</c>, <c>.parquet</c>). Audio files are one sample each, all of the voice <c>unknown</c>, ids from the file names (with the folder where names repeat).</summary>
    /// <exception cref="DataSetException">A file doesn't exist, or is given twice.</exception>
    public static DataSet FromFiles(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new DataSetException(Directory.Exists(path) ? $"{path}: a folder among files; give it alone to use it as a data set" : $"{path}: no such file");
            if (RegularFile.NotRegular(path) is { } kind)
                throw new DataSetException($"{path}: this is {kind}, not a regular file");
        }

        if (paths.All(ShardNames.Fits))
            return FromShards("shards", $"{paths.Count} shards from {paths[0]} on", paths);
        var repeated = paths.CountBy(p => Path.GetFileNameWithoutExtension(p)).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet();
        var samples = paths.Select(p => new Sample
        {
            Id = repeated.Contains(Path.GetFileNameWithoutExtension(p)) ? p : Path.GetFileNameWithoutExtension(p),
            Voice = Sample.UnknownVoice,
            Path = Path.GetFullPath(p),
        }).ToList();
        return new DataSet(paths.Count == 1 ? Path.GetFileName(paths[0]) : "files", paths.Count == 1 ? paths[0] : $"{paths.Count} files", samples);
    }

    /// <summary>The samples that satisfy <paramref name="keep"/>, in order.</summary>
    /// <exception cref="DataSetException">None does.</exception>
    public DataSet Where(Func<Sample, bool> keep) => new(Name, Source, [.. Samples.Where(keep)], Notes);

    /// <summary>Part <paramref name="index"/> (from 1) of <paramref name="count"/>, all with about the same amount of audio (<see cref="ShardPlan"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">1 ≤ index ≤ count doesn't hold.</exception>
    /// <exception cref="DataSetException">There are fewer samples than parts.</exception>
    public DataSet Shard(int index, int count) => new ShardPlan(this, count)[index];
}
