using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>What else can be read out of the embeddings, from vectors and codes that are there already: no clip is encoded for it.</summary>
internal sealed class ProbesMeasurement
{
    private readonly EmbeddedClips _mimi;
    private readonly EmbeddedClips? _random;
    private readonly EmbeddedClips? _spectral;
    private readonly IReadOnlyList<EmbeddedPeer> _peers;
    private readonly HashSet<string> _common;

    /// <param name="mimi">The network's embeddings.</param>
    /// <param name="random">The same of random weights, or null.</param>
    /// <param name="spectral">The MFCC baseline's, or null.</param>
    /// <param name="peers">Other encoders' embeddings; each takes part with the clips that it has.</param>
    public ProbesMeasurement(EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral, IReadOnlyList<EmbeddedPeer>? peers = null)
    {
        (_mimi, _random, _spectral, _peers) = (mimi, random, spectral, peers ?? []);
        _common = ClipVersions.Common(mimi, random, spectral);
    }

    /// <summary>Measures everything that the clips allow.</summary>
    /// <param name="focus">The embedding that isn't about codebooks or stations.</param>
    /// <param name="stations">Embeddings along the network, in its order, all of one pooling.</param>
    /// <param name="semantic">Codebooks of the semantic branch.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    /// <param name="uncertainty">How often to resample what has an interval, and the seed of everything that is drawn.</param>
    /// <param name="cancellation">Stops between spaces.</param>
    public ProbesResult Run(EmbeddingKey focus, IReadOnlyList<EmbeddingKey> stations, int semantic, bool synthetic, UncertaintyOptions? uncertainty = null, CancellationToken cancellation = default)
    {
        uncertainty ??= new UncertaintyOptions();
        var spaces = Spaces(focus).ToList();
        var (own, seed) = (spaces[0].Set, uncertainty.Seed);
        cancellation.ThrowIfCancellationRequested();
        return new ProbesResult
        {
            Synthetic = synthetic,
            Focus = focus,
            Codebooks = _mimi.Codebooks > 0 ? CodebookMeasurement.Run(own.Labels, semantic, Codebooks(_mimi, semantic), _random is null ? null : Codebooks(_random, semantic), Mfcc?.Matrix, uncertainty, cancellation) : null,
            ReadOuts = [.. spaces.AsParallel().AsOrdered().WithCancellation(cancellation).Select(ReadOut)],
            Attributes = AttributeMeasurement.Run(spaces, seed, cancellation),
            Likeness = LikenessMeasurement.Run([.. stations.Select(k => k.Tap)], [.. stations.Select(k => Clean(_mimi, k).Matrix)], _random is null ? null : [.. stations.Select(k => Clean(_random, k).Matrix)], Mfcc?.Matrix, [.. _peers.Select(p => (p.Peer, stations.Select(k => ClipVersions.Clean(_mimi, k, p.Ids).Matrix).ToList(), p.Clean().Matrix))]),
            Exposures = [.. Heard(focus).AsParallel().AsOrdered().WithCancellation(cancellation).SelectMany(h => PrivacyMeasurement.Run(h.Space.Kind, h.Seconds, h.Space.Set.Matrix, h.Space.Set.Labels, seed).Select(e => e with { Peer = h.Space.Peer }))],
            Floors = PrivacyMeasurement.Floors(own.Matrix, own.Labels, seed),
        };
    }

    private EmbeddingSet? Mfcc => _spectral is null ? null : Clean(_spectral, SpectralEmbedder.Key);

    private IEnumerable<ProbedSpace> Spaces(EmbeddingKey key)
    {
        yield return new(SpaceKind.Analysed, null, Clean(_mimi, key));
        if (_random is not null)
            yield return new(SpaceKind.RandomWeights, null, Clean(_random, key));
        if (Mfcc is { } mfcc)
            yield return new(SpaceKind.Spectral, null, mfcc);
        foreach (var peer in _peers)
            yield return new(SpaceKind.Peer, peer.Peer, peer.Clean());
    }

    // MFCCs and peers are of whole clips only.
    private IEnumerable<(ProbedSpace Space, double? Seconds)> Heard(EmbeddingKey focus)
    {
        foreach (var key in _mimi.Keys.Where(k => k.Tap == focus.Tap && k.Pooling == focus.Pooling).OrderBy(k => k.Duration ?? double.PositiveInfinity))
            foreach (var space in Spaces(key))
                if (space.Kind is not (SpaceKind.Spectral or SpaceKind.Peer) || key.Duration is null)
                    yield return (space, key.Duration);
    }

    private CodebookClips Codebooks(EmbeddedClips clips, int semantic)
    {
        var keys = CodebookKeys.Of(clips.Codebooks);
        return new CodebookClips(semantic, [.. keys.Select(k => Clean(clips, k).Matrix)], clips.Codes(s => s.IsClean && _common.Contains(s.Id)));
    }

    private static ReadOut ReadOut(ProbedSpace space)
    {
        var set = space.Set;
        return new(space.Kind, set.Name, 1.0 / set.Labels.VoiceCount, NearestNeighbours.Compute(set.Matrix, set.Labels), OnlineCode.Compute(set.Matrix, set.Labels)) { Peer = space.Peer };
    }

    private EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key) => ClipVersions.Clean(clips, key, _common);
}

/// <summary>A space that is probed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Peer">Which peer, where it is one.</param>
/// <param name="Set">Clean clips.</param>
internal sealed record ProbedSpace(SpaceKind Kind, Peer? Peer, EmbeddingSet Set);
