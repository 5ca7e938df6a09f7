using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class EdgeWordsTests
{
    // The rule in words must be true of the similarity that it is said of.
    [Theory]
    [InlineData(EdgeCarrier.Speech, 0.8, "PASS", "at least 0.800, as two clips of one voice")]
    [InlineData(EdgeCarrier.Speech, 0.5, "DEGRADED", "below 0.800 (one voice), not below 0.500 (two voices)")]
    [InlineData(EdgeCarrier.Speech, 0.4, "FAIL", "below 0.500: farther than another voice")]
    [InlineData(EdgeCarrier.None, 0.5, "PASS", "at most 0.500: no closer than another voice")]
    [InlineData(EdgeCarrier.None, 0.6, "DEGRADED", "above 0.500 (two voices), below 0.800 (one voice)")]
    [InlineData(EdgeCarrier.None, 0.8, "FAIL", "at least 0.800: taken for the voice")]
    [InlineData(EdgeCarrier.Noise, double.NaN, "CRASH", "the encoder failed or gave values that are not finite")]
    public void An_outcome_has_a_word_and_its_rule_a_sentence(EdgeCarrier carrier, double similarity, string word, string rule)
    {
        var result = new EdgeResult { Embedding = "e", Clip = "a", OtherClip = "b", SameVoice = 0.8, DifferentVoices = 0.5, Dimension = 2, Cases = [new("g", "n", carrier, "", similarity, 1)] };
        var judged = EdgeRules.Judge(result)[0];
        Assert.Equal((word, rule), (EdgeWords.Name(judged.Outcome), EdgeWords.Rule(judged, result)));
    }

    [Fact]
    public void A_case_without_a_limit_is_said_not_to_be_judged()
    {
        var result = new EdgeResult { Embedding = "e", Clip = "a", OtherClip = "b", SameVoice = double.NaN, DifferentVoices = 0.5, Dimension = 2, Cases = [new("g", "n", EdgeCarrier.Speech, "", 0.9, 1)] };
        var judged = EdgeRules.Judge(result)[0];
        Assert.Equal(("NOT JUDGED", "finite; the data has no two clips of one voice, or no two voices, to hold it against"), (EdgeWords.Name(judged.Outcome), EdgeWords.Rule(judged, result)));
    }
}
