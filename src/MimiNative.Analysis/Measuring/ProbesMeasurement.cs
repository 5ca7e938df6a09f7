using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>What else can be read out of the embeddings, from vectors and codes that are there already: no clip is encoded for it.</summary>
internal sealed class ProbesMeasurement
{
    private readonly EmbeddedClips _mimi;
    private readonly EmbeddedClips? _random;
    private readonly EmbeddedClips? _spectral;
    private readonly HashSet<string> _common;

    /// <param name="mimi">The network's embeddings.</param>
    /// <param name="random">The same of random weights, or null.</param>
    /// <param name="spectral">The MFCC baseline's, or null.</param>
    public ProbesMeasurement(EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral)
    {
        (_mimi, _random, _spectral) = (mimi, random, spectral);
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
            ReadOuts = [.. spaces.AsParallel().AsOrdered().WithCancellation(cancellation).Select(s => ReadOut(s.Kind, s.Set))],
            Attributes = AttributeMeasurement.Run(spaces, seed, cancellation),
            Likeness = LikenessMeasurement.Run([.. stations.Select(k => k.Tap)], [.. stations.Select(k => Clean(_mimi, k).Matrix)], _random is null ? null : [.. stations.Select(k => Clean(_random, k).Matrix)], Mfcc?.Matrix),
            Exposures = [.. Heard(focus).AsParallel().AsOrdered().WithCancellation(cancellation).SelectMany(h => PrivacyMeasurement.Run(h.Kind, h.Seconds, h.Set.Matrix, h.Set.Labels, seed))],
            Floors = PrivacyMeasurement.Floors(own.Matrix, own.Labels, seed),
        };
    }

    private EmbeddingSet? Mfcc => _spectral is null ? null : Clean(_spectral, SpectralEmbedder.Key);

    private IEnumerable<(SpaceKind Kind, EmbeddingSet Set)> Spaces(EmbeddingKey key)
    {
        yield return (SpaceKind.Analysed, Clean(_mimi, key));
        if (_random is not null)
            yield return (SpaceKind.RandomWeights, Clean(_random, key));
        if (Mfcc is { } mfcc)
            yield return (SpaceKind.Spectral, mfcc);
    }

    // MFCCs are made of whole clips only.
    private IEnumerable<(SpaceKind Kind, double? Seconds, EmbeddingSet Set)> Heard(EmbeddingKey focus)
    {
        foreach (var key in _mimi.Keys.Where(k => k.Tap == focus.Tap && k.Pooling == focus.Pooling).OrderBy(k => k.Duration ?? double.PositiveInfinity))
            foreach (var (kind, set) in Spaces(key))
                if (kind != SpaceKind.Spectral || key.Duration is null)
                    yield return (kind, key.Duration, set);
    }

    private CodebookClips Codebooks(EmbeddedClips clips, int semantic)
    {
        var keys = CodebookKeys.Of(clips.Codebooks);
        return new CodebookClips(semantic, [.. keys.Select(k => Clean(clips, k).Matrix)], clips.Codes(s => s.IsClean && _common.Contains(s.Id)));
    }

    private static ReadOut ReadOut(SpaceKind kind, EmbeddingSet set) =>
        new(kind, set.Name, 1.0 / set.Labels.VoiceCount, NearestNeighbours.Compute(set.Matrix, set.Labels), OnlineCode.Compute(set.Matrix, set.Labels));

    private EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key) => ClipVersions.Clean(clips, key, _common);
}
