using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>Clips that an <see cref="Extractor"/> embedded, or found in the cache.</summary>
internal sealed class CachedClips : EmbeddedClips
{
    private readonly EmbeddingCache _cache;
    private readonly ClipEmbedder _embedder;
    private readonly IReadOnlyList<string> _cacheKeys;

    public CachedClips(EmbeddingCache cache, ClipEmbedder embedder, IReadOnlyList<(Sample Sample, string CacheKey)> rows, IReadOnlyList<ClipFailure> failures, IReadOnlyList<ClipFailure> damaged, int encoded)
    {
        (_cache, _embedder, Failures, Damaged, Encoded) = (cache, embedder, failures, damaged, encoded);
        Samples = [.. rows.Select(r => r.Sample)];
        _cacheKeys = [.. rows.Select(r => r.CacheKey)];
        var meters = _cacheKeys.Select(cache.Meter).ToList();
        Seconds = [.. meters.Select(m => m.Seconds)];
        Levels = [.. meters.Select(m => m.Rms)];
    }

    public override string Description => _embedder.Description;

    public override IReadOnlyList<EmbeddingKey> Keys => _embedder.Keys;

    public override IReadOnlyList<Sample> Samples { get; }

    public override IReadOnlyList<double> Seconds { get; }

    public override IReadOnlyList<double> Levels { get; }

    public override IReadOnlyList<ClipFailure> Failures { get; }

    public override IReadOnlyList<ClipFailure> Damaged { get; }

    public override int Encoded { get; }

    public override int Codebooks => _embedder.Codebooks;

    public override EmbeddingSet Set(EmbeddingKey key, IReadOnlyList<int> rows)
    {
        var stored = _embedder.Stored;
        var index = stored.ToList().FindIndex(s => s.Key == key);
        if (index < 0)
            throw NoSuch(key);
        var dimension = stored[index].Dimension;
        var values = new float[rows.Count * dimension];
        for (var i = 0; i < rows.Count; i++)
            _cache.Read(_cacheKeys[rows[i]], index, values.AsSpan(i * dimension, dimension));
        return new EmbeddingSet(key.ToString(), [.. rows.Select(i => Samples[i])], dimension, values);
    }

    public override IReadOnlyList<int[]> Codes(Func<Sample, bool> keep) => [.. Rows(keep).Select(i => Array.ConvertAll(_cache.Rest(_cacheKeys[i]), v => (int)v))];

    /// <summary>Closes the cache; its journals stay.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cache.Dispose();
    }
}
