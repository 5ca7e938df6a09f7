namespace MimiNative.Metrics.Tests;

/// <summary>A space that knows recordings and no voices: takes of one text by one voice are alike, and nothing else is.</summary>
public sealed class TakesTests
{
    private const int Voices = 12, Takes = 6;

    private static readonly UncertaintyOptions Few = new() { Replicates = 200, Permutations = 199 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void That_takes_are_alike_is_no_speaker_where_texts_are_unseen(int texts)
    {
        var (matrix, labels) = Recordings(texts, (voice, text) => voice * texts + text);
        var seen = UnseenVoices.Compute(matrix, labels, textsUnseen: false, Few)!;
        Assert.True(seen[ScoringMethod.Cosine].Eer.Value < (texts == 2 ? 0.4 : 0.5), "takes count where texts are not apart");
        var apart = UnseenVoices.Compute(matrix, labels, textsUnseen: true, Few);
        // Two texts are one for each fold: no voice says two that could be compared.
        Assert.Equal(texts == 2, apart is null);
        if (apart is null)
            return;
        foreach (var method in Enum.GetValues<ScoringMethod>())
            Assert.True(apart[method].Eer.High > 0.5 && apart[method].Eer.Value > 0.35, $"{method}: {apart[method].Eer}");
        var perFold = new[] { (texts + 1) / 2, texts / 2 };
        Assert.Equal(Voices * perFold.Sum(n => n * (n - 1) / 2 * Takes * Takes), apart.SamePairs);
    }

    [Fact]
    public void Voices_that_say_one_text_each_are_not_compared()
    {
        var (matrix, labels) = Recordings(1, (voice, _) => voice);
        Assert.NotNull(UnseenVoices.Compute(matrix, labels, textsUnseen: false, Few));
        Assert.Null(UnseenVoices.Compute(matrix, new SpaceLabels(labels.Voice, labels.Voice), textsUnseen: true, Few));
    }

    [Fact]
    public void Texts_can_t_be_apart_where_nobody_knows_them() =>
        Assert.Contains("none are known", Assert.Throws<MetricsException>(() => ClipPairs.Within(new SpaceLabels([0, 0, 1, 1], null), new int[4], textsApart: true)).Message);

    /// <summary>Shuffles of single clips within a text tear takes apart, and all they show is that takes are alike: p = 0.005 here.</summary>
    [Fact]
    public void Shuffled_voices_keep_the_takes_of_a_text_together()
    {
        var (matrix, labels) = Recordings(4, (voice, text) => voice * 4 + text);
        var shuffle = new LabelShuffle(labels, 5);
        Assert.True(shuffle.WithinTexts && shuffle.TakesTogether);
        foreach (var voice in shuffle.Shuffles(20))
            foreach (var takes in Enumerable.Range(0, labels.Rows).GroupBy(i => (labels.Voice[i], labels.Text![i])))
                Assert.Single(takes.Select(i => voice[i]).Distinct());
        var small = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var (other, _) = Recordings(4, (voice, text) => voice * 4 + text, seed);
            small += Uncertainty.Compute(other, labels, Few with { Replicates = 0 }).Raw.Single(m => m.Name == "eer").PValue < 0.05 ? 1 : 0;
        }
        Assert.InRange(small, 0, 3);

        // Voices that are there are found still.
        var (real, _) = Recordings(4, (voice, _) => voice);
        Assert.True(Uncertainty.Compute(real, labels, Few with { Replicates = 0 }).Raw.Single(m => m.Name == "eer").PValue <= 0.01);
    }

    /// <summary>With one text, exchanging all takes would only rename voices: single clips change places, as they do where every voice says every text once.</summary>
    [Fact]
    public void Takes_of_the_only_text_and_single_takes_change_places_by_themselves()
    {
        Assert.False(new LabelShuffle(Recordings(1, (voice, _) => voice).Labels, 5).TakesTogether);
        var once = Space.Random(2, voices: 5, texts: 4, takes: 1, dim: 2).Labels;
        var plain = new SpaceLabels(once.Voice, once.Text);
        foreach (var voice in new LabelShuffle(plain, 5).Shuffles(5))
            Assert.All(Enumerable.Range(0, 4), text => Assert.Equal(5, Enumerable.Range(0, plain.Rows).Where(i => plain.Text![i] == text).Select(i => voice[i]).Distinct().Count()));
    }

    /// <summary>A random place for each of what <paramref name="place"/> tells apart, and little noise around it.</summary>
    private static (EmbeddingMatrix Matrix, SpaceLabels Labels) Recordings(int texts, Func<int, int, int> place, ulong seed = 3)
    {
        const int Channels = 24;
        var random = new SeededRandom(seed);
        double[] places = [.. Enumerable.Range(0, Voices * texts * Channels).Select(_ => random.NextGaussian())];
        var (values, voices, says) = (new List<float>(), new List<int>(), new List<int>());
        for (var voice = 0; voice < Voices; voice++)
            for (var text = 0; text < texts; text++)
                for (var take = 0; take < Takes; take++)
                {
                    values.AddRange(Enumerable.Range(0, Channels).Select(k => (float)(places[place(voice, text) * Channels + k] + 0.1 * random.NextGaussian())));
                    voices.Add(voice);
                    says.Add(text);
                }
        return (new EmbeddingMatrix([.. values], voices.Count, Channels), new SpaceLabels([.. voices], [.. says]));
    }
}
