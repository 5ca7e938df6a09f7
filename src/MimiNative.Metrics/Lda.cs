using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace MimiNative.Metrics;

/// <summary>
/// Linear discriminant analysis with a shrunk within-class covariance: (1 − s)·S + s·tr(S)/dim·I, priors from the class sizes.
/// As a classifier it is scikit-learn's <c>LinearDiscriminantAnalysis(solver="lsqr", shrinkage=s)</c>; as a projection it gives the axes
/// along which classes differ most against their own spread.
/// </summary>
public sealed class Lda
{
    private readonly double[] mean;
    private readonly double[] axes;

    private Lda(double[] mean, double[] axes, int axisCount, LinearClassifier classifier) =>
        (this.mean, this.axes, AxisCount, Classifier) = (mean, axes, axisCount, classifier);

    /// <summary>Number of discriminant axes: at most classes − 1.</summary>
    public int AxisCount { get; }

    /// <summary>Works on features minus the mean of the fitted ones.</summary>
    internal LinearClassifier Classifier { get; }

    /// <param name="matrix">Embeddings (N, Dim) with at least one row.</param>
    /// <param name="labels">Their voices are the classes.</param>
    /// <param name="shrinkage">s, above 0 and at most 1.</param>
    /// <exception cref="MetricsException">No rows, labels and rows differ in number, a value is not finite, or the shrinkage is out of range.</exception>
    public static Lda Fit(EmbeddingMatrix matrix, SpaceLabels labels, double shrinkage = 0.1)
    {
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        if (matrix.Rows == 0)
            throw new MetricsException("discriminant analysis needs at least one embedding");
        var values = new double[matrix.Values.Length];
        TensorPrimitives.ConvertTruncating<float, double>(matrix.Values, values);
        return Fit(values, matrix.Rows, matrix.Dim, labels.Voice, labels.VoiceCount, shrinkage);
    }

    /// <summary>The class of each row: a voice id of the labels it was fitted with.</summary>
    public int[] Predict(EmbeddingMatrix matrix)
    {
        var result = new int[matrix.Rows];
        var row = new double[mean.Length];
        for (var i = 0; i < matrix.Rows; i++)
        {
            Offset(matrix, i, row);
            result[i] = Classifier.Predict(row);
        }
        return result;
    }

    /// <summary>Coordinates along the first discriminant axes, in units of the within-class spread; shape (N, axes).</summary>
    public EmbeddingMatrix Project(EmbeddingMatrix matrix, int count)
    {
        var width = Math.Max(1, Math.Min(count, AxisCount));
        var values = new float[matrix.Rows * width];
        var row = new double[mean.Length];
        for (var i = 0; i < matrix.Rows; i++)
        {
            Offset(matrix, i, row);
            for (var a = 0; a < Math.Min(width, AxisCount); a++)
                values[i * width + a] = (float)FixedOrder.Dot(row, axes.AsSpan(a * mean.Length, mean.Length));
        }
        return new EmbeddingMatrix(values, matrix.Rows, width);
    }

    internal static Lda Fit(double[] x, int n, int dim, int[] classOf, int classes, double shrinkage)
    {
        if (!(shrinkage > 0 && shrinkage <= 1))
            throw new MetricsException($"the shrinkage of a discriminant analysis lies above 0 and up to 1, not {shrinkage}");
        var mean = Average(x, n, dim);
        var centred = new double[x.Length];
        for (var i = 0; i < n; i++)
            TensorPrimitives.Subtract(x.AsSpan(i * dim, dim), mean, centred.AsSpan(i * dim, dim));
        var features = SpannedFeatures.Of(centred, n, dim);
        var count = features.Axes.Count;
        var (means, sizes) = ClassMeans(features.Values, count, classOf, classes);
        var covariance = Within(features.Values, count, classOf, means, n);
        var trace = 0.0;
        for (var k = 0; k < count; k++)
            trace += covariance[k * count + k];
        TensorPrimitives.Multiply(covariance, 1 - shrinkage, covariance);
        // Without any spread inside the classes their means alone decide; the unit matrix keeps the problem solvable.
        var ridge = trace > 0 ? shrinkage * trace / dim : 1;
        for (var k = 0; k < count; k++)
            covariance[k * count + k] += ridge;

        var classifier = Classify(covariance, means, sizes, features, n);
        var (axes, axisCount) = Discriminants(covariance, means, sizes, features, n);
        return new Lda(mean, axes, axisCount, classifier);
    }

