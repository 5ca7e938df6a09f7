using MimiNative.Analysis.Data;
using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings on disk, the format chosen by the name: <c>.safetensors</c>, <c>.npz</c>, <c>.parquet</c>, <c>.npy</c>, <c>.csv</c>, <c>.tar</c> (Lhotse's Shar), or a folder for TensorBoard's projector.</summary>
public static class EmbeddingFile
{
    /// <summary>
    /// Writes embeddings of the same samples. Safetensors, NPZ and Parquet take any number (an array, or a column of lists, per set, named <c>TAP/POOLING</c>, with the sample ids; Parquet with all labels);
    /// NPY (with the labels of its rows beside it, <c>FILE.csv</c>) and CSV take one; tar is a shard of a field of Lhotse's Shar format for each (<c>FIELD.000000.tar</c>; of several <c>FIELD_TAP_POOLING.000000.tar</c>); a path without an extension becomes a folder with <c>vectors.tsv</c> and <c>metadata.tsv</c>, one folder per set where there are several.
    /// </summary>
    /// <param name="path">File or folder to make; whole or not at all.</param>
    /// <param name="sets">At least one.</param>
    /// <param name="metadata">
    /// What made them, e.g. <see cref="Origin.Metadata"/>: kept in safetensors' header and in Parquet's schema, as the array <c>provenance</c> of an NPZ (one JSON text), and beside the other formats as <c>FILE.json</c>.
    /// </param>
    /// <exception cref="DataSetException">The format is unknown or takes only one set.</exception>
    public static void Write(string path, IReadOnlyList<EmbeddingSet> sets, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentOutOfRangeException.ThrowIfZero(sets.Count);
        Write(path, sets[0].Count, (first, count) => first == 0 && count == sets[0].Count ? sets : [.. sets.Select(s => s.Pick([.. Enumerable.Range(first, count)]))], metadata);
    }

    /// <summary>Writes embeddings of the same samples that are had some rows at a time. Parquet, NPY, CSV and Shar are written block by block, so that memory doesn't grow with the rows; other formats take all rows at once.</summary>
    /// <param name="path">File or folder to make; whole or not at all.</param>
    /// <param name="count">Rows, at least one.</param>
    /// <param name="read">Gives so many rows, from a first one on, of every embedding, at least one.</param>
    /// <param name="metadata">What made them.</param>
    /// <param name="ids">Ids of all samples in their order, with those that have no row, for which Shar has a place too; null: all have one.</param>
    /// <exception cref="DataSetException">The format is unknown or takes only one set.</exception>
    public static void Write(string path, int count, Func<int, int, IReadOnlyList<EmbeddingSet>> read, IReadOnlyDictionary<string, string>? metadata = null, IReadOnlyList<string>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".parquet":
                ParquetEmbeddings.Write(path, count, read, metadata);
                break;
            case SharFields.Extension:
                SharFields.Write(path, count, read, metadata, ids);
                break;
            case ".npy" or ".csv":
                WriteOne(path, count, read, metadata);
                break;
            default:
                WriteWhole(path, read(0, count), metadata);
                break;
        }
    }

    /// <summary>What to look for after so many embeddings were written: the path, or with a * where names stand between.</summary>
    internal static string Written(string path, int embeddings) => embeddings > 1 && ShardNames.IsOf(path, SharFields.Extension) ? SharFields.PathOf(path, "_*") : path;

    private static void WriteOne(string path, int count, Func<int, int, IReadOnlyList<EmbeddingSet>> read, IReadOnlyDictionary<string, string>? metadata)
    {
        var dimension = Single(path, read(0, 1)).Dimension;
        var blocks = RowBlocks.Of(dimension, count, read).Select(b => b[0]);
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            NpyEmbeddings.Write(path, count, dimension, blocks);
        else
            AtomicFile.WriteText(path, writer =>
            {
                EmbeddingCsv.Begin(writer, dimension);
                foreach (var block in blocks)
                    EmbeddingCsv.Write(writer, block);
            });
        Sidecar.Write(path, metadata);
    }

    private static void WriteWhole(string path, IReadOnlyList<EmbeddingSet> sets, IReadOnlyDictionary<string, string>? metadata)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".safetensors":
                SafetensorsEmbeddings.Write(path, sets, metadata);
                break;
            case ".npz":
                NpzFile.Write(path, sets, metadata);
                break;
            case "":
                foreach (var set in sets)
                    ProjectorFiles.Write(sets.Count == 1 ? path : Path.Combine(path, set.Name.Replace('/', '_')), set, metadata);
                break;
            default:
                throw Unknown(path);
        }
    }

    /// <summary>Refuses a path that <see cref="Write(string, IReadOnlyList{EmbeddingSet}, IReadOnlyDictionary{string, string}?)"/> would refuse for so many embeddings, so that it can be known before they are made.</summary>
    /// <param name="path">File or folder to be.</param>
    /// <param name="names">Of the embeddings; may be none as long as they aren't known.</param>
    /// <param name="ids">Of the samples; null as long as they aren't known.</param>
    /// <exception cref="DataSetException">The format is unknown, takes only one, or not such names or ids.</exception>
    public static void Check(string path, IReadOnlyList<string> names, IReadOnlyList<string>? ids = null)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy" or ".csv" when names.Count > 1:
                throw TooMany(path, names);
            case SharFields.Extension:
                SharFields.Check(path, names, ids ?? []);
                break;
            case not (".safetensors" or ".npz" or ".parquet" or ".npy" or ".csv" or ""):
                throw Unknown(path);
        }
    }

    /// <summary>Reads every matrix of a file made by this or any other program.</summary>
    /// <exception cref="DataSetException">There is no such file, the format is unknown, or it is damaged.</exception>
    public static IReadOnlyList<NamedMatrix> Read(string path)
    {
        var matrices = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => SafetensorsEmbeddings.Read(path),
            ".npz" => NpzFile.Read(path),
            ".parquet" => ParquetEmbeddings.Read(path),
            ".npy" => ReadNpy(path),
            ".csv" => [EmbeddingCsv.Read(path)],
            var other => throw new DataSetException($"{path}: no embeddings format '{Printable.Quote(other)}'; there are .safetensors, .npz, .parquet, .npy and .csv"),
        };
        return matrices.Count > 0 ? matrices : throw new DataSetException($"{path}: no matrix of numbers in it");
    }

    /// <summary>What made a file, as <see cref="Write(string, IReadOnlyList{EmbeddingSet}, IReadOnlyDictionary{string, string}?)"/> was told; empty where nothing says so. It is a remark of whoever wrote the file: nothing is checked.</summary>
    /// <exception cref="DataSetException">An NPZ has an array <c>provenance</c> that is not one text with a JSON object.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        if (Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            return File.Exists(path) ? NpzFile.ReadProvenance(path) : new Dictionary<string, string>();
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".safetensors" => SafetensorsEmbeddings.ReadMetadata(path),
                ".parquet" => ParquetEmbeddings.ReadMetadata(path),
                _ => Sidecar.Read(path),
            };
        }
        catch (DataSetException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Whether a file that may be recordings, or a list of them, holds embeddings: by its name, and where that leaves both open by its columns.</summary>
    public static bool IsEmbeddings(string path) => Path.GetExtension(path).ToLowerInvariant() is ".safetensors" or ".npz" or ".npy" || (IsParquet(path) && ParquetEmbeddings.Fits(path));

    private static bool IsParquet(string path) => ShardNames.IsOf(path, ParquetDataSet.Extension);

    private static IReadOnlyList<NamedMatrix> ReadNpy(string path)
    {
        using var stream = InputFile.Open(path);
        var header = NumpyArray.ReadHeader(stream, path);
        return NumpyArray.IsNumber(header)
            ? [NumpyArray.ReadMatrix(stream, header, stream.Length, Path.GetFileNameWithoutExtension(path), path)]
            : throw new DataSetException($"{path}: its elements are {Printable.Quote(header.Type)}; f2, f4, f8, i1 to i8, u1 to u8 and b1 are read");
    }

    private static EmbeddingSet Single(string path, IReadOnlyList<EmbeddingSet> sets) => sets.Count == 1 ? sets[0] : throw TooMany(path, [.. sets.Select(s => s.Name)]);

    private static DataSetException TooMany(string path, IReadOnlyList<string> names) =>
        new($"{path}: this format holds one matrix and there are {names.Count} ({string.Join(", ", names.Take(4))}{(names.Count > 4 ? ", …" : "")}); choose one tap and pooling, or .safetensors, .npz or .parquet");

    private static DataSetException Unknown(string path) =>
        new($"{path}: no embeddings format '{Path.GetExtension(path)}'; use .safetensors, .npz, .parquet, .npy, .csv, .tar, or a name without extension for a TensorBoard projector folder");
}
