using System.Text.Json.Serialization;

namespace MimiNative.Analysis.Results;

/// <summary>What came out at a tap for one clip.</summary>
/// <param name="Tap">Public tap name.</param>
/// <param name="Frames">Frames.</param>
/// <param name="Channels">Floats per frame.</param>
/// <param name="FrameRate">Frames per second.</param>
/// <param name="Rms">Root mean square over all finite values.</param>
/// <param name="Minimum">Least finite value.</param>
/// <param name="Maximum">Greatest finite value.</param>
/// <param name="NonFinite">Values that are NaN or infinite: must be 0.</param>
public sealed record TapActivity(string Tap, long Frames, int Channels, double FrameRate, double Rms, double Minimum, double Maximum, long NonFinite);

/// <summary>How a codebook was used by one clip.</summary>
/// <param name="Codebook">From 0, the semantic one.</param>
/// <param name="Distinct">Different codes among the frames.</param>
public sealed record CodebookUse(int Codebook, int Distinct);

/// <summary>One clip through the whole network: stage 1.</summary>
public sealed record ExplorationResult
{
    /// <summary>The clip's sample id.</summary>
    public required string Clip { get; init; }

    /// <summary>Seconds of it that were encoded.</summary>
    public required double Seconds { get; init; }

    /// <summary>Where the weights came from.</summary>
    public required string Weights { get; init; }

    /// <summary>Every tap, in the order of the computation.</summary>
    public required IReadOnlyList<TapActivity> Taps { get; init; }

    /// <summary>Codebooks in use.</summary>
    public required IReadOnlyList<CodebookUse> CodebookUse { get; init; }

    /// <summary>True where no activation is NaN or infinite.</summary>
    public bool AllFinite => Taps.All(t => t.NonFinite == 0);

    /// <summary>The clip, 24 kHz.</summary>
    [JsonIgnore]
    public float[] Samples { get; init; } = [];

    /// <summary>Output of the convolutions and of the last transformer layer, and all codes.</summary>
    [JsonIgnore]
    public Activations Shown { get; init; } = new(0, PaddingDialect.Waveform, [], null);
}