    private static LinearClassifier Classify(double[] covariance, double[] means, int[] sizes, SpannedFeatures features, int n)
    {
        var (count, classes) = (features.Axes.Count, sizes.Length);
        var weights = (double[])means.Clone();
        if (count > 0)
            ManagedLinearAlgebraProvider.Instance.CholeskySolve((double[])covariance.Clone(), count, weights, classes);
        var intercepts = new double[classes];
        for (var c = 0; c < classes; c++)
            intercepts[c] = -0.5 * FixedOrder.Dot(means.AsSpan(c * count, count), weights.AsSpan(c * count, count)) + Math.Log((double)sizes[c] / n);
        return new LinearClassifier(features.Expand(weights, classes), intercepts, features.Axes.Dim);
    }

    /// <summary>Whitens by the within-class covariance, then takes the principal axes of the class means there.</summary>
    private static (double[] Axes, int Count) Discriminants(double[] covariance, double[] means, int[] sizes, SpannedFeatures features, int n)
    {
        var (count, classes) = (features.Axes.Count, sizes.Length);
        if (count == 0)
            return ([], 0);
        var within = SymmetricEigen.Decompose(covariance, count);
        var whitened = new double[classes * count];
        for (var c = 0; c < classes; c++)
            for (var a = 0; a < count; a++)
                whitened[c * count + a] = Math.Sqrt((double)sizes[c] / n) * FixedOrder.Dot(means.AsSpan(c * count, count), within.Vector(a)) / Math.Sqrt(within.Values[a]);
        var between = PrincipalAxes.Of(whitened, classes, count);
        var kept = Math.Min(between.Count, classes - 1);
        var weights = new double[kept * count];
        for (var d = 0; d < kept; d++)
            for (var a = 0; a < count; a++)
                TensorPrimitives.FusedMultiplyAdd(within.Vector(a), between.Axis(d)[a] / Math.Sqrt(within.Values[a]), weights.AsSpan(d * count, count), weights.AsSpan(d * count, count));
        return (features.Expand(weights, kept), kept);
    }

    private static (double[] Means, int[] Sizes) ClassMeans(double[] x, int dim, int[] classOf, int classes)
    {
        var (means, sizes) = (new double[classes * dim], new int[classes]);
        for (var i = 0; i < classOf.Length; i++)
        {
            var mean = means.AsSpan(classOf[i] * dim, dim);
            TensorPrimitives.Add(mean, x.AsSpan(i * dim, dim), mean);
            sizes[classOf[i]]++;
        }
        for (var c = 0; c < classes; c++)
            TensorPrimitives.Divide(means.AsSpan(c * dim, dim), sizes[c], means.AsSpan(c * dim, dim));
        return (means, sizes);
    }

    private static double[] Within(double[] x, int dim, int[] classOf, double[] means, int n)
    {
        if (dim == 0)
            return [];
        var offsets = new double[x.Length];
        for (var i = 0; i < n; i++)
            TensorPrimitives.Subtract(x.AsSpan(i * dim, dim), means.AsSpan(classOf[i] * dim, dim), offsets.AsSpan(i * dim, dim));
        var covariance = Gram.OfColumns(offsets, n, dim);
        TensorPrimitives.Divide(covariance, n, covariance);
        return covariance;
    }

    private static double[] Average(double[] x, int n, int dim)
    {
        var mean = new double[dim];
        for (var i = 0; i < n; i++)
            TensorPrimitives.Add(mean, x.AsSpan(i * dim, dim), mean);
        TensorPrimitives.Divide(mean, n, mean);
        return mean;
    }

    private void Offset(EmbeddingMatrix matrix, int row, double[] target)
    {
        if (matrix.Dim != mean.Length)
            throw new MetricsException($"this discriminant analysis is of {mean.Length} channels, the embeddings have {matrix.Dim}");
        TensorPrimitives.ConvertTruncating(matrix.Row(row), target);
        TensorPrimitives.Subtract(target, mean, target);
    }
}
