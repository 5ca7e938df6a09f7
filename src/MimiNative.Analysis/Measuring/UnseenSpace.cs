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

    /// <summary>Beside controls of the same clips, and beside peers, each with this space on the clips that both have.</summary>
    public HeadRow Beside(EmbeddingKey key, IReadOnlyList<(SpaceKind Kind, UnseenSpace Space)> controls, IReadOnlyList<(Peer Peer, UnseenSpace Own, UnseenSpace Space)> peers) => new(
        key, Rates(Voices, controls.Select(c => (c.Kind, c.Space.Voices)), peers.Select(p => (p.Peer, p.Own.Voices, p.Space.Voices))),
        Rates(VoicesAndTexts, controls.Select(c => (c.Kind, c.Space.VoicesAndTexts)), peers.Select(p => (p.Peer, p.Own.VoicesAndTexts, p.Space.VoicesAndTexts))));

    /// <summary>How much higher a head's error rate is in one space than in another of the same clips, under the stricter protocol that both could face; unknown where there is none.</summary>
    public static Estimate Change(UnseenSpace now, UnseenSpace before) =>
        Between(now.VoicesAndTexts, before.VoicesAndTexts) ?? Between(now.Voices, before.Voices) ?? Estimate.None;

    /// <summary>The same under one protocol; null where one of them could not face it.</summary>
    public static Estimate? Between(UnseenVoices? now, UnseenVoices? before) =>
        now is null || before is null ? null : now.Difference(ScoringMethod.LdaCosine, before, ScoringMethod.LdaCosine);

    /// <summary>One protocol's rates beside the controls' and the peers'; a peer's own side is this space on the clips that both have.</summary>
    public static UnseenRates? Rates(UnseenVoices? own, IEnumerable<(SpaceKind Kind, UnseenVoices? Rates)> controls, IEnumerable<(Peer Peer, UnseenVoices? Own, UnseenVoices? Rates)> peers)
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
            Peers =
            [
                .. peers.Where(p => p.Own is not null && p.Rates is not null).Select(p => new PeerRates(
                    p.Peer, p.Own![ScoringMethod.LdaCosine].Eer, p.Rates![ScoringMethod.Cosine].Eer, p.Rates[ScoringMethod.LdaCosine].Eer, p.Own.Difference(ScoringMethod.LdaCosine, p.Rates, ScoringMethod.LdaCosine))),
            ],
        };
    }
}
