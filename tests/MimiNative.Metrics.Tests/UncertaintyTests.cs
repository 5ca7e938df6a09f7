namespace MimiNative.Metrics.Tests;

public sealed class UncertaintyTests
{
    [Fact]
    public void Drawing_every_voice_once_gives_the_metrics_themselves()
    {
        foreach (var (labels, matrix) in Examples())
            foreach (var centred in new[] { false, true })
            {
                var space = new CosineSpace(matrix, centred);
                var table = PairStatistics.Pass(space, labels, 1).Table!;
                var once = new int[labels.VoiceCount];
                Array.Fill(once, 1);
                Same(Headlines.Of(CosineView.Compute(matrix, labels, centred)), Bootstrap.Replicates(table, [once])[0]);
            }
    }

    [Fact]
    public void Drawing_a_voice_twice_weighs_it_like_a_copy_that_is_never_paired_with_it()
    {
        var example = Space.Random(5, voices: 3, texts: 4, takes: 1, dim: 9);
        var table = PairStatistics.Pass(new CosineSpace(example.Matrix, false), example.Labels, 1).Table!;
        var twice = Bootstrap.Replicates(table, [[2, 1, 0]])[0];
        double intra = 0, inter = 0, intraPairs = 0, interPairs = 0;
        var similarity = new VoicePairs(example);
        foreach (var (u, weight) in new[] { (0, 2), (1, 1) })
        {
            intra += weight * similarity.Sum(u, u, sameText: false);
            intraPairs += weight * 6;
        }
        inter += 2 * similarity.Sum(0, 1, sameText: true);
        interPairs += 2 * 4;
        Assert.Equal(intra / intraPairs - inter / interPairs, twice[Headlines.AcousticsScore], 1e-12);
    }

    [Fact]
    public void The_observed_labels_measure_what_the_metrics_say()
    {
        foreach (var (labels, matrix) in Examples())
            foreach (var centred in new[] { false, true })
            {
                var value = Headlines.Of(CosineView.Compute(matrix, labels, centred));
                var all = Uncertainty.Compute(matrix, labels, new UncertaintyOptions { Replicates = 20, Permutations = 20 });
                Same(value, [.. (centred ? all.Centred : all.Raw).Select(m => m.Value)]);
                Same(value, PermutationTest.Measure(new CosineSpace(matrix, centred), new LabelShuffle(labels, 1)));
            }
    }

    /// <summary>Equal clips give equal cosines, which are one threshold of the EER.</summary>
    [Fact]
    public void Shuffled_labels_measure_what_the_metrics_of_clips_so_labelled_say_ties_too()
    {
        foreach (var (labels, matrix) in Examples())
        {
            var space = new CosineSpace(Doubled(matrix), false);
            var twice = new SpaceLabels([.. labels.Voice, .. labels.Voice], labels.Text is { } text ? [.. text, .. text] : null);
            var shuffle = new LabelShuffle(twice, 3);
            foreach (var voice in shuffle.Shuffles(5))
            {
                var relabelled = new SpaceLabels(voice, twice.Text);
                Same(Headlines.Of(CosineView.Compute(space, relabelled, null).View), PermutationTest.Measure(space, shuffle, voice));
            }
        }

        static EmbeddingMatrix Doubled(EmbeddingMatrix matrix) => new([.. matrix.Values, .. matrix.Values], 2 * matrix.Rows, matrix.Dimension);
    }

    [Fact]
    public void Intervals_and_p_values_repeat_with_the_seed_and_differ_without()
    {
        var (matrix, labels) = Space.Random(3, 6, 4, 2, 12, voiceSpread: 0.4);
        var options = new UncertaintyOptions { Replicates = 200, Permutations = 200, Seed = 9 };
        Assert.Equal(Uncertainty.Compute(matrix, labels, options).Raw, Uncertainty.Compute(matrix, labels, options).Raw);
        Assert.NotEqual(Uncertainty.Compute(matrix, labels, options).Raw, Uncertainty.Compute(matrix, labels, options with { Seed = 10 }).Raw);
    }

