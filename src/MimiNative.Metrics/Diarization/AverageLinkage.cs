namespace MimiNative.Metrics;

/// <summary>
/// Agglomerative clustering of directions where two clusters are as far apart as one minus the average cosine over all pairs of their rows (UPGMA). The average over pairs is the product of the clusters'
/// mean unit vectors, so a row may itself stand for many: its mean unit vector and their number say everything.
/// </summary>
internal static class AverageLinkage
{
    /// <summary>N − 1 merges by rising distance (0 to 2), as <see cref="Ward.Linkage"/> gives them.</summary>
    /// <param name="means">(N, dim) mean unit vectors.</param>
    /// <param name="weights">How many rows each stands for.</param>
    /// <param name="distance">Room for (N, N) distances, to be used again.</param>
    public static IReadOnlyList<Merge> Linkage(double[][] means, IReadOnlyList<int> weights, double[,] distance)
    {
        Parallel.For(0, means.Length, i =>
        {
            for (var j = 0; j < i; j++)
                distance[i, j] = distance[j, i] = 1 - FixedOrder.Dot(means[i], means[j]);
        });
        return NearestNeighbourChain.Run<Average>(distance, means.Length, weights);
    }

    /// <summary>A number from 0 on for each row's cluster once the first so many merges are made.</summary>
    public static int[] Cut(IReadOnlyList<Merge> linkage, int rows, int merges)
    {
        var parent = Enumerable.Range(0, rows + merges).ToArray();
        for (var m = 0; m < merges; m++)
            parent[linkage[m].Left] = parent[linkage[m].Right] = rows + m;
        // A merge comes after those that made its parts: from the top down every root is known.
        for (var i = parent.Length - 1; i >= 0; i--)
            parent[i] = parent[parent[i]];
        var numbers = new Dictionary<int, int>();
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            if (!numbers.TryGetValue(parent[i], out labels[i]))
                numbers.Add(parent[i], labels[i] = numbers.Count);
        }
        return labels;
    }

    private readonly struct Average : ILinkage
    {
        public static double Join(double toX, double toY, double apart, double nx, double ny, double ni) => (nx * toX + ny * toY) / (nx + ny);
    }
}
