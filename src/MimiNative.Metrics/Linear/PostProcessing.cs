using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>What is done to embeddings before they are compared.</summary>
public enum PostProcessingKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every row to length one; needs no fitting.</summary>
    L2Norm,

    /// <summary>Take the mean of the fitted rows off.</summary>
    Centre,

    /// <summary>ZCA: variance 1 along every principal axis, in the original channels; eigenvalues + 1e-5.</summary>
    Whitening,

    /// <summary>Coordinates along the first principal components.</summary>
    Pca,
}

/// <summary>A post-processing step, fitted on some rows and applied to any: fitting on the rows that are then measured flatters.</summary>
public sealed class PostProcessing
{
    /// <summary>Added to the eigenvalues before whitening divides by their square roots.</summary>
    public const double WhiteningFloor = 1e-5;

    private const int MostFolds = 5;

    private readonly Pca? _pca;
    private readonly double[] _mean;
    private readonly int _components;

    private PostProcessing(PostProcessingKind kind, double[] mean, Pca? pca, int components) =>
        (Kind, _mean, _pca, _components) = (kind, mean, pca, components);

    /// <summary>What it does.</summary>
    public PostProcessingKind Kind { get; }

    /// <summary>Fits the step.</summary>
    /// <param name="kind">What to do.</param>
    /// <param name="matrix">The rows to fit on.</param>
    /// <param name="components">For <see cref="PostProcessingKind.Pca"/>: how many components; fewer where the rows span fewer.</param>
    /// <exception cref="MetricsException">A value is not finite, or components is below 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public static PostProcessing Fit(PostProcessingKind kind, EmbeddingMatrix matrix, int components = int.MaxValue)
    {
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "there is no such step");
        if (components < 1)
            throw new MetricsException($"PCA needs at least one component, not {components}");
        matrix.RequireFinite();
        return kind switch
        {
            PostProcessingKind.Centre => new PostProcessing(kind, Centroids.Mean(matrix), null, components),
            PostProcessingKind.Whitening or PostProcessingKind.Pca => new PostProcessing(kind, [], Pca.Fit(matrix), components),
            _ => new PostProcessing(kind, [], null, components),
        };
    }

    /// <summary>The processed rows; a new matrix.</summary>
    /// <exception cref="MetricsException">The channels are not those it was fitted with.</exception>
    public EmbeddingMatrix Apply(EmbeddingMatrix matrix) => Kind switch
    {
        PostProcessingKind.None => matrix.Channels(0, matrix.Dimension),
        PostProcessingKind.Pca => _pca!.Project(matrix, _components),
        _ => EachRow(matrix),
    };

    /// <summary>
    /// The step cross-validated: voices are dealt into up to five folds of at least two voices, and each fold is processed by a step fitted on the other voices.
    /// Rows of different folds lie in different spaces, so compute a metric per fold and average. Empty with fewer than four voices.
    /// </summary>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static IReadOnlyList<(EmbeddingMatrix Matrix, SpaceLabels Labels)> CrossValidate(
        PostProcessingKind kind, EmbeddingMatrix matrix, SpaceLabels labels, int components = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var folds = Math.Min(MostFolds, labels.VoiceCount / 2);
        if (folds < 2)
            return [];
        return [.. Enumerable.Range(0, folds).Select(fold =>
        {
            int[] fit = [.. Enumerable.Range(0, matrix.Rows).Where(i => labels.Voice[i] % folds != fold)];
            int[] apply = [.. Enumerable.Range(0, matrix.Rows).Where(i => labels.Voice[i] % folds == fold)];
            return (Fit(kind, matrix.Select(fit), components).Apply(matrix.Select(apply)), labels.Select(apply));
        })];
    }

    private EmbeddingMatrix EachRow(EmbeddingMatrix matrix)
    {
        var expected = _pca?.Mean.Length ?? (_mean.Length > 0 ? _mean.Length : matrix.Dimension);
        if (matrix.Dimension != expected)
            throw new MetricsException($"this {Kind} step was fitted on {expected} channels, the embeddings have {matrix.Dimension}");
        var values = new float[matrix.Values.Length];
        var row = new double[matrix.Dimension];
        for (var i = 0; i < matrix.Rows; i++)
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), row);
            switch (Kind)
            {
                case PostProcessingKind.L2Norm when FixedOrder.Norm(row) is > 0 and var norm:
                    TensorPrimitives.Divide(row, norm, row);
                    break;
                case PostProcessingKind.Centre:
                    TensorPrimitives.Subtract(row, _mean, row);
                    break;
                case PostProcessingKind.Whitening:
                    Whiten(row);
                    break;
            }
            TensorPrimitives.ConvertTruncating<double, float>(row, values.AsSpan(i * matrix.Dimension, matrix.Dimension));
        }
        return new EmbeddingMatrix(values, matrix.Rows, matrix.Dimension);
    }

    /// <summary>
    /// x·V(Λ + ε)^-½Vᵀ without the full V: outside the fitted axes the eigenvalues are 0, so everything is scaled by ε^-½ and the axes are corrected.
    /// </summary>
    private void Whiten(double[] row)
    {
        TensorPrimitives.Subtract(row, _pca!.Mean, row);
        var along = new double[_pca.Count];
        _pca.Axes.Project(row, along);
        var outside = 1 / Math.Sqrt(WhiteningFloor);
        TensorPrimitives.Multiply(row, outside, row);
        for (var a = 0; a < _pca.Count; a++)
            TensorPrimitives.FusedMultiplyAdd(_pca.Component(a), along[a] * (1 / Math.Sqrt(_pca.Variances[a] + WhiteningFloor) - outside), row, row);
    }
}
