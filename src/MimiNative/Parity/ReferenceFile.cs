using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>What a reference is of.</summary>
public enum ReferenceNetwork
{
    /// <summary>Mimi's encoder.</summary>
    Mimi,

    /// <summary>WavLM with an x-vector head.</summary>
    WavLm,
}

/// <summary>
/// What another implementation computed for a clip, in the format <c>mimi-reference-1</c>: a safetensors file made by <c>tools/export_reference.py</c>.
/// Tensors: <c>input</c> [samples]; for each tap <c>tap/NAME/frames</c> [n], <c>tap/NAME/values</c> [n, channels], <c>tap/NAME/mean</c> and <c>tap/NAME/rms</c> [channels];
/// <c>codes</c> and <c>codes_margin</c> [codebooks, frames]. The rest is metadata.
/// </summary>
public sealed record ReferenceFile
{
    /// <summary>What the metadata entry <c>format</c> says.</summary>
    public const string Format = "mimi-reference-1";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Who computed it, with the version: <c>moshi 0.2.13</c>.</summary>
    public required string Implementation { get; init; }

    /// <summary>Which network.</summary>
    public ReferenceNetwork Network { get; init; }

    /// <summary>The padding dialect it was computed with. WavLM has none.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary><c>synthetic:SEED</c>, or a name for the checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>What the clip is, in a word.</summary>
    public required string Case { get; init; }

    /// <summary>Samples per second of <see cref="Input"/>.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Attention window of the model, or null where the file doesn't say.</summary>
    public int? Window { get; init; }

    /// <summary>Attention heads of the model, or null where the file doesn't say.</summary>
    public int? Heads { get; init; }

    /// <summary>Part of the codes that float32 PyTorch gets as float64 does, or null where the file doesn't say.</summary>
    public double? Float32CodeAgreement { get; init; }

    /// <summary>The clip, mono.</summary>
    public required float[] Input { get; init; }

    /// <summary>The taps, in the order in which the encoder computes them.</summary>
    public required IReadOnlyList<ReferenceTap> Taps { get; init; }

    /// <summary>The codes; null where the reference has none.</summary>
    public Codes? Codes { get; init; }

    /// <summary>(codebooks, frames): how much farther the second-nearest row was than the nearest. Empty without codes.</summary>
    public float[] Margins { get; init; } = [];

    /// <summary>The weights that belong to the reference: <c>synthetic:SEED</c>, or a folder beside the file that has the checkpoint's name or is called <c>checkpoint</c>; null where none is there.</summary>
    public string? Weights
    {
        get
        {
            if (SyntheticCheckpoint.SeedIn(Checkpoint) is not null)
                return Checkpoint;
            var beside = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
            // Anything with a folder in it would lead elsewhere.
            if (Checkpoint == System.IO.Path.GetFileName(Checkpoint) && Checkpoint is not ("" or "." or "..") && System.IO.Path.Combine(beside, Checkpoint) is var named && Directory.Exists(named))
                return named;
            var folder = System.IO.Path.Combine(beside, "checkpoint");
            // Hugging Face's layout first: its config.json tells what shapes can't.
            return new[] { System.IO.Path.Combine(folder, "hf"), folder }.FirstOrDefault(Directory.Exists);
        }
    }

    /// <summary>
    /// Opens weights to compare with this reference. Where neither a config.json nor the released sizes say how many heads and which window the model has
    /// (<see cref="CheckpointReport.Assumed"/>), what the reference says is taken.
    /// </summary>
    /// <param name="weights">As for <see cref="Weights.Checkpoint.Open"/>; null for <see cref="Weights"/>.</param>
    /// <exception cref="WeightsException">The weights can't be found or used.</exception>
    /// <exception cref="ReferenceException">No weights are given, and none belong to the reference; or the model has another window than the reference's.</exception>
    public Checkpoint OpenCheckpoint(string? weights = null)
    {
        var source = weights ?? Weights ?? throw new ReferenceException($"{Path} was made with the checkpoint '{Checkpoint}', which isn't beside it; name it");
        var checkpoint = MimiNative.Weights.Checkpoint.Open(source);
        if (checkpoint.Report.Assumed.Count > 0)
        {
            var heads = Heads ?? checkpoint.Config.Heads;
            var config = checkpoint.Config with { Window = Window ?? checkpoint.Config.Window, Heads = heads, HeadDimension = checkpoint.Config.Width / heads };
            checkpoint.Dispose();
            checkpoint = MimiNative.Weights.Checkpoint.Open(source, config);
        }
        if (Window is { } window && window != checkpoint.Config.Window)
        {
            checkpoint.Dispose();
            throw new ReferenceException($"{Path} was made with an attention window of {window}, and {source} has {checkpoint.Config.Window}: they don't belong together");
        }
        return checkpoint;
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="ReferenceException">It isn't one of Mimi, or something in it is missing or contradicts the rest.</exception>
    /// <exception cref="WeightsException">It isn't a sound safetensors file.</exception>
    public static ReferenceFile Open(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return new ReferenceReader(file).Read();
    }
}
