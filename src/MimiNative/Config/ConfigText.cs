using System.Globalization;

namespace MimiNative;

/// <summary>A config in words, the same on every machine: part of fingerprints, and what equality of two configs means.</summary>
internal static class ConfigText
{
    /// <summary>Every size of <paramref name="c"/> in a fixed order.</summary>
    public static string Describe(this MimiConfig c) => string.Create(CultureInfo.InvariantCulture,
        $"rate {c.SampleRate} filters {c.Filters} ratios {string.Join(',', c.Ratios)} kernels {c.KernelIn},{c.KernelOut},{c.KernelResidual} compress {c.Compress} width {c.Width} layers {c.Layers} heads {c.Heads}x{c.HeadDimension} ff {c.FeedForward} window {c.Window} eps {c.NormEps:R} rope {c.RopeBase:R} down {c.Downsample}{(c.LatentChannels == c.Width ? "" : FormattableString.Invariant($" latent {c.LatentChannels}"))} {(c.Codebooks == 0 ? "continuous" : FormattableString.Invariant($"codebooks {c.SemanticCodebooks}+{c.Codebooks - c.SemanticCodebooks} of {c.CodebookSize}x{c.CodebookDimension}"))}");

    /// <summary>True for the sizes of the model that Kyutai released.</summary>
    public static bool HasReleasedSizes(this MimiConfig c) => c.Describe() == Released;

    private static readonly string Released = new MimiConfig().Describe();
}
