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

/// <summary>All vectors of a data set's clips that there are, by embedding. Rows are in the data set's order: the clips as they are, then each augmentation.</summary>
public abstract class EmbeddedClips : IDisposable
{
    private protected EmbeddedClips()
    {
    }

    /// <summary>What embedded the clips.</summary>
    public abstract string Description { get; }

    /// <summary>The embeddings that there are.</summary>
    public abstract IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <summary>One sample per row; a version made on the fly has its augmentation's name behind its id.</summary>
    public abstract IReadOnlyList<Sample> Samples { get; }

    /// <summary>Length of each row's audio, in seconds; NaN where nobody says.</summary>
    public abstract IReadOnlyList<double> Seconds { get; }

    /// <summary>RMS level of each row's audio, full scale = 1; NaN where there is no audio.</summary>
    public abstract IReadOnlyList<double> Levels { get; }

    /// <summary>Clips without a row.</summary>
    public virtual IReadOnlyList<ClipFailure> Failures => [];

    /// <summary>Clips that have a row although something is wrong with their audio, such as a file that ends early.</summary>
    public virtual IReadOnlyList<ClipFailure> Damaged => [];

    /// <summary>Clips that this run embedded itself; the others were found in the cache, or came in a file.</summary>
    public virtual int Encoded => 0;

    /// <summary>Codebooks whose latents (<see cref="CodebookKeys"/>) and codes are known; 0: none.</summary>
    public virtual int Codebooks => 0;

    /// <summary>One embedding of every row.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public EmbeddingSet Set(EmbeddingKey key) => Set(key, _ => true);

    /// <summary>One embedding of the rows whose samples satisfy <paramref name="keep"/>, in order; the others aren't read.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public EmbeddingSet Set(EmbeddingKey key, Func<Sample, bool> keep) => Set(key, Rows(keep));

    /// <summary>One embedding of some rows, in the order given; the others aren't read.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public abstract EmbeddingSet Set(EmbeddingKey key, IReadOnlyList<int> rows);

    /// <summary>The codes, (frames, <see cref="Codebooks"/>), of each row whose sample satisfies <paramref name="keep"/>, in order; empty where none were kept.</summary>
    public virtual IReadOnlyList<int[]> Codes(Func<Sample, bool> keep) => [.. Samples.Where(keep).Select(_ => Array.Empty<int>())];

    /// <summary>The rows whose samples satisfy <paramref name="keep"/>, in order.</summary>
    private protected int[] Rows(Func<Sample, bool> keep) => [.. Enumerable.Range(0, Samples.Count).Where(i => keep(Samples[i]))];

    /// <summary>Lets go of what the vectors are read from.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the vectors are read from.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private protected ArgumentException NoSuch(EmbeddingKey key) => new($"no embedding '{key}'; there are: {string.Join(", ", Keys)}");
}
