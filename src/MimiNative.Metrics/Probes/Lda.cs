using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Linear discriminant analysis with a shrunk within-class covariance: (1 − s)·S + s·tr(S)/dim·I, priors from the class sizes.
/// As a classifier it is scikit-learn's <c>LinearDiscriminantAnalysis(solver="lsqr", shrinkage=s)</c>; as a projection it gives the axes
/// along which classes differ most against their own spread.
/// </summary>
public sealed class Lda
{
    private readonly double[] _mean;
    private readonly double[] _axes;
    private readonly LinearClassifier _classifier;

    private Lda(double[] mean, double[] axes, int axisCount, LinearClassifier classifier) =>
        (_mean, _axes, AxisCount, _classifier) = (mean, axes, axisCount, classifier);

    /// <summary>Number of discriminant axes: at most classes − 1.</summary>
    public int AxisCount { get; }

    /// <param name="matrix">Embeddings (N, Dimension) with at least one row.</param>
    /// <param name="labels">Their voices are the classes.</param>
    /// <param name="shrinkage">s, above 0 and at most 1.</param>
    /// <exception cref="MetricsException">No rows, labels and rows differ in number, a value is not finite, or the shrinkage is out of range.</exception>
    public static Lda Fit(EmbeddingMatrix matrix, SpaceLabels labels, double shrinkage = 0.1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        if (matrix.Rows == 0)
            throw new MetricsException("discriminant analysis needs at least one embedding");
        if (!(shrinkage > 0 && shrinkage <= 1))
            throw new MetricsException($"the shrinkage of a discriminant analysis lies above 0 and up to 1, not {shrinkage}");
        var space = new CosineSpace(matrix, centred: true);
        var spread = new ClassSpread(SpannedFeatures.Of(matrix.Rows, matrix.Dimension, space.Offset), labels.Voice, labels.VoiceCount, shrinkage);
        var (axes, between) = spread.Discriminants();
        return new Lda(space.Mean, axes, between.Length, spread.Classifier());
    }

    /// <summary>The class of each row: a voice id of the labels it was fitted with.</summary>
    public int[] Predict(EmbeddingMatrix matrix)
    {
        var result = new int[matrix.Rows];
        Workers.Ranges(matrix.Rows, 1024, (first, end) =>
        {
            var offsets = new double[(end - first) * _mean.Length];
            for (var i = first; i < end; i++)
                Offset(matrix, i, offsets.AsSpan((i - first) * _mean.Length, _mean.Length));
            _classifier.Predict(offsets, end - first).CopyTo(result, first);
        });
        return result;
    }

    /// <summary>Coordinates along the first discriminant axes, in units of the within-class spread; shape (N, axes).</summary>
    /// <param name="matrix">Embeddings with the channels it was fitted on.</param>
    /// <param name="count">Number of axes, at least 1; fewer when there are fewer.</param>
    /// <exception cref="MetricsException">The channels are not those it was fitted with.</exception>
    public EmbeddingMatrix Project(EmbeddingMatrix matrix, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var width = Math.Max(1, Math.Min(count, AxisCount));
        var values = new float[matrix.Rows * width];
        var row = new double[_mean.Length];
        for (var i = 0; i < matrix.Rows; i++)
        {
            Offset(matrix, i, row);
            for (var a = 0; a < Math.Min(width, AxisCount); a++)
                values[i * width + a] = (float)FixedOrder.Dot(row, _axes.AsSpan(a * _mean.Length, _mean.Length));
        }
        return new EmbeddingMatrix(values, matrix.Rows, width);
    }

    private void Offset(EmbeddingMatrix matrix, int row, Span<double> target)
    {
        if (matrix.Dimension != _mean.Length)
            throw new MetricsException($"this discriminant analysis is of {_mean.Length} channels, the embeddings have {matrix.Dimension}");
        TensorPrimitives.ConvertTruncating(matrix.Row(row), target);
        TensorPrimitives.Subtract(target, _mean, target);
    }
}
