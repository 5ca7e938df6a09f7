using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class HeadRulesTests
{
    [Theory]
    [InlineData(0.3, -0.1, HeadFinding.HeadFindsMore)]
    [InlineData(0.499, -0.001, HeadFinding.HeadFindsMore)]
    [InlineData(0.499, 0, HeadFinding.CosineSuffices)]
    [InlineData(0.2, 0.1, HeadFinding.CosineSuffices)]
    [InlineData(0.5, -0.1, HeadFinding.NotShown)]
    [InlineData(0.7, 0.1, HeadFinding.NotShown)]
    [InlineData(double.NaN, -0.1, HeadFinding.CannotBeDecided)]
    [InlineData(0.2, double.NaN, HeadFinding.CannotBeDecided)]
    public void The_upper_ends_of_the_intervals_decide(double headHigh, double differenceHigh, HeadFinding expected) =>
        Assert.Equal(expected, HeadRules.Judge(new Estimate(0.15, 0.1, headHigh), new Estimate(-0.15, -0.2, differenceHigh)));

    // What unseen voices show, what unseen texts too, and the number of texts.
    [Theory]
    [InlineData(HeadFinding.HeadFindsMore, HeadFinding.CosineSuffices, 5, HeadFinding.CosineSuffices)]
    [InlineData(HeadFinding.HeadFindsMore, HeadFinding.NotShown, 5, HeadFinding.NotShown)]
    [InlineData(HeadFinding.NotShown, HeadFinding.HeadFindsMore, 5, HeadFinding.NotShown)]
    [InlineData(HeadFinding.NotShown, null, 5, HeadFinding.NotShown)]
    [InlineData(HeadFinding.HeadFindsMore, null, 5, HeadFinding.VoiceAndTextGoTogether)]
    [InlineData(HeadFinding.HeadFindsMore, null, 1, HeadFinding.HeadFindsMore)]
    [InlineData(HeadFinding.CosineSuffices, null, 0, HeadFinding.CosineSuffices)]
    [InlineData(HeadFinding.CannotBeDecided, null, 5, HeadFinding.CannotBeDecided)]
    [InlineData(null, null, 5, HeadFinding.CannotBeDecided)]
    public void The_speaker_has_to_be_found_where_texts_are_seen_and_where_they_are_not(HeadFinding? voices, HeadFinding? voicesAndTexts, int texts, HeadFinding expected) =>
        Assert.Equal(expected, HeadRules.Judge(voices, voicesAndTexts, texts));

    [Fact]
    public void A_head_that_was_just_trained_is_judged_by_the_same_table()
    {
        var (found, lost, over) = (new Estimate(0.1, 0.05, 0.2), new Estimate(0.45, 0.4, 0.52), new Estimate(-0.2, -0.3, -0.1));
        Assert.Equal(HeadFinding.HeadFindsMore, HeadRules.Judge(new HeadErrors(found, lost, found, lost, over)));
        Assert.Equal(HeadFinding.HeadFindsMore, HeadRules.Judge(new HeadErrors(found, lost, Estimate.None, Estimate.None, over)));
        Assert.Equal(HeadFinding.NotShown, HeadRules.Judge(new HeadErrors(found, lost, lost, lost, over)));
        Assert.Equal(HeadFinding.NotShown, HeadRules.Judge(new HeadErrors(lost, lost, found, lost, over)));
        Assert.Equal(HeadFinding.CannotBeDecided, HeadRules.Judge(new HeadErrors(Estimate.None, Estimate.None, Estimate.None, Estimate.None, Estimate.None)));
    }

    [Fact]
    public void Too_few_voices_decide_nothing_and_unknown_texts_leave_the_voices()
    {
        var few = Report(voices: 3, apart: 9, texts: true);
        Assert.Equal(HeadFinding.CannotBeDecided, HeadRules.Judge(few));
        Assert.EndsWith("unseen voices n/a, on unseen voices and texts n/a", HeadWords.Headline(few));
        var untold = Report(voices: 12, apart: 9, texts: false);
        Assert.Equal(HeadFinding.CosineSuffices, HeadRules.Judge(untold));
        Assert.EndsWith("on unseen voices and texts n/a", HeadWords.Headline(untold));
        Assert.Equal(HeadFinding.NotShown, HeadRules.Judge(Report(voices: 12, apart: 0, texts: true)));
    }

    /// <summary>A space of what is said, in which every voice says its own; and one whose takes are alike and nothing else.</summary>
    [Fact]
    public void Words_and_takes_are_no_speaker()
    {
        const int Voices = 12, Channels = 20;
        Assert.Equal(HeadFinding.VoiceAndTextGoTogether, HeadRules.Judge(Of(1, (voice, _) => voice, own: true)));
        Assert.Equal(HeadFinding.CosineSuffices, HeadRules.Judge(Of(1, (voice, _) => voice, own: false))); // of one text nothing can be known
        Assert.Equal(HeadFinding.NotShown, HeadRules.Judge(Of(4, (voice, text) => voice * 4 + text, own: false)));

        static VerificationReport Of(int texts, Func<int, int, int> place, bool own)
        {
            var random = new SeededRandom(8);
            double[] places = [.. Enumerable.Range(0, Voices * texts * Channels).Select(_ => random.NextGaussian())];
            (int Voice, int Text)[] clips = [.. from voice in Enumerable.Range(0, Voices) from text in Enumerable.Range(0, texts) from take in Enumerable.Range(0, 6) select (voice, text)];
            float[] values = [.. clips.SelectMany(c => Enumerable.Range(0, Channels).Select(k => (float)(places[place(c.Voice, c.Text) * Channels + k] + 0.1 * random.NextGaussian())))];
            var labels = new SpaceLabels([.. clips.Select(c => c.Voice)], [.. clips.Select(c => own ? c.Voice : c.Text)]);
            return VerificationReport.Compute(new EmbeddingMatrix(values, clips.Length, Channels), labels, new UncertaintyOptions { Replicates = 200 });
        }
    }

    [Fact]
    public void Each_finding_has_words_of_its_own()
    {
        var findings = Enum.GetValues<HeadFinding>();
        Assert.Equal(findings.Length, findings.Select(HeadWords.Meaning).Distinct().Count());
        Assert.Equal(findings.Length, findings.Select(HeadWords.Name).Distinct().Count());
    }

    private static VerificationReport Report(int voices, double apart, bool texts)
    {
        const int Texts = 6, Channels = 20;
        var random = new SeededRandom(8);
        double[] offsets = [.. Enumerable.Range(0, voices * Channels).Select(_ => apart * random.NextGaussian())];
        int[] voice = [.. Enumerable.Range(0, voices * Texts).Select(i => i / Texts)];
        float[] values = [.. voice.SelectMany(v => Enumerable.Range(0, Channels).Select(k => (float)(offsets[v * Channels + k] + random.NextGaussian())))];
        var labels = new SpaceLabels(voice, texts ? [.. voice.Select((_, i) => i % Texts)] : null);
        return VerificationReport.Compute(new EmbeddingMatrix(values, voice.Length, Channels), labels, new UncertaintyOptions { Replicates = 100 });
    }
}
