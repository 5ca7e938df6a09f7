namespace MimiNative.Metrics;

/// <summary>How far a cluster is from two that became one (Lance and Williams 1967).</summary>
internal interface ILinkage
{
    /// <param name="toX">Its distance from the first.</param>
    /// <param name="toY">Its distance from the second.</param>
    /// <param name="apart">The distance of the two.</param>
    /// <param name="nx">Points of the first.</param>
    /// <param name="ny">Points of the second.</param>
    /// <param name="ni">Points of the cluster.</param>
    static abstract double Join(double toX, double toY, double apart, double nx, double ny, double ni);
}

/// <summary>Agglomerative clustering in time and memory O(N²), for distances to which a merged cluster is never nearer than the nearer of its parts was (Ward's, the average).</summary>
internal static class NearestNeighbourChain
{
    /// <summary>N − 1 merges by rising distance, in SciPy's convention; empty for fewer than two points.</summary>
    /// <param name="distance">(N, N) symmetric, at the beginning of what may be a larger table; overwritten.</param>
    /// <param name="n">N.</param>
    /// <param name="weights">Points that each row stands for; null: one. <see cref="Merge.Count"/> counts rows all the same.</param>
    public static IReadOnlyList<Merge> Run<TLinkage>(double[,] distance, int n, IReadOnlyList<int>? weights = null)
        where TLinkage : struct, ILinkage
    {
        var sizes = weights?.ToArray() ?? [.. Enumerable.Repeat(1, n)];
        return n < 2 ? [] : Relabel(Merges<TLinkage>(distance, sizes), n);
    }

    /// <summary>
    /// Follows nearest neighbours until two clusters are each other's nearest: those merge in the final tree whatever comes later
    /// (Müllner 2011, algorithm 3). A merged cluster lives in the row of its second member.
    /// </summary>
    private static List<(int A, int B, double Distance)> Merges<TLinkage>(double[,] distance, int[] sizes)
        where TLinkage : struct, ILinkage
    {
        var n = sizes.Length;
        var merges = new List<(int, int, double)>(n - 1);
        var chain = new Stack<int>();
        while (merges.Count < n - 1)
        {
            if (chain.Count == 0)
                chain.Push(Array.FindIndex(sizes, s => s > 0));
            while (true)
            {
                var x = chain.Pop();
                // Ties go to the cluster before x in the chain, or the chain would circle.
                var y = chain.TryPeek(out var previous) ? previous : -1;
                var nearest = y >= 0 ? distance[x, y] : double.PositiveInfinity;
                for (var i = 0; i < n; i++)
                    if (sizes[i] > 0 && i != x && distance[x, i] < nearest)
                        (nearest, y) = (distance[x, i], i);
                if (chain.Count > 0 && y == chain.Peek())
                {
                    chain.Pop();
                    Join<TLinkage>(distance, sizes, Math.Min(x, y), Math.Max(x, y), nearest);
                    merges.Add((Math.Min(x, y), Math.Max(x, y), nearest));
                    break;
                }
                chain.Push(x);
                chain.Push(y);
            }
        }
        return merges;
    }

    private static void Join<TLinkage>(double[,] distance, int[] sizes, int x, int y, double apart)
        where TLinkage : struct, ILinkage
    {
        double nx = sizes[x], ny = sizes[y];
        (sizes[x], sizes[y]) = (0, sizes[x] + sizes[y]);
        for (var i = 0; i < sizes.Length; i++)
            if (sizes[i] != 0 && i != y)
                distance[i, y] = distance[y, i] = TLinkage.Join(distance[i, x], distance[i, y], apart, nx, ny, sizes[i]);
    }

    private static List<Merge> Relabel(List<(int A, int B, double Distance)> merges, int n)
    {
        var cluster = Enumerable.Range(0, 2 * n - 1).ToArray();
        var counts = new int[2 * n - 1];
        Array.Fill(counts, 1, 0, n);
        var result = new List<Merge>(n - 1);
        foreach (var (a, b, distance) in merges.OrderBy(m => m.Distance))
        {
            var (left, right) = (Root(a), Root(b));
            var id = n + result.Count;
            cluster[left] = cluster[right] = id;
            counts[id] = counts[left] + counts[right];
            result.Add(new Merge(Math.Min(left, right), Math.Max(left, right), distance, counts[id]));
        }
        return result;

        int Root(int node)
        {
            while (cluster[node] != node)
                node = cluster[node] = cluster[cluster[node]];
            return node;
        }
    }
}
