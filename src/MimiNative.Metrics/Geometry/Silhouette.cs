namespace MimiNative.Metrics;

/// <summary>Cosine silhouette (Rousseeuw 1987; the convention of scikit-learn: rows alone in their group count 0).</summary>
public static class Silhouette
{
    private const int RowsAtOnce = 256;

    /// <summary>
    /// Mean over rows of (b − a) / max(a, b): a the mean cosine distance to the own group, b to the nearest other one. 1 is separate, below 0 is mixed.
    /// NaN with fewer than two groups, or when every row is its own group. Time is O(N · groups · Dimension).
    /// </summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="group">Group of each row: dense voice or text ids.</param>
    /// <param name="centred">Take the mean of all rows off first.</param>
    /// <exception cref="MetricsException">Groups and rows differ in number, or a value is not finite.</exception>
    public static double Cosine(EmbeddingMatrix matrix, int[] group, bool centred = false)
    {
        ArgumentNullException.ThrowIfNull(group);
        var labels = new SpaceLabels(group, null);
        labels.RequireRowsOf(matrix);
        return Cosine(new CosineSpace(matrix, centred), labels.Voice, labels.VoiceCount);
    }

    /// <summary>The sum of cosine distances to a group is its size minus the row's dot product with the group's summed unit vectors: no pairs needed. Groups are of all rows, the mean of those that are given.</summary>
    internal static double Cosine(CosineSpace space, int[]? group, int groups, int[]? rows = null)
    {
        if (group is null || groups < 2 || groups >= space.Rows)
            return double.NaN;
        var sums = space.UnitSums(group, groups);
        var sizes = new int[groups];
        foreach (var g in group)
            sizes[g]++;
        var packed = PackedRows.Of(sums, groups, space.Dimension);
        rows ??= [.. Enumerable.Range(0, space.Rows)];
        var parts = new double[(rows.Length + RowsAtOnce - 1) / RowsAtOnce];
        Workers.For(parts.Length, () => (new double[Math.Min(RowsAtOnce, rows.Length) * space.Dimension], new double[Math.Min(RowsAtOnce, rows.Length) * groups]), (p, own) => parts[p] = Sum(p * RowsAtOnce, Math.Min(rows.Length, (p + 1) * RowsAtOnce), own.Item1, own.Item2), _ => { });
        return parts.Sum() / rows.Length;

        double Sum(int first, int end, double[] units, double[] dots)
        {
            for (var i = first; i < end; i++)
                space.Unit(rows[i], units.AsSpan((i - first) * space.Dimension, space.Dimension));
            packed.Multiply(units, end - first, dots);
            var total = 0.0;
            for (var i = first; i < end; i++)
            {
                var own = group[rows[i]];
                if (sizes[own] == 1)
                    continue;
                double inside = 0, nearest = double.PositiveInfinity;
                for (var g = 0; g < groups; g++)
                {
                    var dot = dots[(i - first) * groups + g];
                    if (g == own)
                        // A row is at distance 0 from itself, even where it has no direction.
                        inside = (sizes[g] - 1 - (dot - FixedOrder.SumOfSquares(units.AsSpan((i - first) * space.Dimension, space.Dimension)))) / (sizes[g] - 1);
                    else
                        nearest = Math.Min(nearest, (sizes[g] - dot) / sizes[g]);
                }
                var larger = Math.Max(inside, nearest);
                if (larger > 0)
                    total += (nearest - inside) / larger;
            }
            return total;
        }
    }
}
