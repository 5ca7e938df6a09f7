namespace MimiNative.Metrics.Tests;

/// <summary>What is looked at in part, beside the whole.</summary>
public sealed class SamplingTests
{
    private static readonly UncertaintyOptions Few = new() { Replicates = 0, Permutations = 0 };

    [Fact]
    public void Every_voice_gives_its_share_of_a_sample_and_a_small_space_is_taken_whole()
    {
        var random = new SeededRandom(1);
        var labels = new SpaceLabels([.. Enumerable.Range(0, 5000).Select(_ => (int)(40 * random.NextDouble() * random.NextDouble()))], null);
        Assert.Null(PairSample.Choose(labels, 5000, 1));
        var sample = PairSample.Choose(labels, 1000, 1)!;
        Assert.Equal((1000, 1000), (sample.Length, sample.Distinct().Count()));
        foreach (var (voice, clips) in labels.Voice.CountBy(v => v))
            Assert.InRange(sample.Count(i => labels.Voice[i] == voice), clips / 5 - 1, clips / 5 + 2);
        Assert.Equal(sample, PairSample.Choose(labels, 1000, 1));
        Assert.NotEqual(sample, PairSample.Choose(labels, 1000, 2));
    }

    [Fact]
    public void A_sample_says_how_far_it_may_be_off_and_is()
    {
        var space = Space.Random(5, voices: 30, texts: 6, takes: 10, dim: 16, voiceSpread: 0.6);
        var whole = SpaceMetrics.Compute(space.Matrix, space.Labels, new SpaceMetricsOptions { Probes = false, Uncertainty = Few });
        Assert.Null(whole.Sample);
        double[] expected = Headlines.Of(whole.Raw), offBySquares = new double[Headlines.Count], statedSquares = new double[Headlines.Count];
        const int Draws = 12;
        for (var seed = 1ul; seed <= Draws; seed++)
        {
            var part = SpaceMetrics.Compute(space.Matrix, space.Labels, new SpaceMetricsOptions { Probes = false, Uncertainty = Few with { MostClips = 600, Seed = seed } });
            Assert.Equal(600, part.Sample!.Clips);
            Assert.Equal(whole.Raw.Voice.Consistency, part.Raw.Voice.Consistency);
            Assert.Equal(whole.Raw.Voice.InterDistance, part.Raw.Voice.InterDistance);
            Assert.Equal(Headlines.Names, part.Sample.Errors.Select(e => e.Name));
            var values = Headlines.Of(part.Raw);
            for (var m = 0; m < values.Length; m++)
            {
                offBySquares[m] += Math.Pow(values[m] - expected[m], 2) / Draws;
                statedSquares[m] += Math.Pow(part.Sample.Errors[m].Raw, 2) / Draws;
            }
        }
        for (var m = 0; m < Headlines.Count; m++)
            if (m == Headlines.Consistency)
                Assert.Equal(0, statedSquares[m]);
            else
                // On the large side: in a tenth of a sample the pairs of a voice are few, and what they scatter counts for more than in all of it.
                Assert.InRange(Math.Sqrt(statedSquares[m] / offBySquares[m]), 1, 4);
    }

    [Fact]
    public void Probes_of_many_clips_say_whom_they_saw()
    {
        var few = Space.Random(1, voices: 20, texts: 5, takes: 1, dim: 8);
        Assert.Null(ProbeSample.Choose(few.Labels));
        var all = SpeakerProbes.Compute(few.Matrix, few.Labels);
        Assert.Equal((100, 20), (all.Clips, all.Voices));
        var many = Space.Random(1, voices: 300, texts: 5, takes: 3, dim: 6, voiceSpread: 3);
        var chosen = ProbeSample.Choose(many.Labels)!;
        Assert.Equal(256, chosen.Select(i => many.Labels.Voice[i]).Distinct().Count());
        Assert.All(chosen.CountBy(i => many.Labels.Voice[i]), g => Assert.Equal(15, g.Value));
        var long1 = new SpaceLabels([.. Enumerable.Range(0, 9000).Select(i => i % 8)], null);
        Assert.All(ProbeSample.Choose(long1)!.CountBy(i => long1.Voice[i]), g => Assert.Equal(512, g.Value));
        var probes = SpeakerProbes.Compute(many.Matrix, many.Labels, logistic: false);
        Assert.Equal((256 * 15, 256), (probes.Clips, probes.Voices));
        Assert.Equal(300, probes.Confusion.Length);
        var seen = chosen.Select(i => many.Labels.Voice[i]).ToHashSet();
        for (var v = 0; v < 300; v++)
            Assert.Equal(seen.Contains(v) ? 15 : 0, probes.Confusion[v].Sum());
        // What the probes got right stands on the diagonal, under the voices' own numbers.
        var right = Enumerable.Range(0, 300).Sum(v => probes.Confusion[v][v]);
        Assert.Equal(probes.NearestCentroid.Average(), (double)right / probes.Clips, 1e-9);
    }

