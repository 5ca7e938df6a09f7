using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>Takes what is kept of a clip while it is encoded: pooled vectors, and by codebook the mean of the quantised latent and the codes.</summary>
/// <param name="vectors">Pools the taps that were asked for.</param>
/// <param name="asked">These taps.</param>
/// <param name="codebooks">Embeddings to take besides, all means of whole clips.</param>
internal sealed class ClipSink(PoolingSink vectors, IReadOnlySet<string> asked, IReadOnlyList<EmbeddingKey> codebooks) : IActivationSink
{
    private readonly HashSet<string> _besides = [.. codebooks.Select(k => k.Tap)];
    private readonly PoolingSink _means = new([Pooling.Mean]);
    private readonly List<float> _codes = [];

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (asked.Contains(tap.Name))
            vectors.Activation(tap, firstFrame, rows);
        if (_besides.Contains(tap.Name))
            _means.Activation(tap, firstFrame, rows);
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        foreach (var code in rows)
            _codes.Add(code);
    }

    /// <summary>Everything, one after the other; codes, which are small whole numbers, as floats.</summary>
    /// <param name="keys">Vectors that were asked for.</param>
    public float[] Result(IReadOnlyList<EmbeddingKey> keys) => [.. keys.SelectMany(vectors.Result), .. codebooks.SelectMany(_means.Result), .. _codes];
}
