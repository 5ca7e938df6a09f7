using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>One embedding under the protocols of unseen voices, and of unseen voices and texts, before it is held against others.</summary>
/// <param name="Voices">On unseen voices; null where that can't be.</param>
/// <param name="VoicesAndTexts">With the texts unseen too; null where that can't be.</param>
internal sealed record UnseenSpace(UnseenVoices? Voices, UnseenVoices? VoicesAndTexts)
{
    /// <summary>The stricter of the two that there is.</summary>
    public UnseenVoices? Honest => VoicesAndTexts ?? Voices;

    /// <param name="set">Clips.</param>
    /// <param name="options">Bootstrap replicates and seed.</param>
    public static UnseenSpace Of(EmbeddingSet set, UncertaintyOptions options) => new(
        UnseenVoices.Compute(set.Matrix, set.Labels, textsUnseen: false, options), UnseenVoices.Compute(set.Matrix, set.Labels, textsUnseen: true, options));

    /// <summary>Beside controls of the same clips.</summary>
    public HeadRow Beside(EmbeddingKey key, IReadOnlyList<(SpaceKind Kind, UnseenSpace Space)> controls) => new(
        key, Rates(Voices, controls.Select(c => (c.Kind, c.Space.Voices))), Rates(VoicesAndTexts, controls.Select(c => (c.Kind, c.Space.VoicesAndTexts))));

    /// <summary>How much higher a head's error rate is in one space than in another of the same clips, under the stricter protocol that both could face; unknown where there is none.</summary>
    public static Estimate Change(UnseenSpace now, UnseenSpace before) =>
        Between(now.VoicesAndTexts, before.VoicesAndTexts) ?? Between(now.Voices, before.Voices) ?? Estimate.None;

    /// <summary>The same under one protocol; null where one of them could not face it.</summary>
    public static Estimate? Between(UnseenVoices? now, UnseenVoices? before) =>
        now is null || before is null ? null : now.Difference(ScoringMethod.LdaCosine, before, ScoringMethod.LdaCosine);

    /// <summary>One protocol's rates beside the controls'.</summary>
    public static UnseenRates? Rates(UnseenVoices? own, IEnumerable<(SpaceKind Kind, UnseenVoices? Rates)> controls)
    {
        if (own is null)
            return null;
        var head = own[ScoringMethod.LdaCosine];
        return new UnseenRates
        {
            VoicesOfFold = own.VoicesOfFold,
            TextsUnseen = own.TextsUnseen,
            Cosine = own[ScoringMethod.Cosine].Eer,
            Head = head.Eer,
            HeadMinusCosine = own.Difference(ScoringMethod.LdaCosine, own, ScoringMethod.Cosine),
            HeadPerFold = head.EerPerFold,
            Controls =
            [
                .. controls.Where(c => c.Rates is not null).Select(c => new ControlRates(
                    c.Kind, c.Rates![ScoringMethod.Cosine].Eer, c.Rates[ScoringMethod.LdaCosine].Eer, own.Difference(ScoringMethod.LdaCosine, c.Rates, ScoringMethod.LdaCosine))),
            ],
        };
    }
}
