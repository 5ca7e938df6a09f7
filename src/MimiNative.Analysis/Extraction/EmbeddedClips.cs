using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>A clip that could not be embedded, or is damaged.</summary>
/// <param name="Sample">Which one.</param>
/// <param name="Reason">What is wrong with it, in one line.</param>
public sealed record ClipFailure(Sample Sample, string Reason);

/// <summary>How far an extraction is.</summary>
/// <param name="What">What embeds the clips.</param>
/// <param name="Done">Clips finished, those found in the cache included.</param>
/// <param name="Total">Clips in all, augmented versions counted.</param>
/// <param name="Failed">Clips that could not be embedded.</param>
/// <param name="AudioSeconds">Audio embedded in this run so far, in seconds.</param>
public readonly record struct ExtractionProgress(string What, int Done, int Total, int Failed, double AudioSeconds);

/// <summary>All vectors of a data set's clips that could be embedded, by embedding. Rows are in the data set's order: the clips as they are, then each augmentation.</summary>
public sealed class EmbeddedClips : IDisposable
{
    private readonly EmbeddingCache _cache;
    private readonly ClipEmbedder _embedder;
    private readonly IReadOnlyList<string> _cacheKeys;

    internal EmbeddedClips(EmbeddingCache cache, ClipEmbedder embedder, IReadOnlyList<(Sample Sample, string CacheKey)> rows, IReadOnlyList<ClipFailure> failures, IReadOnlyList<ClipFailure> damaged, int encoded)
    {
        (_cache, _embedder, Failures, Damaged, Encoded) = (cache, embedder, failures, damaged, encoded);
        Samples = [.. rows.Select(r => r.Sample)];
        _cacheKeys = [.. rows.Select(r => r.CacheKey)];
        var meters = _cacheKeys.Select(cache.Meter).ToList();
        Seconds = [.. meters.Select(m => m.Seconds)];
        Levels = [.. meters.Select(m => m.Rms)];
    }

    /// <summary>What embedded the clips.</summary>
    public string Description => _embedder.Description;

    /// <summary>The embeddings that there are.</summary>
    public IReadOnlyList<EmbeddingKey> Keys => _embedder.Keys;

    /// <summary>One sample per row; a version made on the fly has its augmentation's name behind its id.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Length of each row's audio, in seconds.</summary>
    public IReadOnlyList<double> Seconds { get; }

    /// <summary>RMS level of each row's audio, full scale = 1.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Clips without a row.</summary>
    public IReadOnlyList<ClipFailure> Failures { get; }

    /// <summary>Clips that have a row although something is wrong with their audio, such as a file that ends early.</summary>
    public IReadOnlyList<ClipFailure> Damaged { get; }

    /// <summary>Clips that this run embedded itself; the others were found in the cache.</summary>
    public int Encoded { get; }

    /// <summary>Codebooks whose latents (<see cref="CodebookKeys"/>) and codes are known; 0: none.</summary>
    public int Codebooks => _embedder.Codebooks;

    /// <summary>One embedding of every row.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public EmbeddingSet Set(EmbeddingKey key) => Set(key, _ => true);

    /// <summary>One embedding of the rows whose samples satisfy <paramref name="keep"/>, in order; the others aren't read.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public EmbeddingSet Set(EmbeddingKey key, Func<Sample, bool> keep)
    {
        var stored = _embedder.Stored;
        var index = stored.ToList().FindIndex(s => s.Key == key);
        if (index < 0)
            throw new ArgumentException($"no embedding '{key}'; there are: {string.Join(", ", Keys)}");
        var rows = Rows(keep);
        var dimension = stored[index].Dimension;
        var values = new float[rows.Length * dimension];
        for (var i = 0; i < rows.Length; i++)
            _cache.Read(_cacheKeys[rows[i]], index, values.AsSpan(i * dimension, dimension));
        return new EmbeddingSet(key.ToString(), [.. rows.Select(i => Samples[i])], dimension, values);
    }

    /// <summary>The codes, (frames, <see cref="Codebooks"/>), of each row whose sample satisfies <paramref name="keep"/>, in order; empty where none were kept.</summary>
    public IReadOnlyList<int[]> Codes(Func<Sample, bool> keep) => [.. Rows(keep).Select(i => Array.ConvertAll(_cache.Rest(_cacheKeys[i]), v => (int)v))];

    /// <summary>Closes the cache; its journals stay.</summary>
    public void Dispose() => _cache.Dispose();

    private int[] Rows(Func<Sample, bool> keep) => [.. Enumerable.Range(0, Samples.Count).Where(i => keep(Samples[i]))];
}
