using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class ProbeRulesTests
{
    // Error rate's interval, then the interval of its difference to the one control.
    [Theory]
    [InlineData(0.1, 0.3, -0.2, -0.01, Outcome.Yes)]
    [InlineData(0.1, 0.499, -0.2, -0.01, Outcome.Yes)]
    [InlineData(0.1, 0.5, -0.2, -0.01, Outcome.Undecided)]
    [InlineData(0.1, 0.3, -0.2, 0, Outcome.Undecided)]
    [InlineData(0.1, 0.3, -0.1, 0.1, Outcome.Undecided)]
    [InlineData(0.1, 0.3, 0, 0.1, Outcome.Undecided)]
    [InlineData(0.1, 0.3, 0.001, 0.1, Outcome.No)]
    [InlineData(0.499, 0.6, -0.2, 0.1, Outcome.Undecided)]
    [InlineData(0.5, 0.6, -0.2, -0.01, Outcome.No)]
    [InlineData(double.NaN, double.NaN, -0.2, -0.01, Outcome.Undecided)]
    [InlineData(0.1, 0.3, double.NaN, double.NaN, Outcome.Undecided)]
    public void A_branch_knows_the_speaker_below_chance_and_below_every_control(double low, double high, double less, double more, Outcome outcome)
    {
        var claim = ProbeRules.SpeakerIn(Branch(QuantiserBranch.Acoustic, low, high, (SpaceKind.RandomWeights, less, more)));
        Assert.Equal((Question.SpeakerInAcousticCodes, outcome), (claim.Question, claim.Outcome));
        Assert.Equal(double.IsNaN(less) ? null : new PairedDifference((less + more) / 2, new Interval(less, more)), claim.Evidence[0].Controls[0].Difference);
        Assert.Equal(0.5, claim.Evidence[0].Limit);
    }

    [Theory]
    [InlineData(-0.2, -0.1, -0.2, -0.1, Outcome.Yes)]
    [InlineData(-0.2, -0.1, -0.1, 0.1, Outcome.Undecided)]
    [InlineData(-0.1, 0.1, -0.2, -0.1, Outcome.Undecided)]
    [InlineData(-0.2, -0.1, 0.1, 0.2, Outcome.No)]
    [InlineData(0.1, 0.2, -0.2, -0.1, Outcome.No)]
    public void No_control_is_left_out(double low, double high, double otherLow, double otherHigh, Outcome outcome) =>
        Assert.Equal(outcome, ProbeRules.SpeakerIn(Branch(QuantiserBranch.Semantic, 0.1, 0.3, (SpaceKind.RandomWeights, low, high), (SpaceKind.Spectral, otherLow, otherHigh))).Outcome);

    // Accuracy of 0.8 and more must pass the best of the shuffles and always guessing the commonest value.
    [Theory]
    [InlineData(0.8, 0.5, 0.79, 0.6, Outcome.Yes)]
    [InlineData(0.8, 0.5, 0.8, 0.6, Outcome.Undecided)]
    [InlineData(0.8, 0.5, 0.7, 0.8, Outcome.Undecided)]
    [InlineData(0.8, 0.5, 0.9, 0.6, Outcome.Undecided)]
    [InlineData(0.5, 0.5, 0.9, 0.6, Outcome.No)]
    [InlineData(0.3, 0.5, 0.9, 0.6, Outcome.No)]
    public void An_attribute_is_told_beyond_all_shuffles_and_the_commonest_value(double accuracy, double mean, double highest, double majority, Outcome outcome)
    {
        var reading = Attribute(SpeakerAttribute.Accent, new AttributeProbe(8, ["a", "b"], accuracy, majority, mean, highest), new AttributeProbe(8, ["a", "b"], 0.7, majority, 0.4, highest));
        var claim = ProbeRules.Readable(reading);
        Assert.Equal((Question.AccentReadable, outcome), (claim.Question, claim.Outcome));
        Assert.Equal((accuracy, Math.Max(highest, majority)), (claim.Evidence[0].Value, claim.Evidence[0].Limit));
        Assert.Equal(new ControlEvidence(SpaceKind.RandomWeights, 0.7), Assert.Single(claim.Evidence[0].Controls));
        Assert.Equal((accuracy - mean, 0.3), (claim.Evidence[1].Value, claim.Evidence[1].Controls[0].Value), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-12);
    }

    [Theory]
    [InlineData(0.31, Outcome.Yes)]
    [InlineData(0.3, Outcome.Undecided)]
    [InlineData(0.11, Outcome.Undecided)]
    [InlineData(0.1, Outcome.No)]
    [InlineData(double.NaN, Outcome.Undecided)]
    public void Recordings_are_linkable_beyond_all_shuffles_by_the_head_where_there_is_one(double linkability, Outcome outcome)
    {
        var claim = ProbeRules.Linkable(MadeProbes.Result(linkability: linkability));
        Assert.Equal((Question.RecordingsLinkable, outcome), (claim.Question, claim.Outcome));
        Assert.Equal((Quantity.HeadLinkability, linkability, 0.3), (claim.Evidence[0].Quantity, claim.Evidence[0].Value, claim.Evidence[0].Limit));
        Assert.Equal([new ControlEvidence(SpaceKind.RandomWeights, 0.15)], claim.Evidence[0].Controls);
    }

    [Fact]
    public void What_was_not_asked_is_not_claimed()
    {
        var result = MadeProbes.Result() with { Codebooks = null, Attributes = [new AttributeReading(SpeakerAttribute.Age, [new AttributeValue("old", 3)], [])], Floors = [] };
        Assert.Empty(ProbeRules.Judge(result));
        Assert.Equal([Question.SpeakerInSemanticCodes, Question.SpeakerInAcousticCodes, Question.GenderReadable, Question.RecordingsLinkable], ProbeRules.Judge(MadeProbes.Result()).Select(c => c.Question));
    }

    [Fact]
    public void The_best_codebook_is_the_one_with_the_lowest_error_counted_from_one()
    {
        Assert.Equal((3, 0.1, true), ProbeRules.BestAlone(MadeProbes.Codebooks([0.4, 0.3, 0.1, 0.2], [0.1, 0.5, 0.5, 0.5]))!.Value);
        Assert.Equal((1, 0.1, false), ProbeRules.BestAlone(MadeProbes.Codebooks([double.NaN, double.NaN], [0.1, 0.5]))!.Value);
        Assert.Null(ProbeRules.BestAlone(MadeProbes.Codebooks([double.NaN], [double.NaN])));
    }

    private static BranchReading Branch(QuantiserBranch branch, double low, double high, params (SpaceKind Control, double Low, double High)[] controls) =>
        MadeProbes.Branch(branch, low, high, controls);

    private static AttributeReading Attribute(SpeakerAttribute attribute, AttributeProbe own, AttributeProbe random) =>
        new(attribute, [new AttributeValue("a", 4), new AttributeValue("b", 4)], [new AttributeProbed(SpaceKind.Analysed, own), new AttributeProbed(SpaceKind.RandomWeights, random)]);
}
