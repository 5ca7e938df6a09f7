namespace MimiNative.Metrics;

/// <summary>One merge of a dendrogram: rows below N are leaves, N + k is the cluster of merge k.</summary>
/// <param name="Left">The cluster with the smaller id.</param>
/// <param name="Right">The cluster with the larger id.</param>
/// <param name="Distance">Ward distance at which they merge.</param>
/// <param name="Count">Leaves of the new cluster.</param>
public readonly record struct Merge(int Left, int Right, double Distance, int Count);

/// <summary>Ward's minimum-variance clustering in SciPy's convention (<c>scipy.cluster.hierarchy.linkage(x, "ward")</c>).</summary>
public static class Ward
{
    /// <summary>N − 1 merges by rising distance; empty for fewer than two points. Time O(N²), memory O(N²): meant for the centroids of voices.</summary>
    /// <param name="points">(N, dim) values, row after row.</param>
    /// <param name="n">Number of points.</param>
    public static IReadOnlyList<Merge> Linkage(ReadOnlySpan<double> points, int n)
    {
        if (n < 2)
            return [];
        var dim = points.Length / n;
        var distance = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
                distance[i, j] = distance[j, i] = FixedOrder.Distance(points.Slice(i * dim, dim), points.Slice(j * dim, dim));
        return Relabel(NearestNeighbourChain(distance, n), n);
    }

    /// <summary>Leaves from left to right as SciPy's dendrogram draws them: the left child of every merge first.</summary>
    public static int[] LeafOrder(IReadOnlyList<Merge> linkage)
    {
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

    /// <summary>
    /// Follows nearest neighbours until two clusters are each other's nearest: for Ward's distance those merge in the final tree whatever comes later
    /// (Müllner 2011, algorithm 3). A merged cluster lives in the row of its second member.
    /// </summary>
    private static List<(int A, int B, double Distance)> NearestNeighbourChain(double[,] distance, int n)
    {
        var sizes = new int[n];
        Array.Fill(sizes, 1);
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
                    Join(distance, sizes, Math.Min(x, y), Math.Max(x, y), nearest);
                    merges.Add((Math.Min(x, y), Math.Max(x, y), nearest));
                    break;
                }
                chain.Push(x);
                chain.Push(y);
            }
        }
        return merges;
    }

    private static void Join(double[,] distance, int[] sizes, int x, int y, double apart)
    {
        double nx = sizes[x], ny = sizes[y];
        (sizes[x], sizes[y]) = (0, sizes[x] + sizes[y]);
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0 || i == y)
                continue;
            double ni = sizes[i], t = 1 / (nx + ny + ni);
            var (toX, toY) = (distance[i, x], distance[i, y]);
            distance[i, y] = distance[y, i] = Math.Sqrt((ni + nx) * t * toX * toX + (ni + ny) * t * toY * toY - ni * t * apart * apart);
        }
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
