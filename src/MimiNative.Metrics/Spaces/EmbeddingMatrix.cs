using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>Embeddings as rows of one array: <c>Values[row * Dimension + channel]</c>, shape (Rows, Dimension). Holds the array it is given, no copy.</summary>
public readonly struct EmbeddingMatrix
{
    /// <param name="values">Row-major values; exactly <paramref name="rows"/> × <paramref name="dim"/> of them.</param>
    /// <param name="rows">Number of embeddings; may be zero.</param>
    /// <param name="dim">Channels of each embedding, at least 1.</param>
    /// <exception cref="MetricsException">The array's length does not match the shape.</exception>
    public EmbeddingMatrix(float[] values, int rows, int dim)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows < 0 || dim < 1)
            throw new MetricsException($"an embedding matrix needs at least one channel and no negative row count, not {rows} × {dim}");
        if (values.LongLength != (long)rows * dim)
            throw new MetricsException($"{values.LongLength} values cannot be {rows} embeddings of {dim} channels");
        Values = values;
        Rows = rows;
        Dimension = dim;
    }

    /// <summary>The values, row after row.</summary>
    public float[] Values { get; }

    /// <summary>Number of embeddings.</summary>
    public int Rows { get; }

    /// <summary>Channels of each embedding.</summary>
    public int Dimension { get; }

    /// <summary>One embedding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row) => (uint)row < (uint)Rows ? Values.AsSpan(row * Dimension, Dimension) : throw NoRow(nameof(row), row);

    /// <summary>A copy of the given rows, in the given order; a row may come more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public EmbeddingMatrix Select(ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length * Dimension];
        for (var i = 0; i < rows.Length; i++)
            ((uint)rows[i] < (uint)Rows ? Row(rows[i]) : throw NoRow(nameof(rows), rows[i])).CopyTo(values.AsSpan(i * Dimension));
        return new EmbeddingMatrix(values, rows.Length, Dimension);
    }

    /// <summary>A copy of channels <paramref name="first"/> up to <paramref name="first"/> + <paramref name="count"/>, at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such channels.</exception>
    public EmbeddingMatrix Channels(int first, int count)
    {
        if ((uint)first >= (uint)Dimension)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"there are {Dimension} channels");
        if (count < 1 || count > Dimension - first)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"from channel {first} on there are {Dimension - first} channels");
        var values = new float[Rows * count];
        for (var i = 0; i < Rows; i++)
            Row(i).Slice(first, count).CopyTo(values.AsSpan(i * count));
        return new EmbeddingMatrix(values, Rows, count);
    }

    /// <summary>Every metric needs finite numbers: one NaN would silently turn all of them into NaN.</summary>
    /// <exception cref="MetricsException">A value is NaN or infinite; the message names its row and channel.</exception>
    public void RequireFinite()
    {
        if (Rows == 0 || TensorPrimitives.IsFiniteAll<float>(Values))
            return;
        for (var i = 0; i < Values.Length; i++)
            if (!float.IsFinite(Values[i]))
                throw new MetricsException($"embedding row {i / Dimension} has {Values[i]} in channel {i % Dimension}: leave the row out or encode its clip again");
    }

    private ArgumentOutOfRangeException NoRow(string parameter, int row) => new(parameter, row, $"there are {Rows} embeddings");
}
