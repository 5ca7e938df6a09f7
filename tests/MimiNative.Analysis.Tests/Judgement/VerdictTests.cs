using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class VerdictTests
{
    private const double None = double.NaN;

    // The space's interval is ± 0.01 around its error.
    public static TheoryData<double, double, double, double, double, Level, Ground, Outcome> Table => new()
    {
        // error, p, score, random, spectral; level, ground, knows the speaker
        { 0.04, 0.001, 0.31, 0.4, 0.3, Level.Good, Ground.Bands, Outcome.Yes },
        { 0.10, 0.001, 0.31, 0.4, 0.3, Level.Fair, Ground.Bands, Outcome.Yes },
        { 0.20, 0.001, 0.31, 0.4, 0.3, Level.Weak, Ground.Bands, Outcome.Yes },
        { 0.35, 0.001, 0.31, 0.4, 0.4, Level.Bad, Ground.Bands, Outcome.No },
        // The worse of the two bands, whichever it is.
        { 0.04, 0.001, 0.30, 0.4, 0.3, Level.Fair, Ground.Bands, Outcome.Yes },
        { 0.04, 0.001, 0.10, 0.4, 0.3, Level.Weak, Ground.Bands, Outcome.Yes },
        { 0.04, 0.001, -0.10, 0.4, 0.3, Level.Bad, Ground.Bands, Outcome.No },
        { 0.04, 0.001, None, 0.4, 0.3, Level.Good, Ground.Bands, Outcome.Yes },
        // A control that isn't clearly beaten takes the finding away, each by itself.
        { 0.04, 0.001, 0.31, 0.045, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.001, 0.31, 0.4, 0.045, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.001, 0.31, 0.01, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.001, 0.31, 0.4, 0.01, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.001, 0.31, None, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.001, 0.31, 0.05, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.35, 0.001, 0.31, 0.35, 0.4, Level.Bad, Ground.Controls, Outcome.No },
        // Chance stands above everything.
        { 0.04, 0.05, 0.31, 0.4, 0.3, Level.Bad, Ground.Chance, Outcome.No },
        { 0.04, 0.049, 0.31, 0.4, 0.3, Level.Good, Ground.Bands, Outcome.Yes },
        { 0.04, 0.9, 0.31, 0.01, 0.01, Level.Bad, Ground.Chance, Outcome.No },
        { 0.04, None, 0.31, 0.4, 0.3, Level.Good, Ground.Bands, Outcome.Undecided },
        // One voice, or one clip of each.
        { None, None, 0.31, 0.4, 0.3, Level.Neutral, Ground.NotMeasurable, Outcome.Undecided },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_level_follows_from_bands_chance_and_controls(double eer, double p, double score, double random, double spectral, Level level, Ground ground, Outcome knows)
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: eer, low: eer - 0.01, high: eer + 0.01, p: p, score: score), Made.Space(SpaceKind.RandomWeights, eer: random), Made.Space(SpaceKind.Spectral, eer: spectral)));
        Assert.Equal((level, ground), (verdict.Level, verdict.Ground));
        Assert.Equal((Question.KnowsSpeaker, knows), (verdict.Claims[0].Question, verdict.Claims[0].Outcome));
    }

    [Fact]
    public void Without_controls_the_bands_decide()
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: 0.04, low: 0.03, high: 0.05, p: 0.001)));
        Assert.Equal((Level.Good, Ground.Bands), (verdict.Level, verdict.Ground));
        Assert.Empty(verdict.AgainstControls);
    }

    [Fact]
    public void Every_question_that_was_measured_is_claimed_once_with_its_numbers()
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: 0.2, low: 0.1, high: 0.3, p: 0.01, score: 0.1, scoreLow: 0.05, scoreHigh: 0.15), Made.Space(SpaceKind.RandomWeights, eer: 0.4), Made.Space(SpaceKind.Spectral, eer: 0.05)));
        Assert.Equal(Enum.GetValues<Question>(), verdict.Claims.Select(c => c.Question));
        Assert.Equal([Outcome.Yes, Outcome.No], verdict.AgainstControls.Select(c => c.Outcome));
        var evidence = verdict.Claims[0].Evidence[0];
        Assert.Equal((0.2, 0.01, "tap/mean"), (evidence.Value, evidence.PValue, evidence.Embedding));
        Assert.Equal([(SpaceKind.RandomWeights, 0.4), (SpaceKind.Spectral, 0.05)], evidence.Controls.Select(c => (c.Control, c.Value)));
    }

    [Fact]
    public void The_range_of_the_network_is_from_the_lowest_error_to_the_highest_and_ends_at_the_last_that_was_measured()
    {
        var result = Made.Diagnosis(Made.Space()) with { Layers = [Made.Layer("a", 0.3), Made.Layer("b", 0.1), Made.Layer("c", double.NaN), Made.Layer("d", 0.4), Made.Layer("e", 0.2), Made.Layer("f", double.NaN)] };
        var network = Verdict.Of(result).Network!;
        Assert.Equal(("b", "d", "e"), (network.Best.Tap, network.Worst.Tap, network.Last.Tap));
        Assert.Null(Verdict.Of(result with { Layers = [Made.Layer("a", 0.3), Made.Layer("b", double.NaN)] }).Network);
    }
}
