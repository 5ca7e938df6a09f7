using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace MimiNative.Metrics;

/// <summary>Class means and the shrunk covariance inside the classes, of features whose overall mean is zero: all that discriminant analysis needs.</summary>
internal sealed class ClassSpread
{
    private readonly SpannedFeatures _features;
    private readonly int _rows;
    private readonly int _count;
    private readonly int _classes;
    private readonly int[] _sizes;
    private readonly double[] _means;
    private readonly double[] _covariance;

    /// <param name="features">Features of overall mean zero.</param>
    /// <param name="classOf">Dense class of each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="shrinkage">s in (1 − s)·S + s·tr(S)/dim·I.</param>
    /// <param name="within">Asked for Σ (x − mean of its class)·(x − mean of its class)ᵀ of the features as they are; null where that isn't known. What it gives is used up.</param>
    public ClassSpread(SpannedFeatures features, int[] classOf, int classes, double shrinkage, Func<double[]?>? within = null)
    {
        (_features, _rows, _count, _classes) = (features, classOf.Length, features.Count, classes);
        (_means, _sizes) = (new double[classes * _count], new int[classes]);
        var row = new double[_count];
        for (var i = 0; i < _rows; i++)
        {
            features.Write(i, row);
            var mean = _means.AsSpan(classOf[i] * _count, _count);
            TensorPrimitives.Add(mean, row, mean);
            _sizes[classOf[i]]++;
        }
        for (var c = 0; c < classes; c++)
            TensorPrimitives.Divide(Mean(c), _sizes[c], _means.AsSpan(c * _count, _count));
        _covariance = _count == 0 ? [] : Covariance((features.IsSpan ? null : within?.Invoke()) ?? Within(classOf), shrinkage);
    }

    /// <summary>Scores linear in the original features.</summary>
    public LinearClassifier Classifier()
    {
        var (weights, factor) = ((double[])_means.Clone(), Factor());
        Workers.For(_classes, c =>
        {
            var weight = weights.AsSpan(c * _count, _count);
            Whiten(factor, weight);
            WhitenTransposed(factor, weight);
        });
        var intercepts = new double[_classes];
        for (var c = 0; c < _classes; c++)
            intercepts[c] = -0.5 * FixedOrder.Dot(Mean(c), weights.AsSpan(c * _count, _count)) + Math.Log((double)_sizes[c] / _rows);
        return new LinearClassifier(_features.Expand(weights, _classes), intercepts, _features.Dimension);
    }

    /// <summary>
    /// Axes in the original features, of unit within-class variance, and the between-class variance along each, largest first: takes the principal axes of the class means where the covariance inside the classes is the unit matrix,
    /// L⁻¹·mean of its Cholesky factor L, and brings them back with L⁻ᵀ.
    /// </summary>
    public (double[] Axes, double[] Between) Discriminants()
    {
        if (_count == 0)
            return ([], []);
        var factor = Factor();
        var whitened = new double[_classes * _count];
        Workers.For(_classes, c =>
        {
            var mean = whitened.AsSpan(c * _count, _count);
            TensorPrimitives.Multiply(Mean(c), Math.Sqrt((double)_sizes[c] / _rows), mean);
            Whiten(factor, mean);
        });
        var between = PrincipalAxes.Of(whitened, _classes, _count);
        var kept = Math.Min(between.Count, _classes - 1);
        var weights = new double[kept * _count];
        Workers.For(kept, d =>
        {
            var axis = weights.AsSpan(d * _count, _count);
            between.Axis(d).CopyTo(axis);
            WhitenTransposed(factor, axis);
        });
        return (_features.Expand(weights, kept), between.Squares[..kept]);
    }

    /// <summary>The covariance's Cholesky factor L, column after column: [k·count + i] is row i ≥ k of column k.</summary>
    private double[] Factor()
    {
        var factor = (double[])_covariance.Clone();
        if (_count > 0)
            ManagedLinearAlgebraProvider.Instance.CholeskyFactor(factor, _count);
        return factor;
    }

    /// <summary>x ← L⁻¹·x.</summary>
    private void Whiten(double[] factor, Span<double> x)
    {
        for (var k = 0; k < _count; k++)
        {
            x[k] /= factor[k * _count + k];
            TensorPrimitives.FusedMultiplyAdd(factor.AsSpan(k * _count + k + 1, _count - k - 1), -x[k], x[(k + 1)..], x[(k + 1)..]);
        }
    }

    /// <summary>x ← L⁻ᵀ·x.</summary>
    private void WhitenTransposed(double[] factor, Span<double> x)
    {
        for (var k = _count - 1; k >= 0; k--)
            x[k] = (x[k] - FixedOrder.Dot(factor.AsSpan(k * _count + k + 1, _count - k - 1), x[(k + 1)..])) / factor[k * _count + k];
    }

    private ReadOnlySpan<double> Mean(int c) => _means.AsSpan(c * _count, _count);

    private double[] Within(int[] classOf) => Scatter.Of(_rows, _count, (i, row) =>
    {
        _features.Write(i, row);
        TensorPrimitives.Subtract(row, Mean(classOf[i]), row);
    });

    private double[] Covariance(double[] result, double shrinkage)
    {
        var trace = 0.0;
        for (var k = 0; k < _count; k++)
            trace += result[k * _count + k] / _rows;
        TensorPrimitives.Multiply(result, (1 - shrinkage) / _rows, result);
        // Without any spread inside the classes their means alone decide; the unit matrix keeps the problem solvable.
        var ridge = trace > 0 ? shrinkage * trace / _features.Dimension : 1;
        for (var k = 0; k < _count; k++)
            result[k * _count + k] += ridge;
        return result;
    }
}
