using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// The features as coordinates along the directions that the training rows span. Ridge-like models have no weight outside that span,
/// so with fewer rows than channels the same model comes from a far smaller problem. With more rows the features stay as they are.
/// </summary>
internal sealed class SpannedFeatures
{
    private readonly RowWriter _write;
    private readonly PrincipalAxes? _axes;

    private double[]? _values;

    private SpannedFeatures(int rows, int count, int dim, RowWriter write, PrincipalAxes? axes) => (Rows, Count, Dimension, _write, _axes) = (rows, count, dim, write, axes);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of coordinates.</summary>
    public int Count { get; }

    /// <summary>Number of features they stand for.</summary>
    public int Dimension { get; }

    /// <summary>Whether the coordinates are others than the features.</summary>
    public bool IsSpan => _axes is not null;

    /// <summary>Of features that stand in an array, which is not copied.</summary>
    public static SpannedFeatures Of(double[] x, int n, int dim)
    {
        var features = Of(n, dim, (i, row) => x.AsSpan(i * dim, dim).CopyTo(row));
        if (features._axes is null)
            features._values = x;
        return features;
    }

    /// <summary>Of features that are made when they are needed.</summary>
    public static SpannedFeatures Of(int n, int dim, RowWriter write)
    {
        if (n >= dim)
            return new SpannedFeatures(n, dim, dim, write, null);
        var axes = PrincipalAxes.Of(n, dim, write);
        var (values, row) = (new double[n * axes.Count], new double[dim]);
        for (var i = 0; i < n; i++)
        {
            write(i, row);
            axes.Project(row, values.AsSpan(i * axes.Count, axes.Count));
        }
        return new SpannedFeatures(n, axes.Count, dim, (i, target) => values.AsSpan(i * axes.Count, axes.Count).CopyTo(target), axes);
    }

    /// <summary>Writes the coordinates of one row.</summary>
    public void Write(int row, Span<double> target) => _write(row, target);

    /// <summary>All coordinates, (rows, <see cref="Count"/>); not to be changed.</summary>
    public double[] Values()
    {
        if (_values is { } stored)
            return stored;
        var values = new double[Rows * Count];
        for (var i = 0; i < Rows; i++)
            Write(i, values.AsSpan(i * Count, Count));
        return values;
    }

    /// <summary>Weights (classes, Count) → weights (classes, Dimension).</summary>
    public double[] Expand(ReadOnlySpan<double> weights, int classes)
    {
        if (_axes is null)
            return weights.ToArray();
        var result = new double[classes * Dimension];
        for (var c = 0; c < classes; c++)
        {
            var sum = result.AsSpan(c * Dimension, Dimension);
            for (var a = 0; a < Count; a++)
                TensorPrimitives.FusedMultiplyAdd(_axes.Axis(a), weights[c * Count + a], sum, sum);
        }
        return result;
    }
}
