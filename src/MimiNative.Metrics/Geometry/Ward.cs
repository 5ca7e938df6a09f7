namespace MimiNative.Metrics;

/// <summary>One merge of a dendrogram: rows below N are leaves, N + k is the cluster of merge k.</summary>
/// <param name="Left">The cluster with the smaller id.</param>
/// <param name="Right">The cluster with the larger id.</param>
/// <param name="Distance">At which they merge: Ward's in <see cref="Ward.Linkage"/>.</param>
/// <param name="Count">Leaves of the new cluster.</param>
public readonly record struct Merge(int Left, int Right, double Distance, int Count);

/// <summary>Ward's minimum-variance clustering in SciPy's convention (<c>scipy.cluster.hierarchy.linkage(x, "ward")</c>).</summary>
public static class Ward
{
    /// <summary>N − 1 merges by rising distance; empty for fewer than two points. Time O(N²), memory O(N²): meant for the centroids of voices.</summary>
    /// <param name="points">(N, dim) values, row after row.</param>
    /// <param name="n">Number of points.</param>
    /// <exception cref="ArgumentException">The values aren't those of so many points.</exception>
    public static IReadOnlyList<Merge> Linkage(ReadOnlySpan<double> points, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (n == 0 ? points.Length > 0 : points.Length == 0 || points.Length % n != 0)
            throw new ArgumentException($"{points.Length} values are not {n} points of as many values each", nameof(points));
        return Link(points.ToArray(), n);
    }

    private static IReadOnlyList<Merge> Link(double[] points, int n)
    {
        if (n < 2)
            return [];
        var dim = points.Length / n;
        var distance = new double[n, n];
        Workers.For(n, i =>
        {
            for (var j = i + 1; j < n; j++)
                distance[i, j] = distance[j, i] = FixedOrder.Distance(points.AsSpan(i * dim, dim), points.AsSpan(j * dim, dim));
        });
        return NearestNeighbourChain.Run<Distance>(distance, n);
    }

    /// <summary>Leaves from left to right as SciPy's dendrogram draws them: the left child of every merge first.</summary>
    public static int[] LeafOrder(IReadOnlyList<Merge> linkage)
    {
        ArgumentNullException.ThrowIfNull(linkage);
        var n = linkage.Count + 1;
        var order = new List<int>(n);
        var open = new Stack<int>([2 * n - 2]);
        while (open.TryPop(out var node))
        {
            if (node < n)
            {
                order.Add(node);
                continue;
            }
            open.Push(linkage[node - n].Right);
            open.Push(linkage[node - n].Left);
        }
        return [.. order];
    }

    private readonly struct Distance : ILinkage
    {
        public static double Join(double toX, double toY, double apart, double nx, double ny, double ni)
        {
            var t = 1 / (nx + ny + ni);
            return Math.Sqrt((ni + nx) * t * toX * toX + (ni + ny) * t * toY * toY - ni * t * apart * apart);
        }
    }
}
