using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a reader must know before believing the numbers.</summary>
public enum CautionKind
{
    /// <summary>The network wasn't trained.</summary>
    RandomWeights,

    /// <summary>Clips could not be embedded.</summary>
    ClipsLeftOut,

    /// <summary>Clips were embedded although something is wrong with their audio.</summary>
    ClipsDamaged,

    /// <summary>Voices can't be compared.</summary>
    OneVoice,

    /// <summary>Intervals over voices are rough.</summary>
    FewVoices,

    /// <summary>Consistency and centroids of some voices say little.</summary>
    FewClips,

    /// <summary>Content can't be weighed against voice.</summary>
    TextsUnknown,

    /// <summary>Not every voice says every text.</summary>
    TextsUnbalanced,

    /// <summary>Clips have the very embedding of another.</summary>
    Copies,

    /// <summary>Recordings lack the upper half of what the encoder can hear.</summary>
    NarrowBand,

    /// <summary>Recordings differ in bandwidth.</summary>
    MixedRates,

    /// <summary>A property of the recordings goes with the voice or the text.</summary>
    Confound,

    /// <summary>A peer's weights are random numbers.</summary>
    PeerRandomWeights,

    /// <summary>A peer lacks clips.</summary>
    PeerLacksClips,

    /// <summary>A peer's embeddings were projected by a trained head.</summary>
    PeerProjected,
}

/// <summary>A caution that applies.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Level"><see cref="Judgement.Level.Bad"/> where the numbers must not be used, <see cref="Judgement.Level.Weak"/> otherwise.</param>
/// <param name="Confound">The confound, where it is one.</param>
public sealed record Caution(CautionKind Kind, Level Level, Confound? Confound = null)
{
    /// <summary>The peer, where it is about one.</summary>
    public Peer? Peer { get; init; }
}

/// <summary>Which cautions apply.</summary>
public static class Cautions
{
    /// <summary>Fewer voices than this are few.</summary>
    public const int FewVoices = 10;

    /// <summary>Fewer clips of a voice than this are few.</summary>
    public const int FewClips = 4;

    /// <summary>Recordings below this rate, in Hz, lack much of what tells voices apart.</summary>
    public const int FullBand = 16000;

    /// <summary>The encoder's rate, in Hz: above it recordings don't differ any more.</summary>
    public const int WholeRate = 24000;

    /// <summary>A share of variance up to this is no confound.</summary>
    public const double ConfoundShare = 0.3;

    /// <summary>All that apply, in the order of a reader's interest.</summary>
    public static IReadOnlyList<Caution> Of(DataFacts facts)
    {
        var cautions = new List<Caution>();
        void Add(bool applies, CautionKind kind, Level level = Level.Weak)
        {
            if (applies)
                cautions.Add(new Caution(kind, level));
        }

        Add(facts.Synthetic, CautionKind.RandomWeights, Level.Bad);
        Add(facts.Failures.Count > 0, CautionKind.ClipsLeftOut);
        Add(facts.Damaged.Count > 0, CautionKind.ClipsDamaged);
        Add(facts.Voices < 2, CautionKind.OneVoice, Level.Bad);
        Add(facts.Voices is >= 2 and < FewVoices, CautionKind.FewVoices);
        Add(facts.FewestClips < FewClips, CautionKind.FewClips);
        Add(facts.Texts is null, CautionKind.TextsUnknown);
        Add(facts.Combinations < facts.Voices * facts.Texts, CautionKind.TextsUnbalanced);
        Add(facts.Copies > 0, CautionKind.Copies);
        Add(facts.SourceRates.Count > 0 && facts.SourceRates[0].SampleRate < FullBand, CautionKind.NarrowBand);
        Add(facts.SourceRates.Count > 1 && facts.SourceRates[0].SampleRate < WholeRate, CautionKind.MixedRates);
        cautions.AddRange(facts.Confounds.Where(Matters).Select(c => new Caution(CautionKind.Confound, Level.Weak, c)));
        foreach (var peer in facts.Peers)
        {
            if (peer.Synthetic)
                cautions.Add(new Caution(CautionKind.PeerRandomWeights, Level.Bad) { Peer = peer });
            if (!peer.IsWhole)
                cautions.Add(new Caution(CautionKind.PeerLacksClips, Level.Weak) { Peer = peer });
            if (peer.Projected)
                cautions.Add(new Caution(CautionKind.PeerProjected, Level.Weak) { Peer = peer });
        }

        return cautions;
    }

    // A share of variance between k groups of n clips has the mean (k − 1)/(n − 1) when the groups mean nothing.
    private static bool Matters(Confound confound) => confound.Share > ConfoundShare && confound.Share > 2.0 * (confound.Groups - 1) / (confound.Clips - 1);
}
