using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>A peer beside the space in question, by cosine over all pairs of the clips that both have.</summary>
/// <param name="Peer">Who it is.</param>
/// <param name="Space">Its embeddings, measured.</param>
/// <param name="Eer">Equal error rate.</param>
/// <param name="AcousticsScore">Acoustics score; NaN where texts are unknown.</param>
/// <param name="SeparabilityRatio">Separability ratio.</param>
/// <param name="Consistency">Intra-speaker consistency.</param>
/// <param name="SeedTests">What the seed study's four tests rest on, in its embeddings.</param>
public sealed record MeasuredPeer(Peer Peer, MeasuredSpace Space, Beside Eer, Beside AcousticsScore, Beside SeparabilityRatio, Beside Consistency, SeedTestNumbers SeedTests);

/// <summary>One metric of the space in question on the clips that it shares with a peer.</summary>
/// <param name="Own">Its value there.</param>
/// <param name="Difference">That minus the peer's, with the interval of the difference over the same draws of voices.</param>
public sealed record Beside(double Own, Estimate Difference);
