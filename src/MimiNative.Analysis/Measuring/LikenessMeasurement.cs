using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>How alike the stations of the network arrange the clips, and how alike the controls do.</summary>
internal static class LikenessMeasurement
{
    /// <summary>Every station against every other and against the controls.</summary>
    /// <param name="taps">The stations, in the order of the network.</param>
    /// <param name="stations">Their vectors of the same clips.</param>
    /// <param name="random">The same stations with random weights, or null.</param>
    /// <param name="spectral">MFCCs of the same clips, or null.</param>
    /// <param name="peers">Peers, each with the stations on the clips that it has.</param>
    /// <returns>Null with fewer than two stations.</returns>
    public static TapLikeness? Run(IReadOnlyList<string> taps, IReadOnlyList<EmbeddingMatrix> stations, IReadOnlyList<EmbeddingMatrix>? random, EmbeddingMatrix? spectral,
        IReadOnlyList<(Peer Peer, List<EmbeddingMatrix> Stations, EmbeddingMatrix Own)>? peers = null)
    {
        if (stations.Count < 2)
            return null;
        var controls = new List<ControlLikeness>();
        if (random is not null)
            controls.Add(Beside(SpaceKind.RandomWeights, stations, at => random[at]));
        if (spectral is { } mfcc)
            controls.Add(Beside(SpaceKind.Spectral, stations, _ => mfcc));
        controls.AddRange((peers ?? []).Select(p => Beside(SpaceKind.Peer, p.Stations, _ => p.Own) with { Peer = p.Peer }));
        return new TapLikeness(taps, Cka.Matrix(stations, stations), Cka.Matrix(stations, stations, debiased: true), controls);
    }

    private static ControlLikeness Beside(SpaceKind kind, IReadOnlyList<EmbeddingMatrix> stations, Func<int, EmbeddingMatrix> control) =>
        new(kind, [.. stations.Select((s, at) => Cka.Linear(s, control(at)))], [.. stations.Select((s, at) => Cka.Debiased(s, control(at)))]);
}
