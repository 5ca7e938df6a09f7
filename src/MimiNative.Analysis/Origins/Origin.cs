using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Weights;

namespace MimiNative.Analysis.Origins;

/// <summary>What made a file or a result: enough to know whether two of them may be compared, and to make it again. Stands in every file and in the JSON of every command that encodes.</summary>
public sealed record Origin
{
    /// <summary>Program and version, e.g. <c>mimi 1.0.0</c>.</summary>
    public required string MadeBy { get; init; }

    /// <summary>The network where it isn't Mimi: <c>wavlm</c>; null for Mimi.</summary>
    public string? Encoder { get; init; }

    /// <summary>What the weights are called, e.g. a path or <c>synthetic:1</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>SHA-256 over the weights' sizes and values.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>The file of the weights, by its bytes; null where they came from none.</summary>
    public CheckpointIdentity? WeightsFile { get; init; }

    /// <summary>Sizes of the model that nothing states and that were assumed, in words.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>Whether the weights are random numbers, so that nothing made with them says anything about Mimi.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Treatment of a clip's last, incomplete frame; plays no part where <see cref="Encoder"/> names another network.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary>Where it was computed, in words.</summary>
    public required string Device { get; init; }

    /// <summary>What was encoded, e.g. a path; null where that is said elsewhere.</summary>
    public string? Input { get; init; }

    /// <summary>Public tap names; empty where none was chosen.</summary>
    public IReadOnlyList<string> Taps { get; init; } = [];

    /// <summary>Poolings by name; empty where frames were not pooled.</summary>
    public IReadOnlyList<string> Poolings { get; init; } = [];

    /// <summary>The file of the trained head that was applied; null for none.</summary>
    public string? Head { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? HeadSha256 { get; init; }

    /// <summary>The same as texts, for the metadata of files.</summary>
    public IReadOnlyDictionary<string, string> Metadata()
    {
        var result = new Dictionary<string, string>
        {
            ["made_by"] = MadeBy,
            ["weights"] = Weights,
            ["weights_sha256"] = WeightsSha256,
            ["synthetic"] = Synthetic ? "true" : "false",
            ["device"] = Device,
        };
        if (Encoder is null)
            result["padding"] = Padding.Name();
        else
            result["encoder"] = Encoder;
        if (WeightsFile is not null)
            result["weights_file_sha256"] = WeightsFile.Sha256;
        // Published files are known by their hash for Mimi alone.
        if (WeightsFile is not null && Encoder is null)
            result["weights_variant"] = WeightsFile.Name;
        if (Assumed.Count > 0)
            result["assumed"] = string.Join("; ", Assumed);
        if (Input is not null)
            result["input"] = Input;
        if (Taps.Count > 0)
            result["tap"] = string.Join(',', Taps);
        if (Poolings.Count > 0)
            result["pooling"] = string.Join(',', Poolings);
        if (Head is not null)
            (result["head"], result["head_sha256"]) = (Head, HeadSha256 ?? "");
        return result;
    }

    /// <summary>Whether facts about embeddings (<see cref="Metadata"/>) say that their network's weights are random numbers.</summary>
    internal static bool IsSynthetic(IReadOnlyDictionary<string, string> facts) => bool.TryParse(facts.GetValueOrDefault("synthetic"), out var synthetic) && synthetic;

    /// <summary>The same as an object of JSON: <c>synthetic</c> is a truth value, all else text.</summary>
    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteFacts(Metadata());
        json.WriteEndObject();
    }
}
