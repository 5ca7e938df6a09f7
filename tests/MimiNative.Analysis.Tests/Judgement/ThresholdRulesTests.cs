using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class ThresholdRulesTests
{
    [Theory]
    [InlineData(0.7, true)]
    [InlineData(0.6999, false)]
    public void A_similarity_passes_from_the_threshold_on(double similarity, bool passed) =>
        Assert.Equal([new ThresholdCheck(Threshold.Given, 0.7, passed)], ThresholdRules.Check(new ClipComparison("e", similarity, 1, null), 0.7));

    [Fact]
    public void Known_voices_give_the_thresholds_that_they_can()
    {
        Assert.Equal([(Threshold.DifferentVoices, true), (Threshold.EqualErrorRate, true), (Threshold.SameVoice, false)],
            ThresholdRules.Check(new ClipComparison("e", 0.6, 1, new KnownVoices(0.5, 0.6, 0.8))).Select(c => (c.Threshold, c.Passed)));
        Assert.Equal([(Threshold.SameVoice, true), (Threshold.Given, false)],
            ThresholdRules.Check(new ClipComparison("e", 0.8, 1, new KnownVoices(double.NaN, double.NaN, 0.8)), 0.9).Select(c => (c.Threshold, c.Passed)));
        Assert.Empty(ThresholdRules.Check(new ClipComparison("e", 0.8, 1, null)));
    }
}
