namespace MimiNative.Metrics;

/// <summary>Which axis the space spends its variance on.</summary>
public static class VarianceShare
{
    /// <summary>Σ_groups n_g·|mean_g − mean|² / Σ|x − mean|², between 0 and 1; NaN without variance.</summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="group">Dense group ids: voices or texts.</param>
    /// <param name="groups">Number of groups.</param>
    /// <exception cref="MetricsException">A value is not finite.</exception>
    public static double Compute(EmbeddingMatrix matrix, int[] group, int groups)
    {
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
            between += sizes[g] * FixedOrder.SumOfSquares(centroids.AsSpan(g * matrix.Dimension, matrix.Dimension));
        return between / total;
    }
}