    [Fact]
    public void Intervals_hold_the_value_and_voices_are_told_from_noise()
    {
        var (matrix, labels) = Space.Random(3, 12, 4, 2, 24, voiceSpread: 1);
        foreach (var metric in Uncertainty.Compute(matrix, labels).Centred)
        {
            Assert.InRange(metric.Value, metric.Low, metric.High);
            Assert.Equal(1.0 / 1001, metric.PValue, 1e-12);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void P_values_are_uniform_when_voices_mean_nothing(bool texts)
    {
        const int Spaces = 200, Permutations = 99;
        var p = new List<double>[Headlines.Count];
        for (var m = 0; m < p.Length; m++)
            p[m] = [];
        for (var s = 0; s < Spaces; s++)
        {
            var (matrix, labels) = Space.Random((ulong)s, voices: 5, texts: 4, takes: 1, dim: 6, voiceSpread: 0, textSpread: texts ? 1 : 0);
            if (!texts)
                labels = new SpaceLabels(labels.Voice, null);
            var values = Uncertainty.Compute(matrix, labels, new UncertaintyOptions { Replicates = 0, Permutations = Permutations, Seed = (ulong)s }).Raw;
            for (var m = 0; m < p.Length; m++)
                p[m].Add(values[m].PValue);
        }
        for (var m = 0; m < p.Length; m++)
        {
            if (!texts && m == Headlines.AcousticsScore)
            {
                Assert.All(p[m], v => Assert.Equal(double.NaN, v));
                continue;
            }
            // Kolmogorov–Smirnov at a level of 0.001; the p-values' own steps and the EER's ties add a little.
            var sorted = p[m].Order().ToArray();
            var distance = sorted.Select((v, i) => Math.Max(Math.Abs(v - (double)i / Spaces), Math.Abs(v - (i + 1.0) / Spaces))).Max();
            Assert.True(distance < 1.95 / Math.Sqrt(Spaces) + 0.02, $"{Headlines.Names[m]}: distance {distance:F3} from uniform");
        }
    }

    [Fact]
    public void A_large_space_is_sampled_and_stays_near_the_exact_answer()
    {
        var (matrix, labels) = Space.Random(1, voices: 60, texts: 10, takes: 4, dim: 8, voiceSpread: 0.5);
        Assert.True(matrix.Rows > CosineSpace.Float64Rows);
        var metrics = Uncertainty.Compute(matrix, labels, new UncertaintyOptions { Replicates = 50, Permutations = 19 }).Raw;
        Assert.All(metrics, m => Assert.InRange(m.Value, m.Low, m.High));
        Assert.All(metrics, m => Assert.Equal(0.05, m.PValue, 1e-12));
    }

    [Fact]
    public void Random_numbers_are_those_of_the_published_generator()
    {
        // xoshiro256** from the state that SplitMix64 makes of seed 0 (first outputs of SplitMix64: e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec).
        var random = new SeededRandom(0);
        Assert.Equal(ulong.RotateLeft(unchecked(0x6e789e6aa1b965f4UL * 5), 7) * 9, random.NextUInt64());
        var counts = new int[3];
        for (var i = 0; i < 30000; i++)
            counts[random.NextInt(3)]++;
        Assert.All(counts, c => Assert.InRange(c, 9700, 10300));
        var gaussian = Enumerable.Range(0, 20000).Select(_ => random.NextGaussian()).ToArray();
        Assert.InRange(gaussian.Average(), -0.03, 0.03);
        Assert.InRange(gaussian.Average(g => g * g), 0.96, 1.04);
    }

    private static IEnumerable<(SpaceLabels Labels, EmbeddingMatrix Matrix)> Examples()
    {
        yield return (Space.Random(1, 5, 3, 2, 17).Labels, Space.Random(1, 5, 3, 2, 17).Matrix);
        var uneven = Space.Random(2, 4, 4, 2, 5).Select([0, 3, 4, 5, 9, 12, 13, 17, 20, 21, 22, 30]);
        yield return (uneven.Labels, uneven.Matrix);
        yield return (new SpaceLabels(uneven.Labels.Voice, null), uneven.Matrix);
    }

    private static void Same(double[] expected, double[] actual)
    {
        for (var m = 0; m < expected.Length; m++)
            Assert.True(expected[m].Equals(actual[m]) || Math.Abs(expected[m] - actual[m]) < 1e-9, $"{Headlines.Names[m]}: {expected[m]:R} and {actual[m]:R}");
    }

    private sealed class VoicePairs(Space space)
    {
        public double Sum(int u, int v, bool sameText)
        {
            var (labels, unit) = (space.Labels, new CosineSpace(space.Matrix, false));
            var (a, b) = (new double[space.Matrix.Dimension], new double[space.Matrix.Dimension]);
            var sum = 0.0;
            for (var i = 0; i < labels.Rows; i++)
                for (var j = i + 1; j < labels.Rows; j++)
                    if ((labels.Voice[i], labels.Voice[j]) == (u, v) && labels.Text![i] == labels.Text[j] == sameText)
                    {
                        unit.Unit(i, a);
                        unit.Unit(j, b);
                        sum += FixedOrder.Dot(a, b);
                    }
            return sum;
        }
    }
}
