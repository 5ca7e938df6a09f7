using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class VerdictWordsTests
{
    [Theory]
    [InlineData(0.04, 0.001, 0.4, 0.3, "Not shown", "These voices are told apart (equal error rate 4.0 % by cosine), but no head could be tested on voices that it wasn't fitted on")]
    [InlineData(0.04, 0.5, 0.4, 0.3, "Not shown", "not shown to know the speaker: shuffled voice labels do as well too often (p = 0.500")]
    [InlineData(double.NaN, double.NaN, 0.4, 0.3, "Can't tell", "can't be measured")]
    public void The_sentence_says_what_decided(double eer, double p, double random, double spectral, string word, string sentence)
    {
        var text = Text(Diagnosis(eer, p, random, spectral));
        Assert.Equal(word, text.Word);
        Assert.Contains(sentence, text.Sentence, StringComparison.Ordinal);
    }

    // A head's error on unseen voices and texts, and with the recordings equalised.
    [Theory]
    [InlineData(0.04, 0.05, 0.6, 0.6, "Yes", "equal error rate 4.0 % with a head fitted on other voices and texts, also with the recordings equalised")]
    [InlineData(0.10, 0.11, 0.6, 0.6, "Mostly", "well enough for use with care: equal error rate 10.0 %")]
    [InlineData(0.20, 0.21, 0.6, 0.6, "Partly", "knows something about the speaker (equal error rate 20.0 % with a head fitted on other voices and texts, more than every control)")]
    [InlineData(0.35, 0.36, 0.6, 0.6, "Hardly", "knows a little about the speaker")]
    [InlineData(0.495, 0.05, 0.6, 0.6, "No", "on voices and texts that it has not met even a head fitted for it stays next to chance (equal error rate 49.5 %, 95 % interval 48.5 % to 50.5 %)")]
    [InlineData(0.04, 0.495, 0.6, 0.6, "Not shown", "not shown to survive equalising level and offset of the recordings (49.5 % then")]
    [InlineData(0.04, 0.05, 0.04, 0.6, "Not shown", "not clearly more than in the same network with random weights: nothing")]
    [InlineData(0.04, 0.05, 0.6, 0.01, "Not shown", "not clearly more than in a plain MFCC spectrum: nothing")]
    [InlineData(0.04, 0.05, 0.04, 0.01, "Not shown", "not clearly more than in the same network with random weights and a plain MFCC spectrum: nothing")]
    public void With_heads_the_sentence_is_about_voices_never_met(double head, double equalised, double random, double spectral, string word, string sentence)
    {
        (SpaceKind, double)[] controls = [(SpaceKind.RandomWeights, random), (SpaceKind.Spectral, spectral)];
        var result = Diagnosis(0.3, 0.9, 0.4, 0.4) with
        {
            Heads = [Made.Head(Made.Rates(head, controls: controls), Made.Rates(0.02, texts: false, controls: controls))], Conditions = [Made.Condition("equalised", Made.Rates(equalised, controls: controls), Made.Around(0.1))],
        };
        var text = Text(result);
        Assert.Equal(word, text.Word);
        Assert.Contains(sentence, text.Sentence, StringComparison.Ordinal);
        Assert.Equal(5, text.Checks.Count);
        Assert.Equal(word is "Yes" or "Mostly" or "Partly" or "Hardly", text.Answers[^1].Text.Contains("`mimi train-head`", StringComparison.Ordinal));
        if (word == "Yes")
            Assert.Contains("Not to train one costs 10.0 % of error rate (9.0 % to 11.0 %)", text.Answers[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_each_control_stands_who_is_better()
    {
        var answer = Text(Diagnosis(0.2, 0.001, 0.4, 0.01)).Answers[0].Text;
        Assert.Contains("Random weights reach 40.0 %: clearly worse than this space. MFCCs reach 1.0 %: **better than this space**.", answer, StringComparison.Ordinal);
        Assert.Contains("MFCCs reach 20.5 %: no difference can be claimed.", Text(Diagnosis(0.2, 0.001, 0.4, 0.205)).Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_voices_have_no_interval_and_are_not_said_to_have_one() =>
        Assert.Contains("0.0 % by cosine, without an interval.", Text(Made.Diagnosis(Made.Space(eer: 0, p: 0.063))).Answers[0].Text, StringComparison.Ordinal);

    [Fact]
    public void Random_weights_are_no_statement_about_Mimi_and_nothing_is_recommended_learned_or_good()
    {
        var text = Text(Diagnosis(0.04, 0.001, 0.4, 0.3) with { Synthetic = true });
        Assert.Equal((Level.Neutral, "Untrained", false), (text.Level, text.Word, text.Judged));
        Assert.Contains("Nothing is recommended", text.Answers[^1].Text, StringComparison.Ordinal);
        foreach (var said in text.Answers.Select(a => a.Text).Append(text.Sentence))
        {
            Assert.DoesNotContain("learned", said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("good", said, StringComparison.OrdinalIgnoreCase);
        }
    }

    // A head is held against cosine on the pairs that it was tested on itself, and what it costs is said as well as what it brings.
    [Theory]
    [InlineData(-0.1, "On the same pairs plain cosine gives 14.0 %: the head finds more.")]
    [InlineData(0.02, "On the same pairs plain cosine gives 2.0 %: here the head finds less.")]
    [InlineData(0.005, "On the same pairs plain cosine gives 3.5 %: that the head finds more can't be claimed.")]
    public void A_head_stands_beside_cosine_on_the_same_pairs(double minusCosine, string said)
    {
        var answer = Text(Diagnosis(0.3, 0.001, 0.4, 0.4) with { Heads = [Made.Head(Made.Rates(0.04, minusCosine: minusCosine))] }).Answers[0].Text;
        Assert.Contains(said, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("30.0 %", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void What_equalising_takes_is_not_said_to_be_anything_and_what_it_leaves_is_not_said_to_be_lost()
    {
        string Answer(MimiNative.Metrics.Estimate change) => Text(Diagnosis(0.3, 0.001, 0.4, 0.4) with
        {
            Heads = [Made.Head(Made.Rates(0.04))], Conditions = [Made.Condition("equalised", Made.Rates(0.2), change)],
        }).Answers.Single(a => a.Question.Contains("equalised", StringComparison.Ordinal)).Text;
        Assert.EndsWith("What is lost went with level and offset of the recordings: that it was the speaker can't be said.", Answer(Made.Around(0.16)), StringComparison.Ordinal);
        Assert.DoesNotContain("lost", Answer(Made.Around(0.001)), StringComparison.Ordinal);
        Assert.DoesNotContain("lost", Answer(Made.Around(-0.1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Heads are tested on 0 of the 1 pair of voices: others may be easier or harder.", "0", "1")]
    [InlineData("Heads are tested on all 1 pair of voices, each fitted without the two; so few voices may be easier or harder than others.", "01")]
    public void Few_tested_pairs_of_voices_are_said(string expected, params string[] folds)
    {
        var rates = Made.Rates(0.04) with { VoicesOfFold = [.. folds.Select(f => f.Select(v => v - '0').ToArray())] };
        var sure = Text(Diagnosis(0.3, 0.001, 0.4, 0.4) with { Heads = [Made.Head(rates)] }).Answers.Single(a => a.Question == "How sure are we?").Text;
        Assert.Contains(expected, sure, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_of_voices_are_counted_once_for_each_fold() =>
        Assert.Equal(3 + 1 + 0, (Made.Rates(0.1) with { VoicesOfFold = [[0, 3, 6], [1, 4], [2]] }).VoicePairs);

    [Fact]
    public void Random_weights_are_not_asked_whether_they_beat_random_weights()
    {
        (SpaceKind, double)[] controls = [(SpaceKind.RandomWeights, 0.6), (SpaceKind.Spectral, 0.6)];
        var result = Diagnosis(0.3, 0.001, 0.4, 0.4) with { Heads = [Made.Head(Made.Rates(0.04, controls: controls))] };
        Assert.Contains(Verdict.Of(result).Survives, c => c.Question == Question.BetterThanRandomWeights);
        var verdict = Verdict.Of(result with { Synthetic = true });
        Assert.DoesNotContain(verdict.Survives.Concat(verdict.Claims), c => c.Question == Question.BetterThanRandomWeights);
        Assert.Contains(verdict.Survives, c => c.Question == Question.BetterThanSpectrum);
        Assert.Contains("Other random weights reach 60.0 %", VerdictWords.Of(result with { Synthetic = true }, verdict).Answers[0].Text, StringComparison.Ordinal);
    }

    private static MimiNative.Analysis.Presentation.Page.VerdictText Text(DiagnosisResult result) => VerdictWords.Of(result, Verdict.Of(result));

    private static DiagnosisResult Diagnosis(double eer, double p, double random, double spectral) =>
        Made.Diagnosis(Made.Space(eer: eer, low: eer - 0.01, high: eer + 0.01, p: p, score: 0.4), Made.Space(SpaceKind.RandomWeights, eer: random), Made.Space(SpaceKind.Spectral, eer: spectral));
}
