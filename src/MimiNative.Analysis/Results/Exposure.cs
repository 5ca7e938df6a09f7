using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>What someone who wants to link recordings to people gets from a space.</summary>
/// <param name="Space">The space in question or a control.</param>
/// <param name="Scoring">Compared as it is (<see cref="ScoringMethod.Cosine"/>, over all pairs) or through a head trained on other voices (<see cref="ScoringMethod.LdaCosine"/>, over pairs of unseen voices).</param>
/// <param name="Seconds">Audio heard from the start of each clip; null: all of it.</param>
/// <param name="Linkability">D_sys, from 0 (a score says nothing) to 1 (every pair is told); NaN with too few pairs.</param>
/// <param name="SinglingOut">How often the right person is picked out of a gallery, by its size.</param>
public sealed record Exposure(SpaceKind Space, ScoringMethod Scoring, double? Seconds, double Linkability, IReadOnlyList<SinglingOutRate> SinglingOut)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }
}

/// <summary>D_sys of whole clips where the voice labels were shuffled: with few pairs it is never 0.</summary>
/// <param name="Scoring">As in <see cref="Exposure"/>.</param>
/// <param name="Mean">Over the shuffles.</param>
/// <param name="High">The highest of them.</param>
public sealed record LinkabilityFloor(ScoringMethod Scoring, double Mean, double High)
{
    /// <summary>Shuffles.</summary>
    public const int Shuffles = 20;
}
