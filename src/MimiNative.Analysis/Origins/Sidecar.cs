using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.Origins;

/// <summary>What made a file whose format has no room to say so: <c>FILE.json</c> beside it. Comments inside would break the readers of CSV and TSV.</summary>
public static class Sidecar
{
    private const int MostBytes = 1 << 20;

    /// <summary>The sidecar's path.</summary>
    public static string PathOf(string file) => file + ".json";

    /// <summary>Writes the sidecar of a file; nothing where nothing is known.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string file, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is { Count: > 0 })
            AtomicFile.WriteText(PathOf(file), JsonText.Object(json =>
            {
                json.WriteString("file", Path.GetFileName(file));
                json.WriteFacts(metadata);
            }));
    }

    /// <summary>What a file's sidecar says, texts and truth values as texts; empty where there is none, or it is no object of JSON.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        var facts = new Dictionary<string, string>();
        if (!File.Exists(PathOf(file)))
            return facts;
        try
        {
            using var stream = InputFile.Open(PathOf(file));
            if (stream.Length > MostBytes)
                return facts;
            using var json = JsonDocument.Parse(stream);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Facts(json.RootElement) : facts;
        }
        catch (Exception e) when (e is JsonException or DataSetException or IOException or InvalidOperationException)
        {
            return facts;
        }
    }

    /// <summary>The facts in an object of JSON: texts, and truth values as texts.</summary>
    internal static Dictionary<string, string> Facts(JsonElement json)
    {
        var facts = new Dictionary<string, string>();
        foreach (var property in json.EnumerateObject())
            if (property.Name != "file" && property.Value.ValueKind is (JsonValueKind.String or JsonValueKind.True or JsonValueKind.False))
                facts[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
        return facts;
    }
}
