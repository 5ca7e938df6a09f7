using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class ConditionWordsTests
{
    [Theory]
    [InlineData(0.44, 0.82, "Above 50 %, but not surely (equalised, head, test changed: 61.9 % (44.0 to 82.0))", "the intervals hold 50 %, so this can't be told from a coin toss.")]
    [InlineData(0.55, 0.82, "Above 50 % (equalised, head, test changed: 61.9 % (55.0 to 82.0)) clips of one voice score lower than clips of two", "That is no knowledge of the speaker, only of the change.")]
    public void A_rate_above_a_coin_toss_is_explained_where_it_stands(double low, double high, string start, string end)
    {
        var note = ConditionWords.AboveChance([ConditionRules.Judge(Row(0.619, low, high))]);
        Assert.StartsWith(start, note, StringComparison.Ordinal);
        Assert.EndsWith(end, note, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_such_a_rate_nothing_is_explained() => Assert.Null(ConditionWords.AboveChance([ConditionRules.Judge(Row(0.5, 0.4, 0.6))]));

    private static ConditionRow Row(double rate, double low, double high) => Made.Condition("equalised", Made.Rates(0.2)) with { MismatchedHead = new Estimate(rate, low, high) };
}
