using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>One vector per sample, (samples, dimension), with the samples' labels.</summary>
public sealed class EmbeddingSet
{
    private readonly float[] _values;

    /// <summary>Takes over <paramref name="values"/>, row after row in the order of <paramref name="samples"/>.</summary>
    /// <exception cref="ArgumentException">The values aren't samples × dimension.</exception>
    public EmbeddingSet(string name, IReadOnlyList<Sample> samples, int dimension, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length != (long)samples.Count * dimension)
            throw new ArgumentException($"{values.Length} values are not {samples.Count} rows of {dimension}", nameof(values));
        (Name, Samples, Dimension, _values) = (name, samples, dimension, values);
    }

    /// <summary>What the vectors are, e.g. <c>transformer.4/mean</c>: the tensor name in files.</summary>
    public string Name { get; }

    /// <summary>The samples, in row order.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Values per row.</summary>
    public int Dimension { get; }

    /// <summary>Rows.</summary>
    public int Count => Samples.Count;

    /// <summary>All values, row-major.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>Row <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> this[int index] => _values.AsSpan(index * Dimension, Dimension);

    /// <summary>The rows whose samples satisfy <paramref name="keep"/>, in order.</summary>
    public EmbeddingSet Where(Func<Sample, bool> keep) => Pick([.. Enumerable.Range(0, Count).Where(i => keep(Samples[i]))]);

    /// <summary>The rows of <paramref name="indices"/>, in that order.</summary>
    public EmbeddingSet Pick(IReadOnlyList<int> indices)
    {
        var values = new float[indices.Count * Dimension];
        for (var i = 0; i < indices.Count; i++)
            this[indices[i]].CopyTo(values.AsSpan(i * Dimension));
        return new EmbeddingSet(Name, [.. indices.Select(i => Samples[i])], Dimension, values);
    }
}
