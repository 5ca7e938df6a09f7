using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class SpaceRulesTests
{
    [Theory]
    [InlineData(0.001, Outcome.Yes)]
    [InlineData(0.0499, Outcome.Yes)]
    [InlineData(0.05, Outcome.Undecided)]
    [InlineData(0.9, Outcome.Undecided)]
    [InlineData(double.NaN, Outcome.Undecided)]
    public void Shuffled_labels_decide_by_p_alone(double p, Outcome outcome)
    {
        var claim = SpaceRules.BetterThanShuffledLabels(Made.Space(eer: 0.2, p: p));
        Assert.Equal((Question.BetterThanShuffledLabels, outcome), (claim.Question, claim.Outcome));
        Assert.Equal((0.2, p), (claim.Evidence[0].Value, claim.Evidence[0].PValue));
    }

    // The space has an error of 0.2, in 95 % of draws between 0.15 and 0.25.
    [Theory]
    [InlineData(0.2501, Outcome.Yes)]
    [InlineData(0.25, Outcome.Undecided)]
    [InlineData(0.2, Outcome.Undecided)]
    [InlineData(0.15, Outcome.Undecided)]
    [InlineData(0.1499, Outcome.No)]
    [InlineData(double.NaN, Outcome.Undecided)]
    public void A_control_is_beaten_above_the_interval_and_better_below_it(double control, Outcome outcome)
    {
        var claim = SpaceRules.BetterThan(Made.Space(eer: 0.2, low: 0.15, high: 0.25), Made.Space(SpaceKind.RandomWeights, eer: control, low: 0.1, high: 0.3));
        Assert.Equal((Question.BetterThanRandomWeights, outcome), (claim.Question, claim.Outcome));
        var evidence = Assert.Single(claim.Evidence);
        Assert.Equal((Quantity.EqualErrorRate, 0.2, new Interval(0.15, 0.25)), (evidence.Quantity, evidence.Value, evidence.Interval));
        Assert.Equal(new ControlEvidence(SpaceKind.RandomWeights, control) { Interval = new Interval(0.1, 0.3) }, Assert.Single(evidence.Controls));
    }

    [Fact]
    public void Without_an_interval_no_control_is_beaten()
    {
        var claim = SpaceRules.BetterThan(Made.Space(eer: 0.01), Made.Space(SpaceKind.Spectral, eer: 0.5));
        Assert.Equal((Question.BetterThanSpectrum, Outcome.Undecided), (claim.Question, claim.Outcome));
        Assert.Null(claim.Evidence[0].Interval);
    }

    [Fact]
    public void A_space_in_question_is_no_control() => Assert.Throws<ArgumentException>(() => SpaceRules.BetterThan(Made.Space(), Made.Space()));

    [Theory]
    [InlineData(0.001, 0.2, Outcome.Yes)]
    [InlineData(0, 0.2, Outcome.Undecided)]
    [InlineData(-0.1, 0.1, Outcome.Undecided)]
    [InlineData(-0.2, 0, Outcome.Undecided)]
    [InlineData(-0.2, -0.001, Outcome.No)]
    [InlineData(double.NaN, double.NaN, Outcome.Undecided)]
    public void The_voice_outweighs_the_words_where_the_whole_interval_says_so(double low, double high, Outcome outcome)
    {
        var claim = SpaceRules.VoiceOutweighsWords(Made.Space(score: (low + high) / 2, scoreLow: low, scoreHigh: high));
        Assert.Equal((Question.VoiceOutweighsWords, outcome), (claim.Question, claim.Outcome));
        Assert.Equal((Quantity.AcousticsScore, 0.0), (claim.Evidence[0].Quantity, claim.Evidence[0].Limit));
    }
}
