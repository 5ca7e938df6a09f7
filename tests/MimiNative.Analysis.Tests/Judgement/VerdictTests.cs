using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class VerdictTests
{
    private const double None = double.NaN;

    // The space's interval is ± 0.01 around its error.
    public static TheoryData<double, double, double, double, double, Level, Ground, Outcome> Table => new()
    {
        // error, p, score, random, spectral; level, ground, knows the speaker
        { 0.00, 0.001, 0.31, 0.4, 0.3, Level.Weak, Ground.NoUnseenVoices, Outcome.Undecided },
        { 0.35, 0.001, 0.31, 0.4, 0.4, Level.Bad, Ground.NoUnseenVoices, Outcome.Undecided },
        // Controls and words change nothing of that.
        { 0.04, 0.001, -0.10, 0.4, 0.3, Level.Weak, Ground.NoUnseenVoices, Outcome.Undecided },
        { 0.04, 0.001, None, 0.045, 0.3, Level.Weak, Ground.NoUnseenVoices, Outcome.Undecided },
        { 0.04, 0.001, 0.31, 0.01, 0.01, Level.Weak, Ground.NoUnseenVoices, Outcome.Undecided },
        // Two voices of five clips can't have a p below 0.06, however well they are told apart: no "no" either.
        { 0.00, 0.063, 0.31, 0.4, 0.3, Level.Weak, Ground.Chance, Outcome.Undecided },
        { 0.04, 0.05, 0.31, 0.4, 0.3, Level.Weak, Ground.Chance, Outcome.Undecided },
        { 0.04, 0.049, 0.31, 0.4, 0.3, Level.Weak, Ground.NoUnseenVoices, Outcome.Undecided },
        { 0.04, 0.9, 0.31, 0.01, 0.01, Level.Weak, Ground.Chance, Outcome.Undecided },
        { 0.04, None, 0.31, 0.4, 0.3, Level.Weak, Ground.Chance, Outcome.Undecided },
        // One voice, or one clip of each.
        { None, None, 0.31, 0.4, 0.3, Level.Neutral, Ground.NotMeasurable, Outcome.Undecided },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Without_a_head_on_unseen_voices_there_is_neither_a_yes_nor_a_no(double eer, double p, double score, double random, double spectral, Level level, Ground ground, Outcome knows)
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: eer, low: eer - 0.01, high: eer + 0.01, p: p, score: score), Made.Space(SpaceKind.RandomWeights, eer: random), Made.Space(SpaceKind.Spectral, eer: spectral)));
        Assert.Equal((level, ground), (verdict.Level, verdict.Ground));
        Assert.Equal((Question.KnowsSpeaker, knows), (verdict.Claims[0].Question, verdict.Claims[0].Outcome));
    }

    [Fact]
    public void Without_controls_the_bands_decide()
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: 0.04, low: 0.03, high: 0.05, p: 0.001)) with { Heads = [Made.Head(Made.Rates(0.04), Made.Rates(0.02, texts: false))] });
        Assert.Equal((Level.Good, Ground.Bands), (verdict.Level, verdict.Ground));
        Assert.Empty(verdict.AgainstControls);
    }

    [Fact]
    public void Every_question_that_was_measured_is_claimed_once_with_its_numbers()
    {
        var verdict = Verdict.Of(Made.Diagnosis(Made.Space(eer: 0.2, low: 0.1, high: 0.3, p: 0.01, score: 0.1, scoreLow: 0.05, scoreHigh: 0.15), Made.Space(SpaceKind.RandomWeights, eer: 0.4), Made.Space(SpaceKind.Spectral, eer: 0.05)));
        Question[] asked =
        [
            Question.KnowsSpeaker, Question.BetterThanRandomWeights, Question.BetterThanSpectrum, Question.BetterThanShuffledLabels, Question.VoiceOutweighsWords, Question.PostProcessingHelps,
            Question.SeedAcoustics, Question.SeedConsistency, Question.SeedSeparability, Question.SeedRobustness,
        ];
        Assert.Equal(asked, verdict.Claims.Select(c => c.Question));
        Assert.Equal(Question.KnowsSpeaker, verdict.Claims[0].Question);
        Assert.Equal([Outcome.Yes, Outcome.No], verdict.AgainstControls.Select(c => c.Outcome));
        var evidence = verdict.Claims[0].Evidence[0];
        Assert.Equal((0.2, 0.01, "tap/mean"), (evidence.Value, evidence.PValue, evidence.Embedding));
        Assert.Equal([(SpaceKind.RandomWeights, 0.4), (SpaceKind.Spectral, 0.05)], evidence.Controls.Select(c => (c.Control, c.Value)));
    }

    // The head's error, the same where texts are seen, equalised, and the controls' heads; level, ground, answer. Every interval is ± 0.01.
    public static TheoryData<double, double, double, double, double, Level, Ground, Outcome> WithHeads => new()
    {
        { 0.04, 0.02, 0.05, 0.4, 0.3, Level.Good, Ground.Bands, Outcome.Yes },
        { 0.10, 0.02, 0.12, 0.4, 0.3, Level.Fair, Ground.Bands, Outcome.Yes },
        { 0.20, 0.02, 0.22, 0.4, 0.3, Level.Weak, Ground.Bands, Outcome.Yes },
        { 0.35, 0.02, 0.36, 0.4, 0.4, Level.Bad, Ground.Bands, Outcome.Yes },
        // Unseen texts alone take it away, and so do unseen voices.
        { 0.495, 0.02, 0.05, 0.6, 0.6, Level.Bad, Ground.Chance, Outcome.No },
        { 0.495, 0.495, 0.05, 0.6, 0.6, Level.Bad, Ground.Chance, Outcome.No },
        // Not found where it is easier, but where it is harder: that is no finding, and no "no".
        { 0.04, 0.495, 0.05, 0.4, 0.3, Level.Weak, Ground.Chance, Outcome.Undecided },
        // Each control by itself, whether it is as good or better.
        { 0.04, 0.02, 0.05, 0.045, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.02, 0.05, 0.4, 0.045, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.02, 0.05, 0.01, 0.3, Level.Weak, Ground.Controls, Outcome.Undecided },
        { 0.04, 0.02, 0.05, 0.4, 0.01, Level.Weak, Ground.Controls, Outcome.Undecided },
        // What was there only as recorded.
        { 0.04, 0.02, 0.495, 0.6, 0.6, Level.Weak, Ground.Equalising, Outcome.Undecided },
        { 0.04, 0.02, None, 0.4, 0.3, Level.Weak, Ground.Equalising, Outcome.Undecided },
        // Equalised it is there, but a control keeps as much.
        { 0.04, 0.02, 0.295, 0.4, 0.3, Level.Weak, Ground.Equalising, Outcome.Undecided },
    };

    [Theory]
    [MemberData(nameof(WithHeads))]
    public void The_answer_must_survive_unseen_voices_unseen_texts_equalising_and_every_control(
        double texts, double voices, double equalised, double random, double spectral, Level level, Ground ground, Outcome knows)
    {
        var verdict = Verdict.Of(WithHead(texts, voices, equalised, random, spectral));
        Assert.Equal((level, ground, knows), (verdict.Level, verdict.Ground, verdict.Knows));
        Assert.Equal([Question.KnowsUnseenVoices, Question.KnowsUnseenTexts, Question.SurvivesEqualising, Question.BetterThanRandomWeights, Question.BetterThanSpectrum], verdict.Survives.Select(c => c.Question));
        // Something is recommended only where all of them are answered with yes.
        Assert.Equal(verdict.Survives.All(c => c.Outcome == Outcome.Yes), verdict.Advice is not null);
        Assert.Equal(knows == Outcome.Yes, verdict.Advice is not null);
    }

    [Fact]
    public void A_wide_interval_decides_nothing()
    {
        var wide = WithHead(0.3, 0.3, 0.3, 0.6, 0.6) with { Heads = [Made.Head(Made.Rates(0.3, 0.1, 0.55), Made.Rates(0.2))] };
        Assert.Equal((Ground.Chance, Outcome.Undecided, Level.Bad), (Verdict.Of(wide).Ground, Verdict.Of(wide).Knows, Verdict.Of(wide).Level));
    }

    [Fact]
    public void Nothing_is_good_or_recommended_about_random_weights_whatever_the_numbers()
    {
        var verdict = Verdict.Of(WithHead(0.01, 0.01, 0.01, 0.4, 0.4) with { Synthetic = true });
        Assert.Equal((true, Level.Neutral, null), (verdict.Untrained, verdict.Level, verdict.Advice));
    }

    [Fact]
    public void Conditions_left_out_and_unknown_texts_are_not_asked_about_and_texts_that_can_t_be_told_from_voices_answer_nothing()
    {
        var verdict = Verdict.Of(WithHead(0.04, 0.02, 0.05, 0.4, 0.3) with { Conditions = [], Heads = [new HeadRow(new("tap", Pooling.Mean), Made.Rates(0.04, texts: false), null)] });
        Assert.Equal([Question.KnowsUnseenVoices, Question.KnowsUnseenTexts], verdict.Survives.Select(c => c.Question));
        Assert.Equal((Outcome.Undecided, Ground.NoUnseenTexts, Level.Weak), (verdict.Knows, verdict.Ground, verdict.Level));
        Assert.Null(verdict.Failed);

        var unknown = Verdict.Of(Made.Diagnosis(Made.WithoutTexts(Made.Space(eer: 0.2, p: 0.001))) with { Heads = [new HeadRow(new("tap", Pooling.Mean), Made.Rates(0.04, texts: false), null)] });
        Assert.Equal([Question.KnowsUnseenVoices], unknown.Survives.Select(c => c.Question));
        Assert.Equal((Outcome.Yes, Quantity.UnseenVoicesErrorRate), (unknown.Knows, unknown.Claims[0].Evidence[0].Quantity));
    }

    // The verdict's words quote the rate that failed, not another.
    [Theory]
    [InlineData(0.04, 0.495, Question.KnowsUnseenVoices)]
    [InlineData(0.495, 0.02, Question.KnowsUnseenTexts)]
    [InlineData(0.495, 0.495, Question.KnowsUnseenTexts)]
    public void What_failed_is_what_is_quoted(double texts, double voices, Question failed) => Assert.Equal(failed, Verdict.Of(WithHead(texts, voices, 0.05, 0.6, 0.6)).Failed?.Question);

    [Fact]
    public void No_control_is_said_to_be_beaten_by_what_is_not_better_than_chance()
    {
        var chosen = WithHead(0.3, 0.45, 0.3, 0.6, 0.6);
        Assert.All(Verdict.Of(chosen with { Heads = [Made.Head(Made.Rates(0.3, 0.25, 0.51, controls: [(SpaceKind.RandomWeights, 0.6), (SpaceKind.Spectral, 0.6)]), Made.Rates(0.45, texts: false))] }).AgainstControls,
            c => Assert.Equal(Outcome.Undecided, c.Outcome));
    }

    // Head minus cosine.
    [Theory]
    [InlineData(-0.2, true, Outcome.Yes)]
    [InlineData(-0.005, false, Outcome.Undecided)]
    [InlineData(0.1, false, Outcome.No)]
    public void A_head_is_advised_where_it_surely_finds_more_than_cosine(double difference, bool advised, Outcome outcome)
    {
        var verdict = Verdict.Of(WithHead(0.1, 0.05, 0.1, 0.4, 0.3, difference));
        Assert.Equal(advised, verdict.Advice!.Head);
        Assert.Equal(outcome, Assert.Single(verdict.Claims, c => c.Question == Question.HeadFindsMore).Outcome);
        Assert.Equal(0.1, verdict.Advice.Rates!.Head.Value);
    }

    [Fact]
    public void The_network_ends_at_the_latent_and_an_earlier_station_must_be_surely_better()
    {
        static LayerPoint Station(string tap, double head, Estimate minusEnd) => Made.Layer(tap, 0.01) with { Head = Made.Rates(head), HeadMinusEnd = minusEnd };
        var result = Made.Diagnosis(Made.Space()) with { Layers = [Station("a", 0.3, Made.Around(0.1)), Station("b", 0.1, Made.Around(-0.1)), Station("latent", 0.2, Made.Around(0)), Station("rvq@8", 0.4, Made.Around(0.2))] };
        var network = Verdict.Of(result).Network!;
        Assert.Equal(("b", "rvq@8", "latent", Outcome.Yes), (network.Best.Tap, network.Worst.Tap, network.End.Tap, network.EarlierIsBetter.Outcome));
        var unsure = Verdict.Of(result with { Layers = [Station("b", 0.1, Made.Around(-0.005)), Station("latent", 0.2, Made.Around(0))] }).Network!;
        Assert.Equal(Outcome.Undecided, unsure.EarlierIsBetter.Outcome);
        Assert.Equal(Outcome.No, Verdict.Of(result with { Layers = [Station("b", 0.3, Made.Around(0.1)), Station("latent", 0.2, Made.Around(0))] }).Network!.EarlierIsBetter.Outcome);
    }

    [Fact]
    public void Without_heads_the_range_of_the_network_is_by_cosine_and_ends_at_the_last_that_was_measured()
    {
        var result = Made.Diagnosis(Made.Space()) with { Layers = [Made.Layer("a", 0.3), Made.Layer("b", 0.1), Made.Layer("c", double.NaN), Made.Layer("d", 0.4), Made.Layer("e", 0.2), Made.Layer("f", double.NaN)] };
        var network = Verdict.Of(result).Network!;
        Assert.Equal(("b", "d", "e"), (network.Best.Tap, network.Worst.Tap, network.End.Tap));
        Assert.Null(Verdict.Of(result with { Layers = [Made.Layer("a", 0.3), Made.Layer("b", double.NaN)] }).Network);
    }

    private static DiagnosisResult WithHead(double texts, double voices, double equalised, double random, double spectral, double minusCosine = -0.1)
    {
        (SpaceKind, double)[] controls = [(SpaceKind.RandomWeights, random), (SpaceKind.Spectral, spectral)];
        return Made.Diagnosis(Made.Space(eer: 0.3, low: 0.29, high: 0.31, p: 0.9)) with
        {
            Heads = [Made.Head(Made.Rates(texts, minusCosine: minusCosine, controls: controls), Made.Rates(voices, texts: false, controls: controls))],
            Conditions = [Made.Condition("equalised", double.IsNaN(equalised) ? null : Made.Rates(equalised, controls: controls))],
        };
    }
}
