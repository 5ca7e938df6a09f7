using System.Globalization;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>
/// What another implementation computed for a clip, in the format <c>mimi-reference-1</c>: a safetensors file made by <c>tools/export_reference.py</c>.
/// Tensors: <c>input</c> [samples]; for each tap <c>tap/NAME/frames</c> [n], <c>tap/NAME/values</c> [n, channels], <c>tap/NAME/mean</c> and <c>tap/NAME/rms</c> [channels];
/// <c>codes</c> and <c>codes_margin</c> [codebooks, frames].
/// </summary>
public sealed class ReferenceFile
{
    private const string Format = "mimi-reference-1";

    private ReferenceFile(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Who computed it: moshi, transformers.</summary>
    public required string Implementation { get; init; }

    /// <summary>The padding dialect it was computed with.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary><c>synthetic:SEED</c>, or the name of a checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>What the clip is, in a word.</summary>
    public required string Case { get; init; }

    /// <summary>The clip, 24 kHz mono.</summary>
    public required float[] Input { get; init; }

    /// <summary>The taps, in the encoder's order.</summary>
    public required IReadOnlyList<ReferenceTap> Taps { get; init; }

    /// <summary>The codes; null where the reference has none.</summary>
    public required Codes? Codes { get; init; }

    /// <summary>(codebooks, frames): how much farther the second-nearest row was than the nearest.</summary>
    public required float[] Margin { get; init; }

    /// <summary>The weights that belong to the reference: <c>synthetic:SEED</c>, or a folder <c>checkpoint</c> beside the file; null where neither is there.</summary>
    public string? Weights
    {
        get
        {
            if (Checkpoint.StartsWith("synthetic:", StringComparison.Ordinal))
                return Checkpoint;
            var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, "checkpoint");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="ReferenceException">It isn't one, or something is missing in it.</exception>
    /// <exception cref="WeightsException">It isn't a safetensors file.</exception>
    public static ReferenceFile Open(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new ReferenceException($"{path} is not a reference of format {Format}; tools/export_reference.py makes them");
        try
        {
            var codes = file.Find("codes") is { } shape ? new Codes((int)shape.Shape[0], (int)shape.Shape[1], file.Read<int>("codes")) : null;
            return new ReferenceFile(path)
            {
                Implementation = $"{Text("implementation")} {Text("version")}",
                Padding = Text("padding") == "hf" ? PaddingDialect.PerLayer : PaddingDialect.Waveform,
                Checkpoint = Text("checkpoint"),
                Case = Text("case"),
                Input = file.Read<float>("input"),
                Taps = [.. ReadTaps(file, Text("taps"))],
                Codes = codes,
                Margin = codes is null ? [] : file.Read<float>("codes_margin"),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ReferenceException($"{path}: {e.Message}", e);
        }

        string Text(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new ReferenceException($"{path}: its metadata has no '{key}'");
    }

    private static IEnumerable<ReferenceTap> ReadTaps(SafetensorsFile file, string json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var tap in document.RootElement.EnumerateObject())
        {
            var channels = tap.Value.GetProperty("channels").GetInt32();
            var result = new ReferenceTap
            {
                Name = tap.Name,
                Frames = tap.Value.GetProperty("frames").GetInt64(),
                Channels = channels,
                Float32MaxAbsError = Number("float32_max_abs_error"),
                Float32RelativeRmsError = Number("float32_relative_rms_error"),
                KeptFrames = file.Read<int>($"tap/{tap.Name}/frames"),
                Values = file.Read<float>($"tap/{tap.Name}/values"),
                Mean = file.Read<double>($"tap/{tap.Name}/mean"),
                Rms = file.Read<double>($"tap/{tap.Name}/rms"),
            };
            if (result.Values.Length != result.KeptFrames.Length * channels || result.Mean.Length != channels || result.Rms.Length != channels)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"tap {tap.Name}: the tensors' shapes don't fit {channels} channels"));
            yield return result;

            double Number(string name) => tap.Value.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        }
    }
}
