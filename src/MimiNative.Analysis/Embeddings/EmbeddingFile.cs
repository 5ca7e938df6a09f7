using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings on disk, the format chosen by the name: <c>.safetensors</c>, <c>.npz</c>, <c>.npy</c>, <c>.csv</c>, or a folder for TensorBoard's projector.</summary>
public static class EmbeddingFile
{
    /// <summary>
    /// Writes embeddings of the same samples. Safetensors and NPZ take any number (an array per set, named <c>TAP/POOLING</c>, with the sample ids);
    /// NPY and CSV take one; a path without an extension becomes a folder with <c>vectors.tsv</c> and <c>metadata.tsv</c>, one folder per set where there are several.
    /// </summary>
    /// <param name="path">File or folder to make; whole or not at all.</param>
    /// <param name="sets">At least one.</param>
    /// <param name="metadata">What made them, e.g. weights and padding: kept in safetensors' header.</param>
    /// <exception cref="DataSetException">The format is unknown or takes only one set.</exception>
    public static void Write(string path, IReadOnlyList<EmbeddingSet> sets, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sets.Count);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".safetensors":
                SafetensorsEmbeddings.Write(path, sets, metadata);
                break;
            case ".npz":
                AtomicFile.Write(path, stream => NpzFile.Write(stream, sets));
                break;
            case ".npy":
                var array = Single(path, sets);
                AtomicFile.Write(path, stream => NumpyArray.Write(stream, array.Values.Span, array.Count, array.Dimension));
                break;
            case ".csv":
                AtomicFile.WriteText(path, writer => EmbeddingCsv.Write(writer, Single(path, sets)));
                break;
            case "":
                foreach (var set in sets)
                    ProjectorFiles.Write(sets.Count == 1 ? path : Path.Combine(path, set.Name.Replace('/', '_')), set);
                break;
            case var other:
                throw new DataSetException($"{path}: no embeddings format '{other}'; use .safetensors, .npz, .npy, .csv, or a name without extension for a TensorBoard projector folder");
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
            ".npy" => ReadNpy(path),
            ".csv" => [EmbeddingCsv.Read(path)],
            var other => throw new DataSetException($"{path}: no embeddings format '{Printable.Quote(other)}'; there are .safetensors, .npz, .npy and .csv"),
        };
        return matrices.Count > 0 ? matrices : throw new DataSetException($"{path}: no matrix of numbers in it");
    }

    private static IReadOnlyList<NamedMatrix> ReadNpy(string path)
    {
        using var stream = InputFile.Open(path);
        var header = NumpyHeader.Read(stream, path);
        return NumpyArray.IsNumber(header)
            ? [NumpyArray.ReadMatrix(stream, header, stream.Length, Path.GetFileNameWithoutExtension(path), path)]
            : throw new DataSetException($"{path}: its elements are {Printable.Quote(header.Type)}; f2, f4, f8, i1 to i8, u1 to u8 and b1 are read");
    }

    private static EmbeddingSet Single(string path, IReadOnlyList<EmbeddingSet> sets) => sets.Count == 1
        ? sets[0]
        : throw new DataSetException($"{path}: this format holds one matrix and there are {sets.Count} ({string.Join(", ", sets.Take(4).Select(s => s.Name))}…); choose one tap and pooling, or .safetensors or .npz");
}
