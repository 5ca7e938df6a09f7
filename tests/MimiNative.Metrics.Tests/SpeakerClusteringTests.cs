namespace MimiNative.Metrics.Tests;

/// <summary>Clustering against the plainest average linkage there is, and what it does with few, many and odd windows.</summary>
public sealed class SpeakerClusteringTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merges_are_those_of_averaging_every_pair_anew(int seed)
    {
        var windows = Voices(seed, voices: 5, each: 8, spread: 1.2);
        var clustering = SpeakerClustering.Of(windows);
        var plain = Plain(windows);
        Assert.Equal(plain.Count, clustering.Similarities.Count);
        foreach (var (merge, similarity) in plain.Zip(clustering.Similarities))
            Assert.Equal(merge.Similarity, similarity, 1e-12);
        for (var clusters = 1; clusters <= windows.Rows; clusters++)
        {
            var expected = Numbered(clusters == windows.Rows ? [.. Enumerable.Range(0, windows.Rows)] : plain[windows.Rows - clusters - 1].Labels);
            Assert.Equal(expected, clustering.WithSpeakers(clusters, leastWindows: 1));
            if (clusters < windows.Rows)
                Assert.Equal(expected, clustering.AtThreshold(0.5 * (plain[windows.Rows - clusters - 1].Similarity + (clusters > 1 ? plain[windows.Rows - clusters].Similarity : -1)), leastWindows: 1));
        }
    }

    [Theory]
    [InlineData(50, 2048)]
    [InlineData(50, 512)]
    [InlineData(50, 256)]
    [InlineData(200, 256)]
    public void Thirty_voices_in_many_blocks_are_told_apart(int each, int block)
    {
        var windows = Voices(7, voices: 30, each, spread: 0.2, dimension: 64);
        var expected = Enumerable.Range(0, windows.Rows).Select(i => i / each).ToArray();
        var clustering = SpeakerClustering.Of(windows, block);
        Assert.InRange(clustering.Similarities.Count, 29, block - 1);
        Assert.Equal(expected, clustering.WithSpeakers(30));
        Assert.Equal(expected, clustering.AtThreshold(0.5));
    }

    [Fact]
    public void A_handful_of_odd_windows_is_no_speaker()
    {
        var windows = Voices(3, voices: 3, each: 20, spread: 0.1);
        // Two windows of the first voice are turned around: nothing is like them.
        foreach (var row in (int[])[4, 9])
            for (var c = 0; c < windows.Dimension; c++)
                windows.Values[row * windows.Dimension + c] *= -1;
        var clustering = SpeakerClustering.Of(windows);
        Assert.Equal(3, clustering.WithSpeakers(3).Distinct().Count());
        Assert.Equal(3, clustering.AtThreshold(0.5).Distinct().Count());
        Assert.Equal(4, clustering.AtThreshold(0.5, leastWindows: 1).Distinct().Count());
        Assert.Equal(0, clustering.WithSpeakers(3)[0]);
        Assert.Equal([1, 2], [clustering.WithSpeakers(3)[20], clustering.WithSpeakers(3)[40]]);
    }

    [Fact]
    public void Nothing_one_window_and_more_speakers_than_windows()
    {
        Assert.Empty(SpeakerClustering.Of(new([], 0, 3)).AtThreshold(0));
        Assert.Empty(SpeakerClustering.Of(new([], 0, 3)).WithSpeakers(2));
        Assert.Equal([0], SpeakerClustering.Of(new([1, 2, 3], 1, 3)).WithSpeakers(5));
        Assert.Equal([0], SpeakerClustering.Of(new([1, 2, 3], 1, 3)).AtThreshold(1));
        Assert.Equal([0, 1], SpeakerClustering.Of(new([1, 0, 0, 1], 2, 2)).WithSpeakers(5));
        Assert.Throws<MetricsException>(() => SpeakerClustering.Of(new([float.NaN, 0], 1, 2)));
        Assert.Throws<MetricsException>(() => SpeakerClustering.Of(new([1, 0], 1, 2)).AtThreshold(double.NaN));
    }

    [Fact]
    public void Turns_follow_the_windows_and_their_ends_lie_between_them()
    {
        // Two voices, four seconds each, in one region; a window of 1 s every 0.25 s that lies over both is in between.
        var ranges = Enumerable.Range(0, 29).Select(i => new TimeRange(0.25 * i, 0.25 * i + 1)).ToList();
        var values = ranges.SelectMany(r => Math.Clamp(4 - r.Start, 0, 1) is var share ? (float[])[(float)share, (float)(1 - share)] : []).ToArray();
        var labels = ranges.Select(r => r.Start < 3.5 ? 0 : 1).ToArray();
        var turns = Resegmentation.Run(new(values, 29, 2), ranges, labels, [new(0, 8)]);
        Assert.Equal([0, 1], turns.Select(t => t.Speaker));
        Assert.Equal((0, 8), (turns[0].Range.Start, turns[1].Range.End));
        Assert.Equal(turns[0].Range.End, turns[1].Range.Start);
        Assert.Equal(4, turns[0].Range.End, 0.1);
    }

    [Fact]
    public void A_stretch_that_is_too_short_goes_to_a_neighbour_and_regions_stay_apart()
    {
        TimeRange[] regions = [new(0, 2), new(3, 3.1)];
        TimeRange[] ranges = [new(0, 1), new(0.5, 1.5), new(1, 2), new(3, 3.1)];
        float[] values = [1, 0, 0, 1, 1, 0, 0, 1];
        var turns = Resegmentation.Run(new(values, 4, 2), ranges, [0, 1, 0, 1], regions, new() { ShortestTurn = 1.5 });
        Assert.Equal([(0, new TimeRange(0, 2)), (1, new TimeRange(3, 3.1))], turns);
        Assert.Equal(4, Resegmentation.Run(new(values, 4, 2), ranges, [0, 1, 0, 1], regions, new() { ShortestTurn = 0.1 }).Count);
        Assert.Empty(Resegmentation.Run(new([], 0, 2), [], [], regions));
        Assert.Throws<MetricsException>(() => Resegmentation.Run(new(values, 4, 2), ranges, [0, 1], regions));
    }

    private static EmbeddingMatrix Voices(int seed, int voices, int each, double spread, int dimension = 16)
    {
        var random = new Random(seed);
        float Next() => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        var centres = Enumerable.Range(0, voices).Select(_ => Enumerable.Range(0, dimension).Select(_ => Next()).ToArray()).ToArray();
        return new([.. centres.SelectMany(c => Enumerable.Range(0, each).SelectMany(_ => c.Select(v => v + (float)spread * Next())))], voices * each, dimension);
    }

    /// <summary>The two clusters with the largest average cosine over all pairs become one, again and again.</summary>
    private static List<(double Similarity, int[] Labels)> Plain(EmbeddingMatrix windows)
    {
        var units = Enumerable.Range(0, windows.Rows).Select(i => windows.Row(i).ToArray().Select(v => (double)v).ToArray()).Select(r => r.Select(v => v / Math.Sqrt(r.Sum(x => x * x))).ToArray()).ToArray();
        var clusters = Enumerable.Range(0, windows.Rows).Select(i => new List<int> { i }).ToList();
        var merges = new List<(double, int[])>();
        while (clusters.Count > 1)
        {
            var best = (A: 0, B: 0, Similarity: double.NegativeInfinity);
            for (var a = 0; a < clusters.Count; a++)
                for (var b = a + 1; b < clusters.Count; b++)
                {
                    var similarity = clusters[a].Average(i => clusters[b].Average(j => units[i].Zip(units[j], (x, y) => x * y).Sum()));
                    if (similarity > best.Similarity)
                        best = (a, b, similarity);
                }
            clusters[best.A].AddRange(clusters[best.B]);
            clusters.RemoveAt(best.B);
            var labels = new int[windows.Rows];
            foreach (var (number, cluster) in clusters.Index())
                foreach (var i in cluster)
                    labels[i] = number;
            merges.Add((best.Similarity, labels));
        }
        return merges;
    }

    private static int[] Numbered(int[] labels)
    {
        int[] order = [.. labels.Distinct()];
        return [.. labels.Select(l => Array.IndexOf(order, l))];
    }
}
