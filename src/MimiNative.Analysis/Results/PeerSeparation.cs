using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>How far a space keeps voices apart.</summary>
/// <param name="SeparabilityRatio">Distance between centroids over distance within voices.</param>
/// <param name="DPrime">How many deviations lie between pairs of one voice and of two.</param>
/// <param name="CentroidAccuracy">Share of held-out clips that the nearest centroid names rightly.</param>
public sealed record Separation(double SeparabilityRatio, double DPrime, double CentroidAccuracy);

/// <summary>Voices against each other in a peer's space, beside the space in question, on the clips that both have.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Clips">Clips that both have.</param>
/// <param name="Own">The space in question on these clips.</param>
/// <param name="Its">The peer's space.</param>
/// <param name="RatioDifference">The space's separability ratio minus the peer's, over the same draws of voices.</param>
/// <param name="DPrimeDifference">The same of d′.</param>
public sealed record PeerSeparation(Peer Peer, int Clips, Separation Own, Separation Its, Estimate RatioDifference, Estimate DPrimeDifference);
