namespace MimiNative.Metrics.Tests;

public sealed class PaddingDiagnosticTests
{
    [Fact]
    public void The_padded_share_is_counted_from_the_longest_clip_of_each_batch()
    {
        Assert.Equal([0.5, 0, 0.75, 0, 0.2], PaddingDiagnostic.PaddedShares([2, 4, 1, 10, 8], batch: 3), Near);
        Assert.Equal(Enumerable.Repeat(0.0, 8).Append(0.0), PaddingDiagnostic.PaddedShares([3, 3, 3, 3, 3, 3, 3, 3, 1]), Near);
        Assert.Contains("row 1 has the duration 0", Assert.Throws<MetricsException>(() => PaddingDiagnostic.PaddedShares([1, 0])).Message);
    }

    [Fact]
    public void A_space_that_padding_fills_is_told_and_matched_pairs_see_the_voices_in_it()
    {
        // Two coordinates say the voice, a third, ten times as wide, the padded share.
        var (matrix, labels, durations, shares) = Padded(paddingWeight: 10);
        var found = PaddingDiagnostic.Compute(matrix, labels, durations, shares);
        Assert.Equal(1, Math.Abs(found.PaddedShare.Correlations[0]), 0.01);
        Assert.InRange(found.PaddedShare.VarianceShare, 0.8, 1);
        Assert.Equal(found.ComponentShares[0], found.PaddedShare.VarianceShare, 0.02);
        Assert.True(found.Duration.VarianceShare < found.PaddedShare.VarianceShare);
        Assert.True(found.Eer > 0.3, $"all pairs: {found.Eer}");
        Assert.True(found.PaddedShare.MatchedEer < 0.15, $"matched pairs: {found.PaddedShare.MatchedEer}");
    }

    [Fact]
    public void A_space_without_padding_is_cleared()
    {
        var (matrix, labels, durations, shares) = Padded(paddingWeight: 0);
        var found = PaddingDiagnostic.Compute(matrix, labels, durations, shares);
        Assert.InRange(found.PaddedShare.VarianceShare, 0, 0.05);
        Assert.InRange(found.Duration.VarianceShare, 0, 0.05);
        Assert.All(found.PaddedShare.Correlations, r => Assert.InRange(Math.Abs(r), 0, 0.3));
        Assert.Equal(found.Eer, found.PaddedShare.MatchedEer, 0.05);
    }

    [Fact]
    public void The_variance_share_is_that_of_a_regression_on_every_component()
    {
        var (matrix, labels, durations, shares) = Padded(paddingWeight: 2);
        var found = PaddingDiagnostic.Compute(matrix, labels, durations, shares);
        var sum = found.ComponentShares.Zip(found.PaddedShare.Correlations, (share, r) => share * r * r).Sum();
        Assert.Equal(3, found.ComponentShares.Count);
        Assert.Equal(sum, found.PaddedShare.VarianceShare, 1e-9);
    }

    [Fact]
    public void Equal_durations_explain_nothing_and_match_all_pairs()
    {
        var (matrix, labels, durations, _) = Padded(paddingWeight: 1);
        double[] equal = [.. durations.Select(_ => 2.7)];
        var found = PaddingDiagnostic.Compute(matrix, labels, equal, PaddingDiagnostic.PaddedShares(equal));
        Assert.True(double.IsNaN(found.Duration.VarianceShare));
        Assert.True(double.IsNaN(found.PaddedShare.Correlations[0]));
        Assert.Equal(found.Eer, found.Duration.MatchedEer);
        Assert.Equal(matrix.Rows * (matrix.Rows - 1) / 2, found.Duration.SamePairs + found.Duration.DifferentPairs);
    }

    [Fact]
    public void Each_row_needs_its_numbers()
    {
        var (matrix, labels, durations, shares) = Padded(paddingWeight: 1);
        Assert.Contains("59 durations", Assert.Throws<MetricsException>(() => PaddingDiagnostic.Compute(matrix, labels, durations[1..], shares)).Message);
        durations[3] = double.NaN;
        Assert.Contains("row 3", Assert.Throws<MetricsException>(() => PaddingDiagnostic.Compute(matrix, labels, durations, shares)).Message);
    }

    [Fact]
    public void The_seed_study_s_space_shows_its_padding()
    {
        var (labels, matrix) = TestData.SeedClean();
        // Clean rows come first in the study's table; the last of their batches holds the first six noisy clips, as long as the clean ones they were made of.
        double[] embedded = [.. SeedDurations.Clean, .. SeedDurations.Clean.Take(6)];
        var found = PaddingDiagnostic.Compute(matrix, labels, SeedDurations.Clean, PaddingDiagnostic.PaddedShares(embedded)[..matrix.Rows]);
        Assert.Equal(0.990, Math.Abs(found.PaddedShare.Correlations[0]), 0.0005);
        Assert.Equal(0.718, found.PaddedShare.VarianceShare, 0.0005);
        Assert.Equal(0.406, found.Duration.VarianceShare, 0.0005);
        Assert.Equal(0.4783, found.Eer, 0.00005);
        Assert.Equal(0.3458, found.PaddedShare.MatchedEer, 0.00005);
        Assert.Equal((214, 4923), (found.PaddedShare.SamePairs, found.PaddedShare.DifferentPairs));
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static (EmbeddingMatrix Matrix, SpaceLabels Labels, double[] Durations, double[] Shares) Padded(double paddingWeight)
    {
        const int Rows = 60;
        var random = new SeededRandom(5);
        double[] durations = [.. Enumerable.Range(0, Rows).Select(_ => 1 + 7 * random.NextDouble())];
        var shares = PaddingDiagnostic.PaddedShares(durations);
        int[] voice = [.. Enumerable.Range(0, Rows).Select(_ => random.NextInt(5))];
        float[] values = [.. Enumerable.Range(0, Rows).SelectMany(i => (float[])
        [
            (float)(Math.Cos(2 * Math.PI * voice[i] / 5) + 0.1 * random.NextGaussian()),
            (float)(Math.Sin(2 * Math.PI * voice[i] / 5) + 0.1 * random.NextGaussian()),
            (float)(paddingWeight * (shares[i] - 0.4)),
        ])];
        return (new EmbeddingMatrix(values, Rows, 3), new SpaceLabels(voice, null), durations, shares);
    }
}
