using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Weights;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings as float32 tensors (samples, dimension); sample ids, voices and texts as JSON lists in the header's metadata.</summary>
internal static class SafetensorsEmbeddings
{
    private const string Voices = "voice_ids", Texts = "sentence_ids";

    public static void Write(string path, IReadOnlyList<EmbeddingSet> sets, IReadOnlyDictionary<string, string>? metadata)
    {
        var samples = sets[0].Samples;
        var all = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
        {
            ["format"] = "mimi-embeddings-1",
            [SampleIds.Name] = List(samples.Select(s => s.Id)),
            [Voices] = List(samples.Select(s => s.Voice)),
            [Texts] = List(samples.Select(s => s.Text ?? "")),
        };
        using var writer = new SafetensorsWriter(path, sets.Select(s => (s.Name, SafetensorsType.F32, (IReadOnlyList<long>)[s.Count, s.Dimension])), all);
        foreach (var set in sets)
            writer.Append(set.Name, set.Values.Span);
        writer.Commit();
    }

    public static IReadOnlyList<NamedMatrix> Read(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            string[]? List(string name) => file.Metadata.GetValueOrDefault(name) is { } list ? JsonSerializer.Deserialize(list, EmbeddingJson.Default.StringArray) : null;
            var (ids, voices, texts) = (List(SampleIds.Name), List(Voices), List(Texts));
            return [.. SampleIds.Join(path, [.. file.Tensors
                .Where(t => t.Type.IsFloat() && t.Shape is [> 0, > 0] && t.Elements <= Array.MaxLength)
                .OrderBy(t => t.Name, StringComparer.Ordinal)
                .Select(t => new NamedMatrix(t.Name, (int)t.Shape[0], (int)t.Shape[1], file.Read<float>(t.Name), null))], ids).Select(m => m with { Voices = OfRows(m, voices), Texts = OfRows(m, texts) })];
        }
        // Texts with half a character are an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataSetException($"{path}: {SampleIds.Name} or {Voices} in the header is not a JSON list of texts: {e.Message}", e);
        }
        catch (WeightsException e)
        {
            throw new DataSetException(e.Message, e);
        }
    }

    private static string[]? OfRows(NamedMatrix matrix, string[]? list) => list?.Length == matrix.Rows && !list.Contains(null) ? list : null;

    /// <summary>What made the file, without the lists of its rows.</summary>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Metadata.Where(m => m.Key is not (SampleIds.Name or Voices or Texts or "format")).ToDictionary();
        }
        catch (WeightsException e)
        {
            throw new DataSetException(e.Message, e);
        }
    }

    private static string List(IEnumerable<string> values) => JsonSerializer.Serialize([.. values], EmbeddingJson.Default.StringArray);
}
