using MimiNative.Analysis.Data;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Embeddings;

/// <summary>One vector per sample, (samples, dimension), with the samples' labels.</summary>
public sealed class EmbeddingSet
{
    private SpaceLabels? _labels;

    /// <summary>Takes over <paramref name="values"/>, row after row in the order of <paramref name="samples"/>.</summary>
    /// <exception cref="ArgumentException">The values aren't samples × dimension.</exception>
    public EmbeddingSet(string name, IReadOnlyList<Sample> samples, int dimension, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length != (long)samples.Count * dimension)
            throw new ArgumentException($"{values.Length} values are not {samples.Count} rows of {dimension}", nameof(values));
        (Name, Samples, Matrix) = (name, samples, new EmbeddingMatrix(values, samples.Count, dimension));
    }

    /// <summary>What the vectors are, e.g. <c>transformer.4/mean</c>: the tensor name in files.</summary>
    public string Name { get; }

    /// <summary>The samples, in row order.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The vectors, (samples, dimension), as metrics take them.</summary>
    public EmbeddingMatrix Matrix { get; }

    /// <summary>Voices and texts of the rows, as metrics take them. Where any sample's text is unknown, all count as unknown.</summary>
    public SpaceLabels Labels => _labels ??= SpaceLabels.FromNames([.. Samples.Select(s => s.Voice)], [.. Samples.Select(s => s.Text)]);

    /// <summary>Values per row.</summary>
    public int Dimension => Matrix.Dimension;

    /// <summary>Rows.</summary>
    public int Count => Samples.Count;

    /// <summary>All values, row-major.</summary>
    public ReadOnlyMemory<float> Values => Matrix.Values;

    /// <summary>Row <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> this[int index] => Matrix.Row(index);

    /// <summary>The rows whose samples satisfy <paramref name="keep"/>, in order.</summary>
    public EmbeddingSet Where(Func<Sample, bool> keep) => Pick([.. Enumerable.Range(0, Count).Where(i => keep(Samples[i]))]);

    /// <summary>The rows of <paramref name="indices"/>, in that order.</summary>
    public EmbeddingSet Pick(IReadOnlyList<int> indices)
    {
        int[] rows = [.. indices];
        return new EmbeddingSet(Name, [.. rows.Select(i => Samples[i])], Dimension, Matrix.Select(rows).Values);
    }
}
