using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class DiarizationRulesTests
{
    // Intervals of the error rate where speech is known, and of its difference to random weights.
    [Theory]
    [InlineData(0.05, 0.15, -0.3, -0.1, Outcome.Yes)]
    [InlineData(0.05, 0.2, -0.3, -0.1, Outcome.Yes)]
    [InlineData(0.05, 0.201, -0.3, -0.1, Outcome.Undecided)]
    [InlineData(0.2, 0.3, -0.3, -0.1, Outcome.Undecided)]
    [InlineData(0.201, 0.3, -0.3, -0.1, Outcome.No)]
    [InlineData(0.05, 0.15, -0.3, 0, Outcome.Undecided)]
    [InlineData(0.05, 0.15, -0.1, 0.1, Outcome.Undecided)]
    [InlineData(0.05, 0.15, 0, 0.1, Outcome.Undecided)]
    [InlineData(0.05, 0.15, 0.001, 0.1, Outcome.No)]
    [InlineData(double.NaN, double.NaN, -0.3, -0.1, Outcome.Undecided)]
    [InlineData(0.05, 0.15, double.NaN, double.NaN, Outcome.Undecided)]
    public void It_is_enough_below_a_fifth_and_below_every_control(double low, double high, double less, double more, Outcome outcome)
    {
        Assert.Equal(outcome, DiarizationRules.Enough(MadeDiarization.Result(oracle: (low, high), random: (less, more))).Outcome);
        // The other control and the other way to find speech decide just as much.
        Assert.Equal(outcome, DiarizationRules.Enough(MadeDiarization.Result(oracle: (low, high), spectral: (less, more))).Outcome);
        Assert.Equal(outcome, DiarizationRules.Enough(MadeDiarization.Result(energy: (low, high), random: (less, more))).Outcome);
    }

    [Theory]
    [InlineData(0.16, Outcome.Yes)]
    [InlineData(0.15, Outcome.Undecided)]
    [InlineData(0.05, Outcome.No)]
    public void Giving_all_speech_to_one_speaker_must_cost_more(double oneSpeaker, Outcome outcome) =>
        Assert.Equal(outcome, DiarizationRules.Enough(MadeDiarization.Result(oneSpeaker: oneSpeaker)).Outcome);

    [Fact]
    public void Without_controls_nothing_is_enough_and_a_way_that_was_not_measured_decides_nothing()
    {
        Assert.Equal(Outcome.Undecided, DiarizationRules.Enough(MadeDiarization.Result(controls: false)).Outcome);
        Assert.Equal(Outcome.No, DiarizationRules.Enough(MadeDiarization.Result(oracle: (0.3, 0.4), controls: false)).Outcome);
        var result = MadeDiarization.Result();
        Assert.Equal(Outcome.Undecided, DiarizationRules.Enough(result with { Rows = [.. result.Rows.Where(r => r.Speech == SpeechSource.Oracle)] }).Outcome);
        Assert.Equal(Outcome.Undecided, DiarizationRules.Enough(result with { Rows = [] }).Outcome);
        Assert.Empty(DiarizationRules.Enough(result with { Rows = [] }).Evidence);
    }

    [Fact]
    public void Other_random_weights_are_no_control_of_random_weights_but_MFCCs_are()
    {
        Assert.Equal(Outcome.Yes, DiarizationRules.Enough(MadeDiarization.Result(random: (0.1, 0.2), synthetic: true)).Outcome);
        Assert.Equal(Outcome.No, DiarizationRules.Enough(MadeDiarization.Result(spectral: (0.1, 0.2), synthetic: true)).Outcome);
    }

    [Fact]
    public void The_evidence_is_the_embedding_in_question_and_not_the_best_or_the_worst()
    {
        var claim = DiarizationRules.Enough(MadeDiarization.Result());
        Assert.Equal([Quantity.DiarizationErrorRateOracle, Quantity.DiarizationErrorRateEnergy], claim.Evidence.Select(e => e.Quantity));
        Assert.Equal([0.1, 0.11], claim.Evidence.Select(e => Math.Round(e.Value, 9)));
        Assert.All(claim.Evidence, e => Assert.Equal(("latent/mean", 0.2), (e.Embedding, e.Limit)));
        Assert.All(claim.Evidence, e => Assert.Equal([SpaceKind.RandomWeights, SpaceKind.Spectral], e.Controls.Select(c => c.Control)));
        Assert.Equal(new PairedDifference(-0.2, new Interval(-0.3, -0.1)), claim.Evidence[0].Controls[0].Difference);
    }

    [Theory]
    [InlineData(0.05, 0.15, "It is enough for diarization")]
    [InlineData(0.1, 0.3, "That it is enough for diarization is not shown.")]
    [InlineData(0.3, 0.4, "It is not enough for diarization.")]
    public void The_sentence_says_the_outcome_the_number_and_its_controls(double low, double high, string beginning)
    {
        var words = DiarizationWords.Finding(MadeDiarization.Result(oracle: (low, high)));
        Assert.StartsWith(beginning, words, StringComparison.Ordinal);
        Assert.Contains($"{50 * (low + high):0.0} % of the speech (95 % interval {100 * low:0.0} % to {100 * high:0.0} %)", words, StringComparison.Ordinal);
        Assert.Contains("11.0 % where the level tells it", words, StringComparison.Ordinal);
        Assert.Contains("random weights 35.0 %, MFCC baseline 40.0 % and all speech given to one speaker 60.0 %", words, StringComparison.Ordinal);
        var untrained = DiarizationWords.Finding(MadeDiarization.Result(oracle: (low, high), synthetic: true));
        Assert.StartsWith("The weights are random numbers", untrained, StringComparison.Ordinal);
        Assert.DoesNotContain("enough", untrained, StringComparison.Ordinal);
        Assert.Contains("other random weights 35.0 %", untrained, StringComparison.Ordinal);
    }
}
