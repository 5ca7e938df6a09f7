using System.IO.Compression;
using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>NumPy's NPZ: a zip of NPY arrays. Ours hold a matrix per embedding (float32) and <c>sample_ids</c>.</summary>
internal static class NpzFile
{
    private const string Ids = "sample_ids";

    // Zip entries carry a time; a fixed one keeps equal content equal in bytes.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(Stream stream, IReadOnlyList<EmbeddingSet> sets)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var set in sets)
            Add(zip, set.Name, s => NumpyArray.Write(s, set.Values.Span, set.Count, set.Dimension));
        Add(zip, Ids, s => NumpyArray.Write(s, [.. sets[0].Samples.Select(s => s.Id)]));
    }

    public static IReadOnlyList<NamedMatrix> Read(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            string[]? ids = null;
            var matrices = new List<NamedMatrix>();
            foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                var name = entry.FullName[..^4];
                using var stream = entry.Open();
                if (name == Ids)
                    ids = NumpyArray.ReadTexts(stream, $"{path}: {name}");
                else if (NumpyArray.ReadMatrix(stream, $"{path}: {name}") is var (rows, columns, values))
                    matrices.Add(new NamedMatrix(name, rows, columns, values, null));
            }

            return [.. matrices.Select(m => m with { Ids = ids?.Length == m.Rows ? ids : null })];
        }
        catch (InvalidDataException e)
        {
            throw new DataSetException($"{path}: not an NPZ (zip) file: {e.Message}", e);
        }
    }

    private static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        using var stream = entry.Open();
        write(stream);
    }
}
