using MimiNative.Analysis.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class ConditionRulesTests
{
    // The interval of the change of the error rate.
    [Theory]
    [InlineData(0.01, 0.2, ConditionEffect.Harms)]
    [InlineData(0, 0.2, ConditionEffect.NotShown)]
    [InlineData(-0.1, 0.1, ConditionEffect.NotShown)]
    [InlineData(-0.2, -0.01, ConditionEffect.Helps)]
    [InlineData(double.NaN, double.NaN, ConditionEffect.NotShown)]
    public void A_condition_harms_where_the_error_surely_rises(double low, double high, ConditionEffect expected)
    {
        var change = new Estimate(0.05, low, high);
        Assert.Equal(expected, ConditionRules.Judge(Made.Condition("babble", Made.Rates(0.2), change, Made.Around(-0.3))).Effect);
        // Without a head cosine decides.
        Assert.Equal(expected, ConditionRules.Judge(Made.Condition("babble", null, null, change)).Effect);
    }

    [Fact]
    public void The_two_sides_are_judged_each_by_its_own_change()
    {
        var row = Made.Condition("babble", Made.Rates(0.2), Made.Around(0.1)) with { TreatedHeadChange = Made.Around(-0.1) };
        var judged = ConditionRules.Judge(row);
        Assert.Equal((ConditionEffect.Harms, ConditionEffect.Helps), (judged.Effect, judged.TreatedEffect));
    }
}
