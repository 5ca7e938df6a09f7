using MimiNative.Conformance.Judgement;

namespace MimiNative.Conformance;

/// <summary>How a dump's codes compare with ours.</summary>
internal sealed record CodeVerdict
{
    /// <summary>Codebooks of the dump.</summary>
    public required int Codebooks { get; init; }

    /// <summary>Frames of the dump and of ours.</summary>
    public required (int Dump, int Ours) Frames { get; init; }

    /// <summary>Codes compared.</summary>
    public required long Compared { get; init; }

    /// <summary>Codes that differ, for whatever reason.</summary>
    public required long Different { get; init; }

    /// <summary>Differences where the two nearest entries are about equally near: rounding may choose the other.</summary>
    public required long NearTies { get; init; }

    /// <summary>Differences at deeper levels of a frame in which a shallower one differed: they follow from it.</summary>
    public required long Following { get; init; }

    /// <summary>Differences that neither explains.</summary>
    public long Wrong => Different - NearTies - Following;

    /// <summary>A margin up to this is a near tie.</summary>
    public required double TieMargin { get; init; }

    /// <summary>The largest margin of a near tie; 0 without one.</summary>
    public required double LargestTie { get; init; }

    /// <summary>The smallest margin of a wrong code; NaN without one.</summary>
    public required double SmallestWrong { get; init; }

    /// <summary>The first wrong code, by codebook and then frame.</summary>
    public required (int Codebook, int Frame)? FirstWrong { get; init; }

    /// <summary>Frames of wrong codes.</summary>
    public required FramePattern Pattern { get; init; }

    /// <summary>Frames with a near tie that went the other way.</summary>
    public required IReadOnlySet<int> TieFrames { get; init; }

    /// <summary>Part of the codes that the dump's own latent gives, where the latent is wrong or not ours; null where it wasn't asked.</summary>
    public double? FromOwnLatent { get; init; }

    /// <summary>Causes that fit.</summary>
    public IReadOnlyList<Guess> Guesses { get; init; } = [];

    /// <summary>Differences per 10,000 codes.</summary>
    public double Per10000 => Compared == 0 ? 0 : 10_000.0 * Different / Compared;

    /// <summary>As many frames, and nothing wrong.</summary>
    public bool Ok => Wrong == 0 && Frames.Dump == Frames.Ours;
}
