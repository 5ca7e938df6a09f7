using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Holds a space against a peer by cosine, over all pairs of the clips that both have.</summary>
internal static class PeerMeasurement
{
    /// <param name="peer">The peer.</param>
    /// <param name="own">The space in question on the clips that the peer has too.</param>
    /// <param name="intervals">Bootstrap replicates and seed; no permutations.</param>
    public static MeasuredPeer Run(EmbeddedPeer peer, EmbeddingSet own, UncertaintyOptions intervals)
    {
        var space = SpaceMeasurement.Run(SpaceKind.Peer, peer.Peer.Name, peer.Clean(), intervals, logisticProbe: false) with { Peer = peer.Peer };
        var ours = Uncertainty.Compute(own.Matrix, own.Labels, intervals);
        Beside Of(MetricUncertainty metric) => new(ours.Raw.First(m => m.Name == metric.Name).Value, ours.Difference(metric.Name, space.Uncertainty));
        return new MeasuredPeer(peer.Peer, space, Of(space.Eer), Of(space.AcousticsScore), Of(space.SeparabilityRatio), Of(space.Consistency), SeedTestMeasurement.Run(peer.All()));
    }
}
