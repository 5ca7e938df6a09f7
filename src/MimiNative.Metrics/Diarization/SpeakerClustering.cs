using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Groups windows of speech by voice: agglomerative clustering with average linkage on cosine. Up to a block of windows this is exact. More are cut into blocks of windows that follow each other; each is clustered
/// by itself down to an eighth of its rows, and what is left (mean and number of windows, which is all that the average needs) is clustered together. Memory is that of one block (8 · block² bytes) whatever
/// the number of windows, time O(N · block).
/// </summary>
public sealed class SpeakerClustering
{
    /// <summary>Windows of a block where nothing else is said: eight and a half minutes of speech at four a second.</summary>
    public const int DefaultBlock = 2048;

    /// <summary>Clusters of fewer windows are no speakers of their own where nothing else is said.</summary>
    public const int DefaultLeastWindows = 4;

    private const int Reduction = 8;

    private readonly Items _items;
    private readonly int[] _itemOf;
    private readonly IReadOnlyList<Merge> _linkage;

    private SpeakerClustering(Items items, int[] itemOf, IReadOnlyList<Merge> linkage) => (_items, _itemOf, _linkage) = (items, itemOf, linkage);

    /// <summary>The average cosine between the clusters of each merge, falling; of the last clustering where there were several blocks.</summary>
    public IReadOnlyList<double> Similarities => [.. _linkage.Select(m => 1 - m.Distance)];

    /// <summary>Builds the tree of all merges.</summary>
    /// <param name="windows">Vectors (N, D) in the order of time.</param>
    /// <param name="block">Most rows that are clustered at once, at least 16.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="MetricsException">A value is not finite.</exception>
    public static SpeakerClustering Of(EmbeddingMatrix windows, int block = DefaultBlock, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 2 * Reduction);
        // One table for all blocks: they are large enough to stay in memory for a while each.
        var distance = new double[Math.Min(block, windows.Rows), Math.Min(block, windows.Rows)];
        var (items, itemOf) = Reduced(windows, block, distance, cancellation);
        return new(items, itemOf, AverageLinkage.Linkage(items.Means, items.Weights, distance));
    }

    /// <summary>The speaker of each window, numbered from 0 in the order in which they come, where clusters merge while the average cosine between them is at least a threshold.</summary>
    /// <param name="threshold">−1 to 1.</param>
    /// <param name="leastWindows">Clusters of fewer are no speakers of their own: their windows go to the nearest that is, if there is any.</param>
    public int[] AtThreshold(double threshold, int leastWindows = DefaultLeastWindows)
    {
        if (!(threshold is >= -1 and <= 1))
            throw new MetricsException("a threshold is a cosine, from -1 to 1");
        var merges = 0;
        while (merges < _linkage.Count && 1 - _linkage[merges].Distance >= threshold)
            merges++;
        return Labels(WithoutSmall(AverageLinkage.Cut(_linkage, _items.Count, merges), _items, leastWindows));
    }

    /// <summary>The same for a known number of speakers: the coarsest cut with so many clusters of enough windows; where none has them, so many clusters of any size, or one for each window.</summary>
    /// <param name="speakers">At least 1.</param>
    /// <param name="leastWindows">As for <see cref="AtThreshold"/>.</param>
    public int[] WithSpeakers(int speakers, int leastWindows = DefaultLeastWindows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(speakers, 1);
        for (var clusters = Math.Min(speakers, _items.Count); clusters <= _items.Count; clusters++)
        {
            var labels = AverageLinkage.Cut(_linkage, _items.Count, _items.Count - clusters);
            if (_items.Count > 0 && Sizes(labels, _items).Count(s => s >= leastWindows) >= speakers)
                return Labels(WithoutSmall(labels, _items, leastWindows));
        }
        return Labels(AverageLinkage.Cut(_linkage, _items.Count, _items.Count - Math.Min(speakers, _items.Count)));
    }

    private int[] Labels(int[] ofItems) => Renumbered([.. _itemOf.Select(i => ofItems[i])]);

    private static int[] WithoutSmall(int[] labels, Items items, int least)
    {
        if (labels.Length == 0)
            return labels;
        var sizes = Sizes(labels, items);
        int[] large = [.. Enumerable.Range(0, sizes.Length).Where(c => sizes[c] >= least)];
        if (large.Length == 0 || large.Length == sizes.Length)
            return labels;
        var means = large.Select(c => items.Mean(Enumerable.Range(0, labels.Length).Where(i => labels[i] == c))).ToList();
        return [.. labels.Select((label, i) => sizes[label] >= least ? label : large[Enumerable.Range(0, large.Length).MaxBy(c => FixedOrder.Dot(means[c], items.Means[i]))])];
    }

    private static int[] Sizes(int[] labels, Items items)
    {
        var sizes = new int[labels.Max() + 1];
        foreach (var (i, label) in labels.Index())
            sizes[label] += items.Weights[i];
        return sizes;
    }

    /// <summary>At most a block of items, and the item of each window.</summary>
    private static (Items Items, int[] Of) Reduced(EmbeddingMatrix windows, int block, double[,] distance, CancellationToken cancellation)
    {
        var space = new CosineSpace(windows, centred: false);
        int[]? of = null;
        Items? items = null;
        for (var count = windows.Rows; items is null || count > block; count = items.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (items is null && count <= block)
            {
                items = Units(space, 0, count);
                break;
            }
            // Blocks as equal as can be, so that the last isn't a leftover.
            var blocks = (count + block - 1) / block;
            var (means, weights, next) = (new List<double[]>(), new List<int>(), new int[count]);
            for (var b = 0; b < blocks; b++)
            {
                var (from, to) = ((int)((long)count * b / blocks), (int)((long)count * (b + 1) / blocks));
                var part = items?.Part(from, to) ?? Units(space, from, to);
                var labels = AverageLinkage.Cut(AverageLinkage.Linkage(part.Means, part.Weights, distance), part.Count, part.Count - part.Count / Reduction);
                foreach (var (i, label) in labels.Index())
                    next[from + i] = means.Count + label;
                foreach (var group in Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key))
                {
                    means.Add(part.Mean(group));
                    weights.Add(group.Sum(i => part.Weights[i]));
                }
            }
            of = of is null ? next : [.. of.Select(i => next[i])];
            items = new([.. means], [.. weights]);
        }
        return (items, of ?? [.. Enumerable.Range(0, windows.Rows)]);
    }

    private static Items Units(CosineSpace space, int from, int to)
    {
        var means = new double[to - from][];
        for (var i = from; i < to; i++)
            space.Unit(i, means[i - from] = new double[space.Dimension]);
        return new(means, [.. Enumerable.Repeat(1, to - from)]);
    }

    private static int[] Renumbered(int[] labels)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var label in labels)
            numbers.TryAdd(label, numbers.Count);
        return [.. labels.Select(l => numbers[l])];
    }

    /// <summary>Mean unit vectors and how many windows each stands for.</summary>
    private sealed record Items(double[][] Means, int[] Weights)
    {
        public int Count => Means.Length;

        public Items Part(int from, int to) => new(Means[from..to], Weights[from..to]);

        public double[] Mean(IEnumerable<int> rows)
        {
            var (sum, total) = (new double[Means[0].Length], 0.0);
            foreach (var i in rows)
            {
                TensorPrimitives.FusedMultiplyAdd(Means[i], Weights[i], sum, sum);
                total += Weights[i];
            }
            TensorPrimitives.Divide(sum, total, sum);
            return sum;
        }
    }
}
