using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// The features as coordinates along the directions that the training rows span. Ridge-like models have no weight outside that span,
/// so with fewer rows than channels the same model comes from a far smaller problem. With more rows the features stay as they are.
/// </summary>
internal sealed class SpannedFeatures
{
    private readonly PrincipalAxes? _axes;

    private SpannedFeatures(double[] values, int count, int dim, PrincipalAxes? axes) => (Values, Count, Dimension, _axes) = (values, count, dim, axes);

    /// <summary>Coordinates, (rows, <see cref="Count"/>).</summary>
    public double[] Values { get; }

    /// <summary>Number of coordinates.</summary>
    public int Count { get; }

    /// <summary>Number of features they stand for.</summary>
    public int Dimension { get; }

    public static SpannedFeatures Of(double[] x, int n, int dim)
    {
        if (n >= dim)
            return new SpannedFeatures(x, dim, dim, null);
        var axes = PrincipalAxes.Of(x, n, dim);
        var values = new double[n * axes.Count];
        for (var i = 0; i < n; i++)
            axes.Project(x.AsSpan(i * dim, dim), values.AsSpan(i * axes.Count, axes.Count));
        return new SpannedFeatures(values, axes.Count, dim, axes);
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
