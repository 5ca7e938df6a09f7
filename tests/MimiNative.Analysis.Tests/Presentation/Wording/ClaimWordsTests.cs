using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class ClaimWordsTests
{
    private static readonly Claim Whole = new(Question.KnowsSpeaker, Outcome.No,
    [
        new Evidence(Quantity.EqualErrorRate, 0.2345)
        {
            Embedding = "latent/mean", Interval = new Interval(0.2, 0.3), PValue = 0.04, Limit = 0.25,
            Controls = [new ControlEvidence(SpaceKind.RandomWeights, 0.4) { Interval = new Interval(0.35, 0.45), Difference = new PairedDifference(-0.1655, new Interval(-0.2, -0.1)) }, new ControlEvidence(SpaceKind.Spectral, double.NaN)],
        },
        new Evidence(Quantity.AcousticsScore, -0.05),
    ]);

    [Fact]
    public void A_claim_is_a_line_with_its_answer_and_every_number() => Assert.Equal(
        "Does this space know the speaker? no: equal error rate 23.5 % (latent/mean, 95 % interval 20.0 % to 30.0 %, p = 0.040, limit 25.0 %, "
        + "random weights 40.0 %, difference −16.6 % from −20.0 % to −10.0 %, MFCC baseline n/a); acoustics score −0.050",
        ClaimWords.Of(Whole).Text);

    [Fact]
    public void In_brief_the_number_that_decides_is_left()
    {
        Assert.Equal("23.5 %, 95 % interval 20.0 % to 30.0 %", ClaimWords.Of(Whole).Brief);
        var against = Whole.Evidence[0] with { Limit = null, Controls = [Whole.Evidence[0].Controls[0]] };
        Assert.Equal("23.5 % against 40.0 %, difference −20.0 % to −10.0 %", ClaimWords.Of(Whole with { Evidence = [against] }).Brief);
        Assert.Equal("", ClaimWords.Of(Whole with { Evidence = [] }).Brief);
    }

    [Fact]
    public void An_empty_pass_of_a_seed_test_is_said_to_be_empty()
    {
        var claim = SeedTestRules.Judge(Made.SeedTests(consistency: 0.9), "seanet.out/mean", [new(SpaceKind.Spectral, Made.SeedTests(consistency: 0.99))])[1];
        Assert.Equal("intra-speaker consistency 0.900 (seanet.out/mean, limit 0.800, MFCC baseline 0.990); an empty pass: MFCC baseline passes too", ClaimWords.Of(claim).Evidence);
    }

    [Fact]
    public void What_survives_equalising_says_what_it_asks_for_beyond_the_rows_above_it()
    {
        var rates = Made.Rates(0.411, 0.32, 0.49) with { Controls = [new ControlRates(SpaceKind.RandomWeights, Estimate.None, new Estimate(0.38, 0.3, 0.5), new Estimate(0.03, -0.1, 0.2)), new ControlRates(SpaceKind.Spectral, Estimate.None, new Estimate(0.3, 0.2, 0.4), new Estimate(0.11, 0.01, 0.2))] };
        var line = ClaimWords.Of(UnseenRules.SurvivesEqualising(Made.Condition("equalised", rates)));
        Assert.EndsWith("better than chance and than each control then?", line.Question, StringComparison.Ordinal);
        Assert.Equal("41.1 %, 95 % interval 32.0 % to 49.0 %. Better than chance: yes; than random weights (38.0 % then): undecided; than MFCC baseline (30.0 % then): no", line.Brief);
    }

    [Fact]
    public void The_least_p_that_the_shuffles_can_show_is_not_said_to_be_reached()
    {
        Assert.Contains("p ≤ 0.001", ClaimWords.Of(new Claim(Question.BetterThanShuffledLabels, Outcome.Yes, [new Evidence(Quantity.EqualErrorRate, 0.1) { PValue = 1 / 1001.0, Shuffles = 1000 }])).Text);
        Assert.Contains("p = 0.002", ClaimWords.Of(new Claim(Question.BetterThanShuffledLabels, Outcome.Yes, [new Evidence(Quantity.EqualErrorRate, 0.1) { PValue = 2 / 1001.0, Shuffles = 1000 }])).Text);
    }

    [Theory]
    [InlineData(1 / 1001.0, 1000, "≤ 0.001")]
    [InlineData(2 / 1001.0, 1000, "0.002")]
    [InlineData(1 / 101.0, 100, "≤ 0.010")]
    [InlineData(1.0, 0, "1.000")]
    [InlineData(1 / 100001.0, 100000, "≤ 0.00001")]
    [InlineData(double.NaN, 1000, "n/a")]
    public void A_p_value_has_a_floor_by_the_number_of_shuffles(double p, int shuffles, string text) => Assert.Equal(text, PValueText.InCell(p, shuffles));

    [Fact]
    public void Json_has_the_same_line_and_the_numbers_in_full()
    {
        using var document = JsonDocument.Parse(JsonText.Object(json => ClaimJson.Write(json, "claims", [ClaimWords.Of(Whole)])));
        var claim = document.RootElement.GetProperty("claims")[0];
        Assert.Equal(("knows_speaker", "no", ClaimWords.Of(Whole).Text), (claim.GetProperty("question").GetString(), claim.GetProperty("outcome").GetString(), claim.GetProperty("text").GetString()));
        var evidence = claim.GetProperty("evidence")[0];
        Assert.Equal(("equal_error_rate", 0.2345, 0.2, 0.3, 0.04, 0.25), (evidence.GetProperty("quantity").GetString(), Number(evidence, "value"), Number(evidence, "low"), Number(evidence, "high"), Number(evidence, "p_value"), Number(evidence, "limit")));
        var control = evidence.GetProperty("controls")[0];
        Assert.Equal(("random_weights", 0.4, -0.1655, -0.2), (control.GetProperty("control").GetString(), Number(control, "value"), Number(control.GetProperty("difference"), "value"), Number(control.GetProperty("difference"), "low")));
        Assert.Equal(JsonValueKind.Null, evidence.GetProperty("controls")[1].GetProperty("value").ValueKind);
        Assert.False(claim.GetProperty("evidence")[1].TryGetProperty("low", out _));
    }

    [Fact]
    public void Every_question_and_quantity_has_words_of_its_own()
    {
        var questions = Enum.GetValues<Question>().Select(ClaimWords.Ask).ToList();
        Assert.Equal(questions.Count, questions.Distinct().Count());
        Assert.All(questions, q => Assert.EndsWith("?", q, StringComparison.Ordinal));
        var quantities = Enum.GetValues<Quantity>().Select(q => ClaimWords.Of(new Claim(Question.KnowsSpeaker, Outcome.Yes, [new Evidence(q, 0.1)])).Evidence).ToList();
        Assert.Equal(quantities.Count, quantities.Distinct().Count());
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
