using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class UnseenRulesTests
{
    private const double None = double.NaN;

    // The head's interval.
    [Theory]
    [InlineData(0.1, 0.49, Outcome.Yes)]
    [InlineData(0.4, 0.499, Outcome.Yes)]
    [InlineData(0.354, 0.542, Outcome.Undecided)]
    [InlineData(0.39, 0.5, Outcome.Undecided)]
    [InlineData(0.40, 0.5, Outcome.No)]
    [InlineData(0.45, 0.55, Outcome.No)]
    [InlineData(0.1, 0.6, Outcome.Undecided)]
    [InlineData(None, None, Outcome.Undecided)]
    public void Chance_is_beaten_by_the_whole_interval_and_wins_where_even_its_good_end_is_next_to_chance(double low, double high, Outcome expected)
    {
        var claim = UnseenRules.BetterThanChance(Question.KnowsUnseenTexts, Made.Rates(0.3) with { Head = new Estimate(0.3, low, high) }, "tap/mean");
        Assert.Equal((Question.KnowsUnseenTexts, expected), (claim.Question, claim.Outcome));
        Assert.Equal((Quantity.UnseenVoicesAndTextsErrorRate, 0.3, "tap/mean"), (claim.Evidence[0].Quantity, claim.Evidence[0].Value, claim.Evidence[0].Embedding));
    }

    [Fact]
    public void What_was_not_measured_is_not_decided()
    {
        Assert.Equal(Outcome.Undecided, UnseenRules.BetterThanChance(Question.KnowsUnseenVoices, null, "tap/mean").Outcome);
        Assert.Equal(Outcome.Undecided, UnseenRules.SurvivesEqualising(null).Outcome);
        Assert.Equal(Outcome.Undecided, UnseenRules.SurvivesEqualising(Made.Condition("equalised", null)).Outcome);
        Assert.Equal(Outcome.Undecided, UnseenRules.HeadFindsMore(null).Outcome);
    }

    // The interval of the difference: negative where the space is better.
    [Theory]
    [InlineData(-0.2, -0.1, Outcome.Yes)]
    [InlineData(-0.2, 0, Outcome.Undecided)]
    [InlineData(-0.1, 0.1, Outcome.Undecided)]
    [InlineData(0, 0.1, Outcome.Undecided)]
    [InlineData(0.01, 0.1, Outcome.No)]
    [InlineData(None, None, Outcome.Undecided)]
    public void A_control_is_beaten_by_the_paired_difference_not_by_the_values(double low, double high, Outcome expected)
    {
        var control = new ControlRates(SpaceKind.RandomWeights, Made.Around(0.5), Made.Around(0.45), new Estimate((low + high) / 2, low, high));
        var claim = UnseenRules.BetterThan(Made.Rates(0.1), control);
        Assert.Equal((Question.BetterThanRandomWeights, expected), (claim.Question, claim.Outcome));
        Assert.Equal(0.45, claim.Evidence[0].Controls[0].Value);
        Assert.Equal(Question.BetterThanSpectrum, UnseenRules.BetterThan(Made.Rates(0.1), control with { Control = SpaceKind.Spectral }).Question);
        Assert.Throws<ArgumentException>(() => UnseenRules.BetterThan(Made.Rates(0.1), control with { Control = SpaceKind.Analysed }));
    }

    // Equalised: the head, random weights', MFCCs'.
    [Theory]
    [InlineData(0.2, 0.4, 0.4, Outcome.Yes)]
    [InlineData(0.2, 0.2, 0.4, Outcome.Undecided)]
    [InlineData(0.2, 0.4, 0.2, Outcome.Undecided)]
    [InlineData(0.2, 0.1, 0.4, Outcome.No)]
    [InlineData(0.495, 0.6, 0.6, Outcome.No)]
    public void Equalised_recordings_must_beat_chance_and_both_controls(double head, double random, double spectral, Outcome expected)
    {
        var claim = UnseenRules.SurvivesEqualising(Made.Condition("equalised", Made.Rates(head, controls: [(SpaceKind.RandomWeights, random), (SpaceKind.Spectral, spectral)])));
        Assert.Equal((Question.SurvivesEqualising, expected), (claim.Question, claim.Outcome));
        Assert.Equal([random, spectral], claim.Evidence[0].Controls.Select(c => c.Value));
    }

    [Theory]
    [InlineData(new[] { Outcome.Yes, Outcome.Yes }, Outcome.Yes)]
    [InlineData(new[] { Outcome.Yes, Outcome.Undecided }, Outcome.Undecided)]
    [InlineData(new[] { Outcome.Undecided, Outcome.No }, Outcome.No)]
    [InlineData(new[] { Outcome.Yes, Outcome.No }, Outcome.No)]
    [InlineData(new Outcome[0], Outcome.Undecided)]
    public void Answers_taken_together_are_as_weak_as_the_weakest(Outcome[] outcomes, Outcome expected) => Assert.Equal(expected, Outcomes.All(outcomes));
}
