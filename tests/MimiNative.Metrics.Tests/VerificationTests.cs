namespace MimiNative.Metrics.Tests;

public sealed class VerificationTests
{
    [Fact]
    public void Perfect_scores_have_no_errors()
    {
        var scores = ScoreDistribution.FromScores([0.9, 0.8, 0.8], [0.1, 0.7, -1]);
        Assert.Equal(0, scores.Eer);
        Assert.Equal(1, scores.Auc);
        Assert.Equal(0, scores.MinDcf(0.01));
        Assert.InRange(scores.EerThreshold, 0.7, 0.8);
    }

    [Fact]
    public void Reversed_scores_are_always_wrong()
    {
        var scores = ScoreDistribution.FromScores([0.1, 0.2], [0.8, 0.9, 0.7]);
        Assert.Equal(1, scores.Eer);
        Assert.Equal(0, scores.Auc);
        Assert.Equal(1, scores.MinDcf(0.05), 1e-12);
    }

    [Fact]
    public void Shuffled_voices_are_at_chance()
    {
        var random = new SeededRandom(1);
        var space = Space.Random(8, 20, 6, 2, 16);
        var voice = (int[])space.Labels.Voice.Clone();
        random.Shuffle<int>(voice);
        var metrics = VerificationMetrics.Compute(space.Matrix, new SpaceLabels(voice, null));
        Assert.InRange(metrics.Eer, 0.45, 0.55);
        Assert.InRange(metrics.Auc, 0.45, 0.55);
        Assert.InRange(metrics.DPrime, -0.2, 0.2);
    }

    [Fact]
    public void Equal_scores_are_chance_exactly()
    {
        var scores = ScoreDistribution.FromScores([0.5, 0.5], [0.5, 0.5, 0.5]);
        Assert.Equal(0.5, scores.Eer);
        Assert.Equal(0.5, scores.Auc);
        Assert.Equal(2, scores.Curve().Count);
    }

    [Fact]
    public void No_trials_of_a_kind_leave_everything_undefined()
    {
        var metrics = VerificationMetrics.FromScores([0.5], []);
        Assert.Equal(double.NaN, metrics.Eer);
        Assert.Equal(double.NaN, metrics.MinDcf01);
        Assert.Equal(double.NaN, metrics.Auc);
        Assert.Equal(double.NaN, metrics.DPrime);
        Assert.Empty(ScoreDistribution.FromScores([], [1]).Curve());
        Assert.Throws<MetricsException>(() => VerificationMetrics.FromScores([double.NaN], [1]));
    }

    [Fact]
    public void The_error_curve_runs_from_accepting_nothing_to_accepting_everything()
    {
        var random = new SeededRandom(1);
        double[] same = [.. Enumerable.Range(0, 500).Select(_ => random.NextGaussian() + 1)], different = [.. Enumerable.Range(0, 3000).Select(_ => random.NextGaussian())];
        var curve = ScoreDistribution.FromScores(same, different).Curve(100);
        Assert.InRange(curve.Count, 50, 101);
        Assert.Equal(new ErrorPoint(double.PositiveInfinity, 0, 1), curve[0]);
        Assert.Equal((1.0, 0.0), (curve[^1].FalsePositiveRate, curve[^1].FalseNegativeRate));
    }

    [Fact]
    public void Binned_scores_of_a_large_space_stay_within_their_bound()
    {
        var (matrix, labels) = Space.Random(1, voices: 55, texts: 10, takes: 4, dim: 12, voiceSpread: 0.7);
        Assert.True(matrix.Rows > CosineSpace.Float64Rows);
        foreach (var centred in new[] { false, true })
        {
            var collected = new Collect(labels.Voice, [], []);
            var units = new double[matrix.Values.Length];
            var space = new CosineSpace(matrix, centred);
            for (var i = 0; i < matrix.Rows; i++)
                space.Unit(i, units.AsSpan(i * matrix.Dimension, matrix.Dimension));
            SymmetricProduct.Visit(units, matrix.Rows, matrix.Dimension, ref collected);
            var exact = ScoreDistribution.FromScores([.. collected.Same], [.. collected.Different]);
            var binned = VerificationMetrics.Compute(matrix, labels, centred);
            Assert.InRange(binned.EerBound, 0, 1e-3);
            Assert.InRange(Math.Abs(exact.Eer - binned.Eer), 0, binned.EerBound + 1e-6);
            Assert.Equal(exact.Auc, binned.Auc, 1e-6);
            Assert.Equal(exact.MinDcf(0.01), binned.MinDcf01, 1e-3);
            Assert.Equal(exact.EerThreshold, binned.EerThreshold, 1e-4);
        }
    }

    private readonly struct Collect(int[] voice, List<double> same, List<double> different) : IPairVisitor<double>
    {
        public List<double> Same => same;

        public List<double> Different => different;

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                (voice[row] == voice[firstColumn + j] ? same : different).Add(dots[j]);
        }
    }
}
