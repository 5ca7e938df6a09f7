namespace MimiNative.Metrics.Tests;

public sealed class GivenHeadTests
{
    private static readonly UncertaintyOptions Few = new() { Replicates = 200 };

    [Theory]
    [InlineData(HeadScoring.Cosine)]
    [InlineData(HeadScoring.Plda)]
    public void Every_pair_is_scored_once_as_the_head_says(HeadScoring scoring)
    {
        var (training, test) = (Space.Random(1, voices: 5, texts: 4, takes: 1, dim: 6), Space.Random(2, voices: 4, texts: 3, takes: 1, dim: 6));
        var head = SpeakerHead.Fit(training.Matrix, training.Labels, scoring);
        var found = GivenHead.Compute(head, test.Matrix, test.Labels, Few)!;
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < test.Matrix.Rows; i++)
            for (var j = i + 1; j < test.Matrix.Rows; j++)
                (test.Labels.Voice[i] == test.Labels.Voice[j] ? same : different).Add(head.Score(head.Transform(test.Matrix.Row(i)), head.Transform(test.Matrix.Row(j))));
        var expected = VerificationMetrics.FromScores([.. same], [.. different]);
        Assert.Equal((12, 54), (found.Metrics.SamePairs, found.Metrics.DifferentPairs));
        Assert.Equal(expected.Eer, found.Head.Eer.Value, 1e-12);
        Assert.Equal(expected.EerThreshold, found.Metrics.EerThreshold, 1e-12);
        Assert.Equal(expected.MeanSame, found.Metrics.MeanSame, 1e-12);
        Assert.Equal(VerificationMetrics.Compute(test.Matrix, test.Labels).Eer, found.Cosine.Eer.Value, 1e-9);
        Assert.Equal(found.Head.Eer.Value - found.Cosine.Eer.Value, found.OverCosine.Value, 1e-15);
        Assert.True(found.Head.Eer.Low <= found.Head.Eer.Value && found.Head.Eer.Value <= found.Head.Eer.High);
    }

    [Fact]
    public void A_head_looks_perfect_on_the_voices_it_was_fitted_on_and_is_chance_on_others_of_pure_noise()
    {
        // More channels than clips, and no voice in them: what a head finds here it knows by heart.
        var noise = Space.Random(5, voices: 20, texts: 5, takes: 1, dim: 150, voiceSpread: 0, textSpread: 0);
        int[] mine = [.. Enumerable.Range(0, 50)], others = [.. Enumerable.Range(50, 50)];
        var head = SpeakerHead.Fit(noise.Matrix.Select(mine), noise.Labels.Select(mine));
        Assert.True(GivenHead.Compute(head, noise.Matrix.Select(mine), noise.Labels.Select(mine), Few)!.Head.Eer.Value < 0.05);
        var honest = GivenHead.Compute(head, noise.Matrix.Select(others), noise.Labels.Select(others), Few)!.Head.Eer;
        Assert.InRange(0.5, honest.Low, honest.High);
    }

    [Fact]
    public void Shuffled_voices_of_the_tested_clips_give_chance_within_the_interval()
    {
        var (labels, matrix) = TestData.SeedClean();
        int[] training = [.. Enumerable.Range(0, labels.Rows).Where(i => labels.Voice[i] % 2 == 0)], test = [.. Enumerable.Range(0, labels.Rows).Where(i => labels.Voice[i] % 2 == 1)];
        var head = SpeakerHead.Fit(matrix.Select(training), labels.Select(training));
        Assert.True(GivenHead.Compute(head, matrix.Select(test), labels.Select(test), Few)!.Head.Eer.High < 0.4);
        var held = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var voice = labels.Select(test).Voice;
            new SeededRandom(seed).Shuffle<int>(voice);
            var eer = GivenHead.Compute(head, matrix.Select(test), new SpaceLabels(voice, null), Few)!.Head.Eer;
            Assert.InRange(eer.Value, 0.4, 0.6);
            held += eer.Low <= 0.5 && eer.High >= 0.5 ? 1 : 0;
        }
        Assert.InRange(held, 4, 5); // of 5 intervals of 95 %
    }

    [Fact]
    public void Without_pairs_of_both_kinds_there_is_no_answer()
    {
        var space = Space.Random(3, voices: 3, texts: 3, takes: 1, dim: 4);
        var head = SpeakerHead.Fit(space.Matrix, space.Labels);
        Assert.Null(GivenHead.Compute(head, space.Matrix, new SpaceLabels(new int[9], null)));
        Assert.Null(GivenHead.Compute(head, space.Matrix, new SpaceLabels([.. Enumerable.Range(0, 9)], null)));
        Assert.Throws<MetricsException>(() => GivenHead.Compute(head, space.Matrix.Channels(0, 3), space.Labels));
    }
}