    [Fact]
    public void A_permutation_test_of_many_clips_takes_six_of_as_many_voices_as_fit()
    {
        var labels = new SpaceLabels([.. Enumerable.Range(0, 20_000).Select(i => i % 200)], null);
        var rows = new LabelShuffle(labels, 1).Rows;
        Assert.Equal(600, rows.Length);
        Assert.All(rows.CountBy(i => labels.Voice[i]), g => Assert.Equal(6, g.Value));
        var few = new SpaceLabels([.. Enumerable.Range(0, 2000).Select(i => i % 10)], null);
        Assert.All(new LabelShuffle(few, 1).Rows.CountBy(i => few.Voice[i]), g => Assert.Equal(60, g.Value));
    }

    [Fact]
    public void Products_are_those_of_plain_loops()
    {
        var random = new SeededRandom(6);
        foreach (var (m, n, dim) in new[] { (1, 1, 1), (5, 3, 2), (7, 17, 513), (97, 130, 31), (200, 33, 1100), (3, 16, 512) })
        {
            double[] a = [.. Enumerable.Range(0, m * dim).Select(_ => random.NextGaussian())], b = [.. Enumerable.Range(0, n * dim).Select(_ => random.NextGaussian())];
            var (byRows, byColumns) = (new double[m * n], new double[m * n]);
            PackedRows.Of(b, n, dim).Multiply(a, m, byRows);
            var columns = new PackedRows();
            columns.FillColumns([.. Enumerable.Range(0, n * dim).Select(i => b[i % n * dim + i / n])], dim, n);
            columns.Multiply(a, m, byColumns);
            Assert.Equal(byRows, byColumns);
            for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                    Assert.Equal(Enumerable.Range(0, dim).Sum(k => a[i * dim + k] * b[j * dim + k]), byRows[i * n + j], 1e-11 * dim);
            var scatter = Scatter.Of(m, dim, (i, row) => a.AsSpan(i * dim, dim).CopyTo(row));
            for (var k = 0; k < dim; k += 7)
                for (var l = 0; l < dim; l += 5)
                    Assert.Equal(Enumerable.Range(0, m).Sum(i => a[i * dim + k] * a[i * dim + l]), scatter[k * dim + l], 1e-11 * m);
        }
        double[] tall = [.. Enumerable.Range(0, 1500 * 3).Select(_ => random.NextGaussian())];
        var sums = Scatter.Of(1500, 3, (i, row) => tall.AsSpan(i * 3, 3).CopyTo(row));
        Assert.Equal(Enumerable.Range(0, 1500).Sum(i => tall[i * 3] * tall[i * 3 + 2]), sums[2], 1e-9);
    }

    [Fact]
    public void A_measurement_says_what_it_does()
    {
        var heard = new Heard();
        var space = Space.Random(1, 6, 4, 2, 8);
        SpaceMetrics.Compute(space.Matrix, space.Labels, new SpaceMetricsOptions { Uncertainty = Few, Progress = heard });
        VerificationReport.Compute(space.Matrix, space.Labels, Few, progress: heard);
        Assert.Superset(new HashSet<string> { "pairs", "pairs, centred", "intervals", "p-values", "principal components", "probes", "heads on unseen voices", "singling out" }, heard.Parts);
    }

    private sealed class Heard : IProgress<MetricsProgress>
    {
        public HashSet<string> Parts { get; } = [];

        public void Report(MetricsProgress value) => Parts.Add(value.Part);
    }
}
