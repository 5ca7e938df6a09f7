namespace MimiNative.Metrics;

/// <summary>Which axis the space spends its variance on.</summary>
public static class VarianceShare
{
    /// <summary>Σ_groups n_g·|mean_g − mean|² / Σ|x − mean|², between 0 and 1; NaN without variance.</summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="group">0 … groups − 1 for each row: voice or text ids.</param>
    /// <param name="groups">Number of groups; one without rows adds nothing.</param>
    /// <exception cref="MetricsException">A value is not finite, or there is not one group for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row's group is none of these, or their number is negative.</exception>
    public static double Compute(EmbeddingMatrix matrix, int[] group, int groups)
    {
        ArgumentNullException.ThrowIfNull(group);
        Centroids.RequireGroups(matrix, group, groups);
        var space = new CosineSpace(matrix, centred: true);
        var total = 0.0;
        foreach (var norm in space.Norms)
            total += norm * norm;
        if (!(total > 0))
            return double.NaN;
        var centroids = space.Centroids(group, groups);
        var sizes = new int[groups];
        foreach (var g in group)
            sizes[g]++;
        var between = 0.0;
        for (var g = 0; g < groups; g++)
            between += sizes[g] == 0 ? 0 : sizes[g] * FixedOrder.SumOfSquares(centroids.AsSpan(g * matrix.Dimension, matrix.Dimension));
        return between / total;
    }
}
