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
    [InlineData(EdgeCarrier.Noise, 0.8, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.Noise, 0.5, EdgeOutcome.Degraded)]
    [InlineData(EdgeCarrier.Noise, 0.49, EdgeOutcome.Fail)]
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

    // A space that puts other voices closer than a voice's own clips has nothing between pass and fail.
    [Theory]
    [InlineData(EdgeCarrier.Speech, 0.6, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.Speech, 0.4, EdgeOutcome.Fail)]
    [InlineData(EdgeCarrier.None, 0.6, EdgeOutcome.Pass)]
    [InlineData(EdgeCarrier.None, 0.9, EdgeOutcome.Fail)]
    public void An_inverted_space_is_judged_by_the_first_limit_alone(EdgeCarrier carrier, double similarity, EdgeOutcome outcome) =>
        Assert.Equal(outcome, EdgeRules.Judge(Case(carrier, similarity), 0.5, 0.8).Outcome);

    [Theory]
    [InlineData(None, 0.8, 0.5, EdgeOutcome.Crash)]
    [InlineData(None, None, None, EdgeOutcome.Crash)]
    [InlineData(0.9, None, 0.5, EdgeOutcome.NotJudged)]
    [InlineData(0.9, 0.8, None, EdgeOutcome.NotJudged)]
    [InlineData(0.9, None, None, EdgeOutcome.NotJudged)]
    public void Without_a_vector_it_is_a_crash_and_without_a_limit_it_is_not_judged(double similarity, double same, double different, EdgeOutcome outcome) =>
        Assert.All(Enum.GetValues<EdgeCarrier>(), c => Assert.Equal(outcome, EdgeRules.Judge(Case(c, similarity), same, different).Outcome));

    [Fact]
    public void The_limits_are_the_data_set_s_own()
    {
        var result = new EdgeResult { Embedding = "e", Clip = "a", OtherClip = "b", SameVoice = 0.8, DifferentVoices = 0.5, Dimension = 2, Cases = [Case(EdgeCarrier.Speech, 0.9), Case(EdgeCarrier.None, 0.9)] };
        Assert.Equal([EdgeOutcome.Pass, EdgeOutcome.Fail], EdgeRules.Judge(result).Select(c => c.Outcome));
    }

    private static MeasuredEdgeCase Case(EdgeCarrier carrier, double similarity) => new("group", "name", carrier, "", similarity, 1);
}
