using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Results;

/// <summary>What a trained head finds in one embedding.</summary>
/// <param name="Key">Which embedding.</param>
/// <param name="Voices">On unseen voices; null with too few voices or clips.</param>
/// <param name="VoicesAndTexts">On unseen voices that say unseen texts; null too where texts are unknown or too few.</param>
public sealed record HeadRow(EmbeddingKey Key, UnseenRates? Voices, UnseenRates? VoicesAndTexts)
{
    /// <summary>The stricter of the two that could be measured: nothing in it was fitted on a tested voice, nor on a tested text where texts are known.</summary>
    public UnseenRates? Honest => VoicesAndTexts ?? Voices;
}
