using System.Text.Json;
using MimiNative.Files;
using MimiNative.Parity;

namespace MimiNative.Conformance.Dumps;

/// <summary>What a person says about a dump: in a JSON file beside it, or by options, which go before it.</summary>
internal sealed record DumpDescription
{
    private static readonly string[] Keys = ["implementation", "checkpoint", "padding", "input", "axes", "taps", "codes", "skip"];

    /// <summary>Who made the dump.</summary>
    public string? Implementation { get; init; }

    /// <summary>Weights to compare with, as for <c>--weights</c>.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The dialect that the port means to have.</summary>
    public PaddingDialect? Padding { get; init; }

    /// <summary>The array that holds the clip, or an audio file: beside the JSON, or where an option says.</summary>
    public string? Input { get; init; }

    /// <summary>Axes of all taps that have none of their own.</summary>
    public string? Axes { get; init; }

    /// <summary>Tap, or <c>codes</c>, to the array that holds it, and its axes where they are said.</summary>
    public IReadOnlyDictionary<string, (string Array, string? Axes)> Taps { get; init; } = new Dictionary<string, (string, string?)>();

    /// <summary>Arrays to leave alone.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>The description that belongs to a dump: <c>NAME.json</c> beside <c>NAME.npz</c>, <c>dump.json</c> in a folder; empty where there is none.</summary>
    /// <exception cref="ReferenceException">It can't be read.</exception>
    public static DumpDescription Beside(string dump)
    {
        var path = Directory.Exists(dump) ? Path.Combine(dump, "dump.json") : Path.ChangeExtension(dump, ".json");
        return File.Exists(path) ? Read(path) : new();
    }

    /// <summary>Reads a description.</summary>
    /// <exception cref="ReferenceException">It isn't as described above.</exception>
    public static DumpDescription Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path));
            return Parse(path, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ReferenceException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>An option's <c>TAP=ARRAY</c> or <c>TAP=ARRAY:AXES</c>; null where it is neither.</summary>
    public static (string Tap, string Array, string? Axes)? ParseMap(string text)
    {
        var (equals, colon) = (text.IndexOf('=', StringComparison.Ordinal), text.LastIndexOf(':'));
        if (equals < 1 || equals == text.Length - 1)
            return null;
        // An array's own name may have a colon; axes are letters of these alone.
        var axes = colon > equals + 1 && text[(colon + 1)..] is { Length: 2 or 3 } letters && letters.All(l => "BCKT".Contains(l, StringComparison.Ordinal)) ? letters : null;
        return (text[..equals], text[(equals + 1)..(axes is null ? text.Length : colon)], axes);
    }

    /// <summary>These words, and for what they don't say those of <paramref name="other"/>.</summary>
    public DumpDescription Over(DumpDescription other) => new()
    {
        Implementation = Implementation ?? other.Implementation,
        Checkpoint = Checkpoint ?? other.Checkpoint,
        Padding = Padding ?? other.Padding,
        Input = Input ?? other.Input,
        Axes = Axes ?? other.Axes,
        Taps = other.Taps.Where(t => !Taps.ContainsKey(t.Key)).Concat(Taps).ToDictionary(t => t.Key, t => t.Value),
        Skip = [.. Skip, .. other.Skip],
    };

    private static DumpDescription Parse(string path, JsonElement json)
    {
        if (json.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !Keys.Contains(n)) is { } unknown)
            throw Wrong($"it has '{unknown}'; there are {string.Join(", ", Keys)}");
        var taps = new Dictionary<string, (string, string?)>();
        if (json.TryGetProperty("taps", out var named))
            foreach (var tap in named.EnumerateObject())
                taps[tap.Name] = Array(tap.Name, tap.Value);
        if (json.TryGetProperty("codes", out var codes))
            taps["codes"] = Array("codes", codes);
        var input = Text("input");
        var beside = input is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, input);
        return new()
        {
            Implementation = Text("implementation"),
            Checkpoint = Text("checkpoint"),
            Padding = Text("padding") switch
            {
                null => null,
                "waveform" => PaddingDialect.Waveform,
                "per-layer" => PaddingDialect.PerLayer,
                var name => throw Wrong($"its padding is '{name}'; there are waveform and per-layer"),
            },
            Input = File.Exists(beside) ? beside : input,
            Axes = Text("axes"),
            Taps = taps,
            Skip = json.TryGetProperty("skip", out var skip) ? [.. skip.EnumerateArray().Select(s => s.GetString()!)] : [],
        };

        string? Text(string key) => json.TryGetProperty(key, out var value) ? value.GetString() : null;

        (string, string?) Array(string tap, JsonElement value) => value.ValueKind == JsonValueKind.String ? (value.GetString()!, null)
            : value.TryGetProperty("array", out var array) ? (array.GetString()!, value.TryGetProperty("axes", out var axes) ? axes.GetString() : null)
            : throw Wrong($"{tap} has no 'array'");

        ReferenceException Wrong(string what) => new($"{path}: {what}");
    }
}
