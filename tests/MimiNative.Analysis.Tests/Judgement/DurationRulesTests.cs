using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class DurationRulesTests
{
    [Fact]
    public void Enough_is_the_shortest_start_that_loses_next_to_nothing()
    {
        static Estimate Unsure(double value) => new(value, -0.01, 0.1);
        Assert.Equal(3, DurationRules.Enough([Point(1, 0.1), Point(3, 0) with { HeadChange = Unsure(0.02) }, Point(5, 0), Point(null, 0)])!.Seconds);
        Assert.Equal(5, DurationRules.Enough([Point(1, 0.1), Point(3, 0) with { HeadChange = Unsure(0.0201) }, Point(5, 0), Point(null, 0)])!.Seconds);
        Assert.Equal(1, DurationRules.Enough([Point(5, 0), Point(1, 0.005)])!.Seconds);
        Assert.Null(DurationRules.Enough([Point(1, 0.1), Point(3, 0.0201), Point(null, 0)]));
        // Small but sure is a loss.
        Assert.Null(DurationRules.Enough([Point(1, 0.015) with { HeadChange = new Estimate(0.015, 0.01, 0.02) }, Point(null, 0)]));
        Assert.Null(DurationRules.Enough([Point(1, double.NaN)]));
    }

    [Fact]
    public void A_start_that_most_clips_do_not_reach_says_nothing()
    {
        Assert.Null(DurationRules.Enough([Point(5, 0, longEnough: 49)]));
        Assert.NotNull(DurationRules.Enough([Point(5, 0, longEnough: 50)]));
        Assert.Equal(Outcome.Undecided, DurationRules.Costs([Point(5, 0.3, longEnough: 49)]).Costs);
    }

    [Theory]
    [InlineData(0.3, Outcome.Yes)]
    [InlineData(0.005, Outcome.Undecided)]
    [InlineData(-0.3, Outcome.No)]
    public void What_the_shortest_start_costs_decides_whether_length_matters(double change, Outcome expected) =>
        Assert.Equal(expected, DurationRules.Costs([Point(5, 0), Point(1, change), Point(null, 0)]).Costs);

    private static DurationPoint Point(double? seconds, double change, int longEnough = 90) => new(seconds, longEnough, 100, Made.Around(0.3), Made.Around(0.2), Made.Around(change));
}
