using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>Means of rows, in float64.</summary>
public static class Centroids
{
    /// <summary>The mean of all rows; zeros for an empty matrix.</summary>
    public static double[] Mean(EmbeddingMatrix matrix) => Means(matrix, new int[matrix.Rows], 1);

    /// <summary>The mean of some rows; there is at least one.</summary>
    internal static double[] Mean(EmbeddingMatrix matrix, int[] rows) => Means(matrix, rows, new int[matrix.Rows], 1);

    /// <summary>The mean of the rows of each group, (groups, Dimension); a group without rows is NaN unless the matrix is empty.</summary>
    /// <param name="matrix">The embeddings.</param>
    /// <param name="group">0 … groups − 1 for each row.</param>
    /// <param name="groups">Number of groups.</param>
    /// <exception cref="MetricsException">There is not one group for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row's group is none of these, or their number is negative.</exception>
    public static double[] Means(EmbeddingMatrix matrix, ReadOnlySpan<int> group, int groups)
    {
        RequireGroups(matrix, group, groups);
        return matrix.Rows == 0 ? new double[groups * matrix.Dimension] : Means(matrix, [.. Enumerable.Range(0, matrix.Rows)], group, groups);
    }

    /// <summary>Refuses what isn't one of so many groups for each row.</summary>
    internal static void RequireGroups(EmbeddingMatrix matrix, ReadOnlySpan<int> group, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups);
        if (group.Length != matrix.Rows)
            throw new MetricsException($"{matrix.Rows} embeddings but {group.Length} groups: give one group for each row");
        for (var i = 0; i < group.Length; i++)
            if ((uint)group[i] >= (uint)groups)
                throw new ArgumentOutOfRangeException(nameof(group), group[i], $"row {i} is of a group that is none of the {groups}, which are numbered from 0");
    }

    /// <summary>The same of some rows; groups are those of all.</summary>
    internal static double[] Means(EmbeddingMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<int> group, int groups)
    {
        var (sums, counts, row) = (new double[groups * matrix.Dimension], new int[groups], new double[matrix.Dimension]);
        foreach (var i in rows)
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
