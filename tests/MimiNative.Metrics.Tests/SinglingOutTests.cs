namespace MimiNative.Metrics.Tests;

public sealed class SinglingOutTests
{
    // Ten voices; the voice stands in four quiet channels, drowned for cosine by four loud ones that say nothing.
    private static readonly Space Hidden = Drowned(seed: 3);

    [Fact]
    public void A_head_trained_on_other_voices_singles_out_whom_cosine_does_not_see()
    {
        var cosine = SinglingOut.Compute(Hidden.Matrix, Hidden.Labels);
        var head = SinglingOut.OfUnseenVoices(Hidden.Matrix, Hidden.Labels);
        Assert.Equal([2, 5, 10], cosine.Select(r => r.GallerySize));
        // Five folds of two voices: no gallery can be larger.
        Assert.Equal([2], head.Select(r => r.GallerySize));
        Assert.InRange(cosine[0].Rate, 0.4, 0.65);
        Assert.InRange(head[0].Rate, 0.9, 1);
        Assert.Equal(head, SinglingOut.OfUnseenVoices(Hidden.Matrix, Hidden.Labels));
    }

    [Fact]
    public void Shuffled_voices_are_singled_out_as_often_as_guessing_does()
    {
        var random = new SeededRandom(5);
        var rates = Enumerable.Range(0, 20).Select(_ =>
        {
            var voice = (int[])Hidden.Labels.Voice.Clone();
            random.Shuffle<int>(voice);
            return SinglingOut.OfUnseenVoices(Hidden.Matrix, new SpaceLabels(voice, null))[0].Rate;
        }).ToList();
        Assert.InRange(rates.Average(), 0.45, 0.55);
    }

    [Fact]
    public void Too_few_voices_for_a_head_leave_nothing_to_say()
    {
        var space = Space.Random(1, voices: 3, texts: 4, takes: 1, dim: 6);
        Assert.Empty(SinglingOut.OfUnseenVoices(space.Matrix, space.Labels));
        Assert.Empty(SinglingOut.OfUnseenVoices(Hidden.With(new float[Hidden.Matrix.Values.Length]).Matrix, Hidden.Labels));
    }

    [Fact]
    public void Linkability_of_a_space_is_that_of_all_its_pairs() =>
        Assert.Equal(VerificationReport.Compute(Hidden.Matrix, Hidden.Labels, new UncertaintyOptions { Replicates = 0 }).AllPairsLinkability, Linkability.Compute(Hidden.Matrix, Hidden.Labels));

    private static Space Drowned(ulong seed)
    {
        var space = Space.Random(seed, voices: 10, texts: 8, takes: 1, dim: 4, voiceSpread: 4, textSpread: 0);
        var random = new SeededRandom(seed + 1);
        var values = new float[space.Matrix.Rows * 8];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % 8 < 4 ? space.Matrix.Row(i / 8)[i % 8] : (float)(12 * random.NextGaussian());
        return new Space(new EmbeddingMatrix(values, space.Matrix.Rows, 8), space.Labels);
    }
}
