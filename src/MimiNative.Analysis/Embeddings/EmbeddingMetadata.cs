namespace MimiNative.Analysis.Embeddings;

/// <summary>What an embeddings file says about its making.</summary>
public static class EmbeddingMetadata
{
    /// <summary>Weights and padding, for <see cref="EmbeddingFile.Write"/>.</summary>
    public static IReadOnlyDictionary<string, string> Of(MimiEncoder encoder, PaddingDialect padding) => new Dictionary<string, string>
    {
        ["weights"] = encoder.Checkpoint.Description,
        ["weights_sha256"] = encoder.Checkpoint.Fingerprint,
        ["synthetic"] = encoder.Checkpoint.IsSynthetic ? "true" : "false",
        ["padding"] = padding == PaddingDialect.Waveform ? "waveform" : "per-layer",
        ["pooling"] = "over the clip's own frames; a duration takes the frames wholly inside it",
    };
}
