using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>Means of rows, in float64.</summary>
public static class Centroids
{
    /// <summary>The mean of all rows; zeros for an empty matrix.</summary>
    public static double[] Mean(EmbeddingMatrix matrix) => Means(matrix, new int[matrix.Rows], 1);

    /// <summary>The mean of some rows; there is at least one.</summary>
    internal static double[] Mean(EmbeddingMatrix matrix, int[] rows)
    {
        var (sum, row) = (new double[matrix.Dimension], new double[matrix.Dimension]);
        foreach (var i in rows)
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), row);
            TensorPrimitives.Add(sum, row, sum);
        }
        TensorPrimitives.Divide(sum, rows.Length, sum);
        return sum;
    }

    /// <summary>The mean of the rows of each group, (groups, Dimension); a group without rows is NaN unless the matrix is empty.</summary>
    /// <param name="matrix">The embeddings.</param>
    /// <param name="group">0 … groups − 1 for each row.</param>
    /// <param name="groups">Number of groups.</param>
    public static double[] Means(EmbeddingMatrix matrix, ReadOnlySpan<int> group, int groups)
    {
        var sums = new double[groups * matrix.Dimension];
        if (matrix.Rows == 0)
            return sums;
        var counts = new int[groups];
        var row = new double[matrix.Dimension];
        for (var i = 0; i < matrix.Rows; i++)
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), row);
            var sum = sums.AsSpan(group[i] * matrix.Dimension, matrix.Dimension);
            TensorPrimitives.Add(sum, row, sum);
            counts[group[i]]++;
        }
        for (var g = 0; g < groups; g++)
        {
            var mean = sums.AsSpan(g * matrix.Dimension, matrix.Dimension);
            TensorPrimitives.Divide(mean, counts[g], mean);
        }
        return sums;
    }
}
