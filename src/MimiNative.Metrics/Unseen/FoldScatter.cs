using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// The scatter inside the voices that each cell's head is fitted on, Σ (x − mean of its voice)·(x − mean of its voice)ᵀ. The training clips of two cells are mostly the same: each group of voices is summed once, and a cell adds up
/// those that it doesn't test.
/// </summary>
internal sealed class FoldScatter
{
    /// <summary>With more channels the groups' matrices could take more than the clips: a cell then sums its own clips.</summary>
    private const int MostChannels = 1024;

    private readonly EmbeddingMatrix _matrix;
    private readonly SpaceLabels _labels;
    private readonly VoiceFolds _folds;
    private readonly Dictionary<(int, int), double[]> _parts = [];

    private FoldScatter(EmbeddingMatrix matrix, SpaceLabels labels, VoiceFolds folds) => (_matrix, _labels, _folds) = (matrix, labels, folds);

    /// <summary>Null where there are too many channels.</summary>
    public static FoldScatter? Of(EmbeddingMatrix matrix, SpaceLabels labels, VoiceFolds folds) => matrix.Dimension <= MostChannels ? new FoldScatter(matrix, labels, folds) : null;

    /// <summary>(dim, dim), of the rows that <see cref="VoiceFolds.Train"/> gives for the cell.</summary>
    public double[] Train(int cell)
    {
        var sum = new double[_matrix.Dimension * _matrix.Dimension];
        foreach (var part in _folds.TrainedParts(cell))
        {
            if (!_parts.TryGetValue(part, out var one))
                _parts[part] = one = OfRows(_folds.RowsOfPart(part));
            TensorPrimitives.Add(sum, one, sum);
        }
        return sum;
    }

    private double[] OfRows(int[] rows)
    {
        var (dim, means) = (_matrix.Dimension, Centroids.Means(_matrix, rows, _labels.Voice, _labels.VoiceCount));
        return Scatter.Of(rows.Length, dim, (r, target) =>
        {
            TensorPrimitives.ConvertTruncating(_matrix.Row(rows[r]), target);
            TensorPrimitives.Subtract(target, means.AsSpan(_labels.Voice[rows[r]] * dim, dim), target);
        });
    }
}
