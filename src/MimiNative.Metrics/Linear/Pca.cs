using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Principal components of an embedding space, strongest first. Only axes that the data reach are kept (at most min(N − 1, Dimension)).
/// Each component's largest entry is positive, so plots repeat.
/// </summary>
public sealed class Pca
{
    private readonly PrincipalAxes _axes;

    private Pca(double[] mean, PrincipalAxes axes, int rows)
    {
        (Mean, _axes) = (mean, axes);
        Variances = Array.ConvertAll(axes.Squares, s => s / (rows - 1));
        var total = Variances.Sum();
        Ratios = Array.ConvertAll(Variances, v => v / total);
    }

    /// <summary>Mean of the fitted rows.</summary>
    public double[] Mean { get; }

    /// <summary>Number of components.</summary>
    public int Count => _axes.Count;

    /// <summary>Variance along each component, over N − 1.</summary>
    public double[] Variances { get; }

    /// <summary>Share of the total variance along each component.</summary>
    public double[] Ratios { get; }

    /// <summary>exp(entropy of <see cref="Ratios"/>): how many directions the space really uses (Roy &amp; Vetterli 2007). NaN without variance.</summary>
    public double EffectiveRank => Count == 0 ? double.NaN : Math.Exp(-Ratios.Sum(r => r * Math.Log(r)));

    /// <summary>(Σλ)² / Σλ². NaN without variance.</summary>
    public double ParticipationRatio => Count == 0 ? double.NaN : 1 / Ratios.Sum(r => r * r);

    internal PrincipalAxes Axes => _axes;

    /// <summary>Component <paramref name="index"/> as a unit vector of Dimension channels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public ReadOnlySpan<double> Component(int index) =>
        (uint)index < (uint)Count ? _axes.Axis(index) : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} components");

    /// <summary>Components needed for at least this share of the variance; 0 without variance.</summary>
    public int ComponentsFor(double share)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            sum += Ratios[i];
            if (sum >= share)
                return i + 1;
        }
        return Count;
    }

    /// <summary>Fits on all rows.</summary>
    /// <exception cref="MetricsException">A value is not finite.</exception>
    public static Pca Fit(EmbeddingMatrix matrix)
    {
        matrix.RequireFinite();
        var mean = Centroids.Mean(matrix);
        return new Pca(mean, PrincipalAxes.Of(matrix.Rows, matrix.Dimension, (i, row) =>
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), row);
            TensorPrimitives.Subtract(row, mean, row);
        }), matrix.Rows);
    }

    /// <summary>Coordinates of each row along the first <paramref name="components"/> components (fewer when there are fewer, zeros when there is none), shape (N, components).</summary>
    /// <param name="matrix">Embeddings with the channels it was fitted on.</param>
    /// <param name="components">At least 1.</param>
    /// <exception cref="MetricsException">The channels are not those it was fitted with.</exception>
    public EmbeddingMatrix Project(EmbeddingMatrix matrix, int components)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (matrix.Dimension != Mean.Length)
            throw new MetricsException($"these principal components are of {Mean.Length} channels, the embeddings have {matrix.Dimension}");
        var width = Math.Max(1, Math.Min(components, Count));
        var values = new float[matrix.Rows * width];
        var row = new double[matrix.Dimension];
        var coordinates = new double[Math.Min(width, Count)];
        for (var i = 0; i < matrix.Rows; i++)
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), row);
            TensorPrimitives.Subtract(row, Mean, row);
            _axes.Project(row, coordinates);
            TensorPrimitives.ConvertTruncating<double, float>(coordinates, values.AsSpan(i * width));
        }
        return new EmbeddingMatrix(values, matrix.Rows, width);
    }
}
