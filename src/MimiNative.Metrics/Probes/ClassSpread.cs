using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace MimiNative.Metrics;

/// <summary>Class means and the shrunk covariance inside the classes, of features whose overall mean is zero: all that discriminant analysis needs.</summary>
internal sealed class ClassSpread
{
    private readonly SpannedFeatures features;
    private readonly int rows;
    private readonly int count;
    private readonly int classes;
    private readonly int[] sizes;
    private readonly double[] means;
    private readonly double[] covariance;

    /// <param name="features">Features of overall mean zero.</param>
    /// <param name="classOf">Dense class of each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="shrinkage">s in (1 − s)·S + s·tr(S)/dim·I.</param>
    public ClassSpread(SpannedFeatures features, int[] classOf, int classes, double shrinkage)
    {
        (this.features, rows, count, this.classes) = (features, classOf.Length, features.Count, classes);
        (means, sizes) = (new double[classes * count], new int[classes]);
        for (var i = 0; i < rows; i++)
        {
            var mean = means.AsSpan(classOf[i] * count, count);
            TensorPrimitives.Add(mean, features.Values.AsSpan(i * count, count), mean);
            sizes[classOf[i]]++;
        }
        for (var c = 0; c < classes; c++)
            TensorPrimitives.Divide(Mean(c), sizes[c], means.AsSpan(c * count, count));
        covariance = Covariance(classOf, shrinkage);
    }

    /// <summary>Scores linear in the original features.</summary>
    public LinearClassifier Classifier()
    {
        var weights = (double[])means.Clone();
        if (count > 0)
            ManagedLinearAlgebraProvider.Instance.CholeskySolve((double[])covariance.Clone(), count, weights, classes);
        var intercepts = new double[classes];
        for (var c = 0; c < classes; c++)
            intercepts[c] = -0.5 * FixedOrder.Dot(Mean(c), weights.AsSpan(c * count, count)) + Math.Log((double)sizes[c] / rows);
        return new LinearClassifier(features.Expand(weights, classes), intercepts, features.Dim);
    }

    /// <summary>Axes in the original features, of unit within-class variance, and the between-class variance along each, largest first: whitens by the covariance inside the classes, then takes the principal axes of the class means there.</summary>
    public (double[] Axes, double[] Between) Discriminants()
    {
        if (count == 0)
            return ([], []);
        var within = SymmetricEigen.Decompose(covariance, count);
        var whitened = new double[classes * count];
        for (var c = 0; c < classes; c++)
            for (var a = 0; a < count; a++)
                whitened[c * count + a] = Math.Sqrt((double)sizes[c] / rows) * FixedOrder.Dot(Mean(c), within.Vector(a)) / Math.Sqrt(within.Values[a]);
        var between = PrincipalAxes.Of(whitened, classes, count);
        var kept = Math.Min(between.Count, classes - 1);
        var weights = new double[kept * count];
        for (var d = 0; d < kept; d++)
            for (var a = 0; a < count; a++)
            {
                var axis = weights.AsSpan(d * count, count);
                TensorPrimitives.FusedMultiplyAdd(within.Vector(a), between.Axis(d)[a] / Math.Sqrt(within.Values[a]), axis, axis);
            }
        return (features.Expand(weights, kept), between.Squares[..kept]);
    }

    private ReadOnlySpan<double> Mean(int c) => means.AsSpan(c * count, count);

    private double[] Covariance(int[] classOf, double shrinkage)
    {
        if (count == 0)
            return [];
        var offsets = new double[features.Values.Length];
        for (var i = 0; i < rows; i++)
            TensorPrimitives.Subtract(features.Values.AsSpan(i * count, count), Mean(classOf[i]), offsets.AsSpan(i * count, count));
        var result = Gram.OfColumns(offsets, rows, count);
        TensorPrimitives.Multiply(result, (1 - shrinkage) / rows, result);
        // Without any spread inside the classes their means alone decide; the unit matrix keeps the problem solvable.
        var trace = FixedOrder.SumOfSquares(offsets) / rows;
        var ridge = trace > 0 ? shrinkage * trace / features.Dim : 1;
        for (var k = 0; k < count; k++)
            result[k * count + k] += ridge;
        return result;
    }
}
