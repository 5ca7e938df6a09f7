namespace MimiNative.Metrics.Tests;

public sealed class PairBootstrapTests
{
    private static readonly UncertaintyOptions Few = new() { Replicates = 300 };

    [Fact]
    public void Clips_against_themselves_give_the_all_pairs_error_rate_and_its_interval()
    {
        var space = Space.Random(3, voices: 8, texts: 4, takes: 2, dim: 12);
        var pairs = ClipPairs.Of(space.Labels);
        Assert.Equal((8 * 8 * 7, 64 * 56), (pairs.SamePairs, pairs.DifferentPairs));
        var eer = new PairBootstrap(pairs, Few).Eer(PairScores.Cosines(pairs, space.Matrix, space.Matrix)).Estimate;
        var plain = Uncertainty.Compute(space.Matrix, space.Labels, Few with { Permutations = 0 }).Raw.First(m => m.Value == VerificationMetrics.Compute(space.Matrix, space.Labels).Eer);
        Assert.Equal(plain.Value, eer.Value, 1e-12);
        Assert.Equal(plain.Low, eer.Low, 1e-9);
        Assert.Equal(plain.High, eer.High, 1e-9);
    }

    [Fact]
    public void Every_clip_enrols_against_every_other_clip_s_second_version()
    {
        // The plain loop beside it: all ordered pairs but a clip with itself.
        var space = Space.Random(4, voices: 5, texts: 3, takes: 1, dim: 6);
        var other = space.With([.. space.Matrix.Values.Select((x, i) => x + (i % 7 - 3) * 0.3f)]);
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < space.Matrix.Rows; i++)
            for (var j = 0; j < space.Matrix.Rows; j++)
                if (i != j)
                    (space.Labels.Voice[i] == space.Labels.Voice[j] ? same : different).Add(Cosine(space.Matrix.Row(i), other.Matrix.Row(j)));
        var pairs = ClipPairs.Of(space.Labels);
        var eer = new PairBootstrap(pairs, Few).Eer(PairScores.Cosines(pairs, space.Matrix, other.Matrix));
        Assert.Equal(ScoreDistribution.FromScores([.. same], [.. different]).Eer, eer.Value, 1e-12);
    }

    [Fact]
    public void A_difference_is_known_better_than_its_parts()
    {
        var space = Space.Random(5, voices: 12, texts: 4, takes: 1, dim: 10);
        var random = new SeededRandom(6);
        var worse = space.With([.. space.Matrix.Values.Select(x => x + (float)(0.7 * random.NextGaussian()))]);
        var pairs = ClipPairs.Of(space.Labels);
        var bootstrap = new PairBootstrap(pairs, Few);
        var (plain, stressed) = (bootstrap.Eer(PairScores.Cosines(pairs, space.Matrix, space.Matrix)), bootstrap.Eer(PairScores.Cosines(pairs, space.Matrix, worse.Matrix)));
        var difference = stressed.Minus(plain);
        Assert.Equal(stressed.Value - plain.Value, difference.Value, 1e-15);
        Assert.InRange(difference.Value, difference.Low, difference.High);
        Assert.True(difference.High - difference.Low < plain.Estimate.High - plain.Estimate.Low + (stressed.Estimate.High - stressed.Estimate.Low));
        var none = plain.Minus(plain);
        Assert.Equal(new Estimate(0, 0, 0), none);
    }

    [Fact]
    public void Headline_metrics_of_two_spaces_are_compared_draw_by_draw()
    {
        var space = Space.Random(8, voices: 9, texts: 3, takes: 2, dim: 10);
        var random = new SeededRandom(9);
        var other = space.With([.. space.Matrix.Values.Select(x => x + (float)(0.5 * random.NextGaussian()))]);
        var (one, two) = (Uncertainty.Compute(space.Matrix, space.Labels, Few with { Permutations = 0 }), Uncertainty.Compute(other.Matrix, other.Labels, Few with { Permutations = 5 }));
        // Another way to the same number: scores of all pairs, resampled by the other bootstrap.
        var pairs = ClipPairs.Of(space.Labels);
        var bootstrap = new PairBootstrap(pairs, Few);
        var expected = bootstrap.Eer(PairScores.Cosines(pairs, space.Matrix, space.Matrix)).Minus(bootstrap.Eer(PairScores.Cosines(pairs, other.Matrix, other.Matrix)));
        var eer = one.Difference("eer", two);
        Assert.Equal(expected.Value, eer.Value, 1e-12);
        Assert.Equal(expected.Low, eer.Low, 1e-9);
        Assert.Equal(expected.High, eer.High, 1e-9);
        foreach (var metric in one.Raw)
        {
            var (own, its) = (metric, two.Raw.First(m => m.Name == metric.Name));
            var difference = one.Difference(metric.Name, two);
            Assert.Equal(own.Value - its.Value, difference.Value, 1e-12);
            Assert.InRange(difference.Value, difference.Low, difference.High);
            Assert.True(difference.High - difference.Low < own.High - own.Low + its.High - its.Low);
            Assert.Equal(new Estimate(0, 0, 0), one.Difference(metric.Name, one));
        }

        Assert.Throws<ArgumentException>(() => one.Difference("auc", two));
        var turned = new SpaceLabels([.. space.Labels.Voice.Reverse()], space.Labels.Text);
        Assert.Throws<MetricsException>(() => one.Difference("eer", Uncertainty.Compute(other.Matrix, turned, Few with { Permutations = 0 })));
        Assert.Throws<MetricsException>(() => one.Difference("eer", Uncertainty.Compute(other.Matrix, space.Labels, new UncertaintyOptions { Replicates = 299, Permutations = 0 })));
    }

    [Fact]
    public void A_clip_whose_own_second_version_is_its_copy_gains_nothing_from_it()
    {
        // Unrelated clips: only pairs of a clip with itself would be alike, and those aren't taken.
        var space = Space.Random(7, voices: 10, texts: 4, takes: 1, dim: 30, voiceSpread: 0, textSpread: 0);
        var pairs = ClipPairs.Of(space.Labels);
        Assert.InRange(new PairBootstrap(pairs, Few).Eer(PairScores.Cosines(pairs, space.Matrix, space.Matrix)).Value, 0.4, 0.6);
    }

    [Fact]
    public void Where_there_are_too_many_pairs_an_even_draw_of_each_kind_is_taken()
    {
        // Voices of 1, 2, ... clips: a same-voice pair is as likely as any other, whichever voice it is of.
        int[] voice = [.. Enumerable.Range(0, 120).SelectMany(v => Enumerable.Repeat(v, v + 1))];
        var labels = new SpaceLabels(voice, null);
        var pairs = ClipPairs.Of(labels);
        Assert.Equal((ClipPairs.MostOfAKind, ClipPairs.MostOfAKind), (pairs.SamePairs, pairs.DifferentPairs));
        var all = Enumerable.Range(0, 120).Sum(v => (double)(v + 1) * v);
        foreach (var v in (int[])[0, 1, 30, 119])
            Assert.Equal((v + 1) * v / all, pairs.EnrolVoice.Take(pairs.SamePairs).Count(u => u == v) / (double)pairs.SamePairs, 0.001);
        for (var p = 0; p < pairs.Enrol.Length; p++)
        {
            Assert.NotEqual(pairs.Enrol[p], pairs.Test[p]);
            Assert.Equal(p < pairs.SamePairs, voice[pairs.Enrol[p]] == voice[pairs.Test[p]]);
        }
    }

    [Fact]
    public void Without_a_pair_of_a_kind_there_is_no_rate()
    {
        var one = ClipPairs.Of(new SpaceLabels([1, 1, 1], null));
        var matrix = new EmbeddingMatrix([1, 0, 0, 1, 1, 1], 3, 2);
        var eer = new PairBootstrap(one, Few).Eer(PairScores.Cosines(one, matrix, matrix));
        Assert.True(double.IsNaN(eer.Value));
        Assert.True(double.IsNaN(eer.Estimate.Low));
    }

    [Fact]
    public void What_can_t_be_compared_is_refused()
    {
        var (a, b) = (ClipPairs.Of(new SpaceLabels([1, 1, 2], null)), ClipPairs.Of(new SpaceLabels([1, 1, 2], null)));
        var matrix = new EmbeddingMatrix([1, 0, 0, 1, 1, 1], 3, 2);
        Assert.Throws<ArgumentException>(() => new PairBootstrap(a, Few).Eer(PairScores.Cosines(b, matrix, matrix)));
        Assert.Throws<MetricsException>(() => PairScores.Cosines(a, matrix, new EmbeddingMatrix([1, 2, 3], 3, 1)));
        Assert.Throws<MetricsException>(() => new PairScores(a, (_, _) => double.NaN));
        var (few, many) = (new PairBootstrap(a, Few), new PairBootstrap(a, new UncertaintyOptions { Replicates = 5 }));
        var scores = PairScores.Cosines(a, matrix, matrix);
        Assert.Throws<ArgumentException>(() => few.Eer(scores).Minus(many.Eer(scores)));
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var k = 0; k < a.Length; k++)
            (dot, aa, bb) = (dot + (double)a[k] * b[k], aa + (double)a[k] * a[k], bb + (double)b[k] * b[k]);
        return dot / Math.Sqrt(aa * bb);
    }
}
