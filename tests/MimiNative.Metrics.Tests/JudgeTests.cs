namespace MimiNative.Metrics.Tests;

/// <summary>Constants and conventions by which a result is judged, each against numbers worked out by hand: a slip in one would change a verdict and break nothing else.</summary>
public sealed class JudgeTests
{
    // Thresholds above all, at 4, 3, 2 and 1: misses 1, ½, ½, 0, 0; false alarms 0, 0, ¼, ¼, 1.
    [Theory]
    [InlineData(0.05, 0.5 * 0.05 / 0.05)] // at 4
    [InlineData(0.5, 0.25 * 0.5 / 0.5)] // at 2
    [InlineData(0.9, 0.25 * 0.1 / 0.1)] // at 2
    public void Detection_cost_weighs_a_miss_by_the_prior_and_a_false_alarm_by_the_rest(double prior, double cost) =>
        Assert.Equal(cost, ScoreDistribution.FromScores([4, 2], [3, 1, 1, 1]).MinDcf(prior), 1e-12);

    [Fact]
    public void The_two_priors_of_a_report_are_one_and_five_per_cent()
    {
        // Half of the misses, or one false alarm of 60 pairs: 0.005 against 0.0165, and 0.025 against 0.0158.
        var metrics = VerificationMetrics.FromScores([4, 2], [3, .. Enumerable.Repeat(1.0, 59)]);
        Assert.Equal(0.5, metrics.MinDcf01, 1e-12);
        Assert.Equal(0.95 / 60 / 0.05, metrics.MinDcf05, 1e-12);
    }

    // Voice A: 0, 1, 2 around 1 with variance 2/3; voice B: 5, 7 around 6 with variance 1. Means 1 and 6: variance 6.25.
    [Fact]
    public void The_F_ratio_is_of_population_variances_each_voice_counting_alike()
    {
        var matrix = new EmbeddingMatrix([0, 9, 1, 9, 2, 9, 5, 9, 7, 9], 5, 2);
        var ranking = ChannelRanking.Compute(matrix, new SpaceLabels([0, 0, 0, 1, 1], null));
        Assert.Equal([0, 1], ranking.Select(c => c.Channel));
        Assert.Equal(6.25, ranking[0].InterVariance, 1e-12);
        Assert.Equal((2.0 / 3 + 1) / 2, ranking[0].IntraVariance, 1e-12);
        Assert.Equal(7.5, ranking[0].Ratio, 1e-8);
        Assert.Equal((0.0, 0.0, 0.0), (ranking[1].InterVariance, ranking[1].IntraVariance, ranking[1].Ratio));
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(40, 4)]
    [InlineData(4, 12)]
    public void Every_principal_component_points_to_its_largest_entry(int rows, int channels)
    {
        for (var seed = 0UL; seed < 8; seed++)
        {
            var random = new SeededRandom(seed);
            var pca = Pca.Fit(new EmbeddingMatrix([.. Enumerable.Range(0, rows * channels).Select(_ => (float)random.NextGaussian())], rows, channels));
            for (var i = 0; i < pca.Count; i++)
                Assert.True(pca.Component(i).ToArray().MaxBy(Math.Abs) > 0, $"seed {seed}, component {i}");
        }
    }

    // Two classes on a line, both of variance 1 around ±1, nine times as many on the left: the border is at ln(9)/2, not in the middle.
    [Fact]
    public void Discriminant_analysis_expects_classes_as_often_as_it_saw_them()
    {
        float[] around = [-1, 1];
        float[] values = [.. Enumerable.Range(0, 90).Select(i => -1 + around[i % 2]), .. Enumerable.Range(0, 10).Select(i => 1 + around[i % 2])];
        var lda = Lda.Fit(new EmbeddingMatrix(values, 100, 1), new SpaceLabels([.. Enumerable.Repeat(0, 90), .. Enumerable.Repeat(1, 10)], null), shrinkage: 0.1);
        var border = (float)(Math.Log(9) / 2);
        Assert.Equal([0, 0, 0, 1], lda.Predict(new EmbeddingMatrix([0, 0.5f, border - 0.01f, border + 0.01f], 4, 1)));
    }

    [Fact]
    public void A_percentile_lies_between_order_statistics()
    {
        List<double> sorted = [.. Enumerable.Range(0, 101).Select(i => (double)i)];
        Assert.Equal([2.5, 97.5, 0, 100, 50], new[] { 0.025, 0.975, 0, 1, 0.5 }.Select(share => Math.Round(Bootstrap.Percentile(sorted, share), 9)));
    }

    [Fact]
    public void An_interval_of_error_rates_leaves_a_fortieth_of_the_draws_out_on_either_side()
    {
        var draws = Enumerable.Range(0, 1001).Select(i => (double)(i * 617 % 1001)).ToArray();
        Assert.Equal(new Estimate(7, 25, 975), new ResampledEer(7, draws).Estimate);
        Assert.Equal(new Estimate(0, 0, 0), new ResampledEer(7, draws).Minus(new ResampledEer(7, draws)));
        Assert.Equal(new Estimate(4, 25 - 3, 975 - 3), new ResampledEer(7, draws).Minus(new ResampledEer(3, [.. draws.Select(_ => 3.0)])));
    }

    [Fact]
    public void An_interval_of_a_headline_metric_leaves_a_fortieth_of_the_replicates_out_on_either_side()
    {
        var (matrix, labels) = Space.Random(4, voices: 9, texts: 3, takes: 1, dim: 6);
        var options = new UncertaintyOptions { Replicates = 161, Permutations = 0, Seed = 5 };
        var space = new CosineSpace(matrix, false);
        var table = PairStatistics.Pass(space, labels, options.Seed).Table!;
        var random = new SeededRandom(options.Seed);
        var replicates = new List<double>();
        for (var r = 0; r < options.Replicates; r++)
        {
            var drawn = new int[table.Voices];
            for (var v = 0; v < drawn.Length; v++)
                drawn[random.NextInt(drawn.Length)]++;
            replicates.Add(Bootstrap.Replicates(table, [drawn])[0][Headlines.Consistency]);
        }

        replicates.Sort();
        var consistency = Uncertainty.Compute(matrix, labels, options).Raw[Headlines.Consistency];
        Assert.Equal((replicates[4], replicates[156]), (consistency.Low, consistency.High));
    }
}
