using System.Globalization;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>The embeddings that a clip's codebooks are taken apart from.</summary>
public static class CodebookKeys
{
    /// <summary>The quantised latent of 1, 2, 3 … all <paramref name="codebooks"/>, mean over frames.</summary>
    public static IReadOnlyList<EmbeddingKey> Of(int codebooks) =>
        [.. Enumerable.Range(1, codebooks).Select(k => new EmbeddingKey(k < codebooks ? string.Create(CultureInfo.InvariantCulture, $"rvq@{k}") : "rvq", Pooling.Mean))];
}
