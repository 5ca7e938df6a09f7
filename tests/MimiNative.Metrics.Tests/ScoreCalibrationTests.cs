namespace MimiNative.Metrics.Tests;

public sealed class ScoreCalibrationTests
{
    [Fact]
    public void Scores_that_say_nothing_cost_one_bit()
    {
        var found = Of([1, 1], [1, 1, 1]);
        Assert.Equal((0.0, 0.0, 1.0, 1.0), (found.Scale, found.Offset, found.Cllr, found.CllrMin));
        Assert.Equal(1, found.ActDcf01, 1e-12);
        // Higher for different voices: evidence isn't read upside down.
        var inverted = Of([1, 2, 3], [4, 5, 6]);
        Assert.Equal((0.0, 0.0, 1.0, 1.0), (inverted.Scale, inverted.Offset, inverted.Cllr, inverted.CllrMin));
        Assert.Equal(1, inverted.ActDcf05, 1e-12);
    }

    [Fact]
    public void Scores_that_a_threshold_divides_cost_nothing()
    {
        var found = Of([4, 5, 6], [1, 2, 3]);
        Assert.Equal((double.PositiveInfinity, double.NaN, 0.0, 0.0, 0.0), (found.Scale, found.Offset, found.Cllr, found.CllrMin, found.ActDcf05));
    }

    [Fact]
    public void Two_values_are_calibrated_as_by_hand()
    {
        // Score 1: 3 of 4 same, 1 of 4 different; score 0 the other way: log-likelihood-ratios of ±log 3, and Cllr is the conditional entropy of (3/4, 1/4).
        var found = Of([1, 1, 1, 0], [1, 0, 0, 0]);
        Assert.Equal(2 * Math.Log(3), found.Scale, 1e-12);
        Assert.Equal(-Math.Log(3), found.Offset, 1e-12);
        var entropy = -(0.75 * Math.Log2(0.75) + 0.25 * Math.Log2(0.25));
        Assert.Equal(entropy, found.Cllr, 1e-12);
        Assert.Equal(entropy, found.CllrMin, 1e-12);
        // log 3 is below both thresholds of Bayes: nothing is accepted.
        Assert.Equal(1, found.ActDcf01, 1e-12);
        Assert.Equal(1, found.ActDcf05, 1e-12);
    }

    [Fact]
    public void Neighbours_in_the_wrong_order_are_pooled()
    {
        // From the lowest: D, then S D (pooled), then S.
        Assert.Equal((0.5 * 1 + 0.5 * 1) / 2, Of([4, 2], [3, 1]).CllrMin, 1e-12);
        Assert.Equal(1, Of([1, 2], [3, 4]).CllrMin, 1e-12);
    }

    [Fact]
    public void The_actual_cost_counts_errors_at_the_threshold_of_Bayes()
    {
        double[] same = [.. Enumerable.Range(0, 100).Select(i => i < 95 ? 10.0 : -1)];
        double[] different = [.. Enumerable.Range(0, 1000).Select(i => i < 1 ? 10.0 : -1)];
        var found = Of(same, different);
        Assert.Equal((0.01 * 0.05 + 0.99 * 0.001) / 0.01, found.ActDcf01, 1e-12);
        Assert.Equal((0.05 * 0.05 + 0.95 * 0.001) / 0.05, found.ActDcf05, 1e-12);
    }

    [Fact]
    public void No_other_line_costs_less_than_the_fitted_one_and_no_line_less_than_the_pooled()
    {
        var random = new SeededRandom(4);
        double[] Draw(int n, double mean) => [.. Enumerable.Range(0, n).Select(_ => 1000 + 3 * (mean + random.NextGaussian()))];
        var scores = ScoreDistribution.FromScores(Draw(200, 1.5), Draw(900, 0));
        var found = ScoreCalibration.Of(scores);
        Assert.True(found.CllrMin < found.Cllr);
        foreach (var (a, b) in new[] { (1.001, 0.0), (0.999, 0), (1, 0.001), (1, -0.001), (1.01, -0.01) })
        {
            var scale = found.Scale * a;
            Assert.True(ScoreCalibration.CllrOf(scores, scale, found.Offset + b + (found.Scale - scale) * 1000) > found.Cllr);
        }
    }

    [Fact]
    public void Nothing_is_known_without_pairs_of_both_kinds()
    {
        Assert.True(double.IsNaN(Of([1, 2], []).Cllr));
        Assert.True(double.IsNaN(Of([], [1]).CllrMin));
        Assert.True(double.IsNaN(Linkability.Of(ScoreDistribution.FromScores([], [1]))));
        Assert.True(double.IsNaN(Linkability.Of(ScoreDistribution.FromScores(Enumerable.Repeat(1.0, 30).ToArray(), [1, 1]))));
        Assert.True(double.IsNaN(Linkability.Of(ScoreDistribution.FromScores(Enumerable.Range(0, 19).Select(i => (double)i).ToArray(), [1, 30]))));
    }

    [Fact]
    public void Linkability_is_the_trapezoid_over_the_bins_centres_by_hand()
    {
        // 40 same-voice scores: 4 bins of width 1 over 0 to 4. Same 0, 10, 20, 10; different 10, 10, 5, 0 of 25.
        double[] same = [.. Enumerable.Repeat(1.5, 10), .. Enumerable.Repeat(2.5, 20), .. Enumerable.Repeat(3.5, 9), 4];
        double[] different = [0, .. Enumerable.Repeat(0.5, 9), .. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(2.0, 5)];
        double ratio = 0.5 / 0.2, middle = 2 * ratio / (1 + ratio) - 1;
        double[] linked = [0, 0, 0.5 * middle, 0.25]; // the second bin's ratio is 0.25/0.4
        Assert.Equal((linked[0] + linked[1]) / 2 + (linked[1] + linked[2]) / 2 + (linked[2] + linked[3]) / 2, Linkability.Of(ScoreDistribution.FromScores(same, different)), 1e-12);
    }

    private static ScoreCalibration Of(double[] same, double[] different) => ScoreCalibration.Of(ScoreDistribution.FromScores(same, different));
}
