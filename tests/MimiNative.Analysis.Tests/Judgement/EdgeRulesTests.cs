using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class EdgeRulesTests
{
    private const double None = double.NaN;

    // Two clips of one voice have a similarity of 0.8, clips of two voices of 0.5.
    [Theory]
    [InlineData(EdgeCarrier.Speech, 0.81, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.Speech, 0.8, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.Speech, 0.79, EdgeOutcome.Degraded)]
    [InlineData(EdgeCarrier.Speech, 0.5, EdgeOutcome.Degraded)]
    [InlineData(EdgeCarrier.Speech, 0.49, EdgeOutcome.Fail)]
    [InlineData(EdgeCarrier.None, 0.49, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.None, 0.5, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.None, 0.51, EdgeOutcome.Degraded)]
    [InlineData(EdgeCarrier.None, 0.79, EdgeOutcome.Degraded)]
    [InlineData(EdgeCarrier.None, 0.8, EdgeOutcome.Fail)]
    public void A_changed_clip_must_stay_close_and_what_holds_no_voice_must_stay_away(EdgeCarrier carrier, double similarity, EdgeOutcome outcome)
    {
        var judged = EdgeRules.Judge(Case(carrier, similarity), 0.8, 0.5);
        Assert.Equal((outcome, carrier == EdgeCarrier.None ? EdgeRule.StaysForeign : EdgeRule.KeepsVoice), (judged.Outcome, judged.Rule));
    }

    // Robust means closer than other voices are, not above a constant: at 0.9 other voices are closer than 0.85.
    [Theory]
    [InlineData(EdgeCarrier.Speech, 0.85, EdgeOutcome.Fail)]
    [InlineData(EdgeCarrier.Speech, 0.9, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.None, 0.6, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.None, 0.91, EdgeOutcome.Fail)]
    public void Where_other_voices_are_closer_than_a_voice_s_own_clips_they_are_the_limit(EdgeCarrier carrier, double similarity, EdgeOutcome outcome) =>
        Assert.Equal(outcome, EdgeRules.Judge(Case(carrier, similarity), 0.5, 0.9).Outcome);

    [Theory]
    [InlineData(0.9, 0.81, EdgeOutcome.Pass)]
    [InlineData(0.9, 0.6, EdgeOutcome.Degraded)]
    [InlineData(0.6, 0.9, EdgeOutcome.Degraded)]
    [InlineData(0.9, 0.4, EdgeOutcome.Fail)]
    [InlineData(0.4, 0.9, EdgeOutcome.Fail)]
    [InlineData(0.9, None, EdgeOutcome.Crash)]
    public void Two_voices_at_once_must_stay_close_to_both(double own, double other, EdgeOutcome outcome) =>
        Assert.Equal(outcome, EdgeRules.Judge(Case(EdgeCarrier.Speech, own) with { OtherSimilarities = [other] }, 0.8, 0.5).Outcome);

    [Theory]
    [InlineData(None, 0.8, 0.5, EdgeOutcome.Crash)]
    [InlineData(None, None, None, EdgeOutcome.Crash)]
    [InlineData(0.9, None, 0.5, EdgeOutcome.NotJudged)]
    [InlineData(0.9, 0.8, None, EdgeOutcome.NotJudged)]
    [InlineData(0.9, None, None, EdgeOutcome.NotJudged)]
    public void Without_a_vector_it_is_a_crash_and_without_a_limit_it_is_not_judged(double similarity, double same, double different, EdgeOutcome outcome) =>
        Assert.All(Enum.GetValues<EdgeCarrier>(), c => Assert.Equal(outcome, EdgeRules.Judge(Case(c, similarity), same, different).Outcome));

    [Fact]
    public void Noise_in_the_place_of_speech_has_no_voice_to_keep() => Assert.Equal((EdgeOutcome.NotJudged, EdgeRule.Finite), Short(EdgeRules.Judge(Case(EdgeCarrier.Noise, 0.99), 0.8, 0.5)));

    [Fact]
    public void The_mean_over_clips_is_judged_and_one_crash_is_a_crash()
    {
        Assert.Equal(EdgeOutcome.Pass, EdgeRules.Judge(Case(EdgeCarrier.Speech, 0.7, 0.95), 0.8, 0.5).Outcome);
        Assert.Equal(EdgeOutcome.Degraded, EdgeRules.Judge(Case(EdgeCarrier.Speech, 0.6, 0.95), 0.8, 0.5).Outcome);
        Assert.Equal(EdgeOutcome.Crash, EdgeRules.Judge(Case(EdgeCarrier.Speech, 0.95, None), 0.8, 0.5).Outcome);
    }

    // Own limits: 0.8 and 0.5. With random weights clips of one voice are at 0.95, of two at 0.9.
    [Theory]
    [InlineData(0.9, 0.96, EdgeOutcome.EmptyPass)]
    [InlineData(0.9, 0.94, EdgeOutcome.Pass)]
    [InlineData(0.7, 0.96, EdgeOutcome.Degraded)]
    [InlineData(0.4, 0.96, EdgeOutcome.Fail)]
    [InlineData(0.9, None, EdgeOutcome.Pass)]
    public void A_pass_that_random_weights_reach_by_their_own_limits_is_empty(double own, double random, EdgeOutcome outcome)
    {
        var result = Result(0.8, 0.5, Case(EdgeCarrier.Speech, own)) with { Control = Result(0.95, 0.9, Case(EdgeCarrier.Speech, random)) };
        Assert.Equal(outcome, EdgeRules.Judge(result)[0].Outcome);
    }

    [Fact]
    public void Cases_are_held_against_the_same_case_of_the_control()
    {
        var (first, second) = (Case(EdgeCarrier.Speech, 0.9), Case(EdgeCarrier.Speech, 0.9) with { Name = "other" });
        var result = Result(0.8, 0.5, first, second) with { Control = Result(0.8, 0.5, second with { Similarities = [0.6] }, first) };
        Assert.Equal([(EdgeOutcome.EmptyPass, EdgeOutcome.Pass), (EdgeOutcome.Pass, (EdgeOutcome?)EdgeOutcome.Degraded)], EdgeRules.Judge(result).Select(c => (c.Outcome, c.Control)));
    }

    [Fact]
    public void The_limits_are_the_data_set_s_own() =>
        Assert.Equal([EdgeOutcome.Pass, EdgeOutcome.Fail], EdgeRules.Judge(Result(0.8, 0.5, Case(EdgeCarrier.Speech, 0.9), Case(EdgeCarrier.None, 0.9))).Select(c => c.Outcome));

    internal static EdgeResult Result(double same, double different, params MeasuredEdgeCase[] cases) =>
        new() { Embedding = "e", Synthetic = false, Clips = ["a"], Voices = 1, SameVoice = same, DifferentVoices = different, Dimension = 2, Cases = cases };

    internal static MeasuredEdgeCase Case(EdgeCarrier carrier, params double[] similarities) => new("group", "name", carrier, "", similarities, 1);

    private static (EdgeOutcome, EdgeRule) Short(JudgedEdgeCase judged) => (judged.Outcome, judged.Rule);
}
