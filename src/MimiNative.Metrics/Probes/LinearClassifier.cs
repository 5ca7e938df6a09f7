using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>A score per class, linear in the features; the highest wins, the first of equals.</summary>
/// <param name="Weights">(Classes, Dim).</param>
/// <param name="Intercepts">One per class.</param>
/// <param name="Dim">Features.</param>
internal sealed record LinearClassifier(double[] Weights, double[] Intercepts, int Dim)
{
    public int Predict(ReadOnlySpan<double> features)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var c = 0; c < Intercepts.Length; c++)
        {
            var score = FixedOrder.Dot(features, Weights.AsSpan(c * Dim, Dim)) + Intercepts[c];
            if (score > bestScore)
                (best, bestScore) = (c, score);
        }
        return best;
    }
}

/// <summary>
/// The features as coordinates along the directions that the training rows span. Ridge-like models have no weight outside that span,
/// so with fewer rows than channels the same model comes from a far smaller problem.
/// </summary>
/// <param name="Values">(N, Axes.Count) coordinates.</param>
/// <param name="Axes">The directions.</param>
internal sealed record SpannedFeatures(double[] Values, PrincipalAxes Axes)
{
    public static SpannedFeatures Of(double[] x, int n, int dim)
    {
        var axes = PrincipalAxes.Of(x, n, dim);
        var values = new double[n * axes.Count];
        for (var i = 0; i < n; i++)
            axes.Project(x.AsSpan(i * dim, dim), values.AsSpan(i * axes.Count, axes.Count));
        return new SpannedFeatures(values, axes);
    }

    /// <summary>Weights (classes, Axes.Count) → weights (classes, dim).</summary>
    public double[] Expand(ReadOnlySpan<double> weights, int classes)
    {
        var (count, dim) = (Axes.Count, Axes.Dim);
        var result = new double[classes * dim];
        for (var c = 0; c < classes; c++)
            for (var a = 0; a < count; a++)
            {
                var sum = result.AsSpan(c * dim, dim);
                TensorPrimitives.FusedMultiplyAdd(Axes.Axis(a), weights[c * count + a], sum, sum);
            }
        return result;
    }
}
