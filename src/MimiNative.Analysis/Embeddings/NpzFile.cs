using System.IO.Compression;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Origins;
using MimiNative.Numpy;

namespace MimiNative.Analysis.Embeddings;

/// <summary>NumPy's NPZ: a zip of NPY arrays. Ours hold a matrix per embedding (float32), <c>sample_ids</c>, and <c>provenance</c>: one text, the JSON of what made them.</summary>
internal static class NpzFile
{
    private const long FewBytes = 1 << 26;
    private const int MostExpansion = 100;
    private const long MostBytes = 8L << 30;
    private const string Provenance = "provenance";
    private const int MostProvenance = 1 << 25;

    public static void Write(string path, IReadOnlyList<EmbeddingSet> sets, IReadOnlyDictionary<string, string>? metadata) => NpzWriter.Write(path, npz =>
    {
        foreach (var set in sets)
            npz.Add(set.Name, set.Values.Span, set.Count);
        npz.Add(SampleIds.Name, [.. sets[0].Samples.Select(s => s.Id)]);
        WriteProvenance(npz, metadata);
    });

    /// <summary>In Python: <c>json.loads(numpy.load("x.npz")["provenance"][0])</c>.</summary>
    public static void WriteProvenance(NpzWriter npz, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is { Count: > 0 })
            npz.Add(Provenance, [JsonSerializer.Serialize(new Dictionary<string, string>(metadata), EmbeddingJson.Default.DictionaryStringString)]);
    }

    /// <summary>What <see cref="WriteProvenance"/> wrote, or anyone's text of a JSON object, truth values as texts; empty where there is none, or no zip file.</summary>
    /// <exception cref="DataSetException">The array is there and is not one text with a JSON object: passed over, marks such as that of random weights would be lost.</exception>
    public static IReadOnlyDictionary<string, string> ReadProvenance(string path)
    {
        var source = $"{path}: '{Provenance}'";
        var isThere = false;
        try
        {
            using var zip = new ZipArchive(InputFile.Open(path));
            if (zip.GetEntry(Provenance + ".npy") is not { } entry)
                return new Dictionary<string, string>();
            isThere = true;
            if (entry.Length > MostProvenance)
                throw new DataSetException($"{source} has {entry.Length} bytes; at most {MostProvenance} are read");
            using var stream = entry.Open();
            using var json = JsonDocument.Parse(NumpyArray.ReadText(stream, NumpyArray.ReadHeader(stream, source), entry.Length, source));
            return json.RootElement.ValueKind == JsonValueKind.Object ? Sidecar.Facts(json.RootElement) : throw new DataSetException($"{source} should be a JSON object that says what made the file, and is {json.RootElement.ValueKind}");
        }
        catch (JsonException e)
        {
            throw new DataSetException($"{source} should be a JSON object that says what made the file: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return isThere ? throw new DataSetException($"{source} can't be read: {e.Message}", e) : new Dictionary<string, string>();
        }
    }

    /// <exception cref="DataSetException">It isn't a zip file of arrays, an array is damaged or there twice, or it unpacks to more than anyone's embeddings.</exception>
    public static IReadOnlyList<NamedMatrix> Read(string path)
    {
        try
        {
            using var zip = new ZipArchive(InputFile.Open(path));
            var arrays = zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)).ToList();
            if (arrays.CountBy(e => e.FullName).FirstOrDefault(n => n.Value > 1).Key is { } twice)
                throw new DataSetException($"{path}: '{Printable.Quote(twice)}' is there twice");
            Bound(path, arrays);
            string[]? ids = null;
            var (floats, integers) = (new List<NamedMatrix>(), new List<NamedMatrix>());
            foreach (var entry in arrays)
            {
                var name = entry.FullName[..^4];
                var source = $"{path}: {Printable.Quote(name)}";
                using var stream = entry.Open();
                var header = NumpyArray.ReadHeader(stream, source);
                if (name == SampleIds.Name)
                    ids = NumpyArray.ReadTexts(stream, header, entry.Length, source);
                else if (NumpyArray.IsNumber(header) && header.Shape.Count == 2)
                    (header.Kind == 'f' ? floats : integers).Add(NumpyArray.ReadMatrix(stream, header, entry.Length, name, source));
            }

            // Beside embeddings, whole numbers are labels or codes; alone they are embeddings stored in few bits.
            return SampleIds.Join(path, floats.Count > 0 ? floats : integers, ids);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or OverflowException or ArgumentException)
        {
            throw new DataSetException($"{path}: not an NPZ (zip) file, or damaged: {e.Message}", e);
        }
    }

    /// <summary>A few bytes of zip can stand for gigabytes of zeros, and several entries for the same bytes.</summary>
    private static void Bound(string path, List<ZipArchiveEntry> arrays)
    {
        foreach (var entry in arrays)
            if (entry.Length > FewBytes && entry.Length / MostExpansion > entry.CompressedLength)
                throw new DataSetException($"{path}: '{Printable.Quote(entry.FullName)}' unpacks to {entry.Length} bytes, more than {MostExpansion} times its size: no embeddings do");
        if (arrays.Aggregate((Int128)0, (sum, e) => sum + e.Length) is var total && total > MostBytes)
            throw new DataSetException($"{path}: its arrays unpack to {total} bytes; at most {MostBytes} are read");
    }
}
