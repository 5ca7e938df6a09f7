using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class EdgeWordsTests
{
    private const double None = double.NaN;

    // The rule in words must be true of the similarity that it is said of.
    [Theory]
    [InlineData(EdgeCarrier.Speech, 0.8, "PASS", "at least 0.800 (two clips of one voice) and 0.500 (two voices)")]
    [InlineData(EdgeCarrier.Speech, 0.5, "DEGRADED", "below 0.800 (one voice), not below 0.500 (two voices)")]
    [InlineData(EdgeCarrier.Speech, 0.4, "FAIL", "below 0.500: farther than another voice")]
    [InlineData(EdgeCarrier.None, 0.5, "PASS", "at most 0.500: no closer than another voice")]
    [InlineData(EdgeCarrier.None, 0.6, "DEGRADED", "above 0.500 (two voices), below 0.800 (one voice)")]
    [InlineData(EdgeCarrier.None, 0.8, "FAIL", "at least 0.800: taken for the voice")]
    [InlineData(EdgeCarrier.Noise, 0.8, "CAN'T BE JUDGED", "finite; noise has no voice to keep")]
    [InlineData(EdgeCarrier.Noise, None, "CRASH", "the encoder failed or gave values that are not finite")]
    public void An_outcome_has_a_word_and_its_rule_a_sentence(EdgeCarrier carrier, double similarity, string word, string rule) =>
        Assert.Equal((word, rule), Said(EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(carrier, similarity))));

    [Theory]
    [InlineData(0.8, "PASS", "with both voices at least 0.800 (two clips of one voice) and 0.500 (two voices)")]
    [InlineData(0.6, "DEGRADED", "with one of both voices below 0.800 (one voice), not below 0.500 (two voices)")]
    [InlineData(0.4, "FAIL", "with one of both voices below 0.500: farther than another voice")]
    public void Two_voices_at_once_are_said_to_be_two(double other, string word, string rule) =>
        Assert.Equal((word, rule), Said(EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, 0.9) with { OtherSimilarities = [other] })));

    [Fact]
    public void A_case_without_a_limit_is_said_not_to_be_judged() => Assert.Equal(
        ("CAN'T BE JUDGED", "finite; the data has no two clips of one voice, or no two voices, to hold it against"), Said(EdgeRulesTests.Result(None, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, 0.9))));

    [Fact]
    public void An_empty_pass_is_said_to_be_empty()
    {
        var result = EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, 0.9));
        Assert.Equal(("EMPTY PASS", "at least 0.800 (two clips of one voice) and 0.500 (two voices); random weights pass too, so this says nothing about what training adds"), Said(result with { Control = result }));
    }

    [Fact]
    public void Silence_and_noise_are_not_counted_as_speech()
    {
        var result = EdgeRulesTests.Result(0.8, 0.5,
            EdgeRulesTests.Case(EdgeCarrier.Speech, 0.9), EdgeRulesTests.Case(EdgeCarrier.Speech, 0.6) with { Name = "b" }, EdgeRulesTests.Case(EdgeCarrier.Speech, 0.3) with { Name = "c" },
            EdgeRulesTests.Case(EdgeCarrier.None, 0.1), EdgeRulesTests.Case(EdgeCarrier.Noise, 0.1));
        var control = result with { Cases = [.. result.Cases.Select(c => c with { Similarities = [0.6] })] };
        result = result with { Control = control };
        Assert.Equal("Nothing crashed. Of 3 cases on speech: 1 pass, 1 degraded, 1 failed (group c). Of 1 case without a voice: 1 pass.", EdgeWords.Finding(result, EdgeRules.Judge(result)));
        Assert.EndsWith("Without the control of random weights nothing shows whether a pass means anything.", EdgeWords.Finding(result with { Control = null }, EdgeRules.Judge(result with { Control = null })));
    }

    [Theory]
    [InlineData(0.9, 0.6, false, Level.Good)]
    [InlineData(0.6, 0.6, false, Level.Fair)]
    [InlineData(0.3, 0.6, false, Level.Weak)]
    [InlineData(None, 0.6, false, Level.Bad)]
    [InlineData(0.9, 0.9, false, Level.Neutral)]
    [InlineData(0.9, 0.6, true, Level.Neutral)]
    [InlineData(0.3, 0.6, true, Level.Neutral)]
    public void The_stage_is_good_news_only_beside_its_control_and_never_for_random_weights(double own, double random, bool synthetic, Level level)
    {
        var result = EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, own)) with { Synthetic = synthetic, Control = EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, random)) };
        Assert.Equal(level, EdgeSection.Present(result).Section.Level);
        Assert.Equal(Level.Neutral, EdgeSection.Present(EdgeRulesTests.Result(0.8, 0.5, EdgeRulesTests.Case(EdgeCarrier.Speech, 0.9))).Section.Level);
    }

    private static (string, string) Said(EdgeResult result) => EdgeRules.Judge(result)[0] is var judged ? (EdgeWords.Name(judged.Outcome), EdgeWords.Rule(judged, result)) : default;
}
