using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class StudyRulesTests
{
    [Theory]
    [InlineData(-0.2, -0.1, StudyOutcome.Holds)]
    [InlineData(0.1, 0.2, StudyOutcome.Fails)]
    [InlineData(-0.1, 0.1, StudyOutcome.CannotBeDecided)]
    [InlineData(double.NaN, double.NaN, StudyOutcome.CannotBeDecided)]
    public void Words_outweigh_voice_where_the_score_is_surely_below_zero(double low, double high, StudyOutcome expected)
    {
        var numbers = Numbers(Made.Space(score: 0, scoreLow: low, scoreHigh: high));
        Assert.Equal(expected, Of(numbers, StudyStatement.WordsOutweighVoice));
        // A sign that padding may have made decides nothing, however sure it looks.
        Assert.Equal(StudyOutcome.CannotBeDecided, Of(numbers with { PaddingShare = 0.72 }, StudyStatement.WordsOutweighVoice));
        Assert.Equal(expected, Of(numbers with { PaddingShare = 0.3 }, StudyStatement.WordsOutweighVoice));
    }

    // The head's interval.
    [Theory]
    [InlineData(0.05, 0.15, StudyOutcome.Fails)]
    [InlineData(0.4, 0.499, StudyOutcome.Fails)]
    [InlineData(0.41, 0.6, StudyOutcome.Holds)]
    [InlineData(0.31, 0.6, StudyOutcome.CannotBeDecided)]
    [InlineData(0.1, 0.6, StudyOutcome.CannotBeDecided)]
    public void The_speaker_is_there_where_a_head_beats_chance_padding_or_not(double low, double high, StudyOutcome expected)
    {
        var numbers = Numbers() with { Head = new Evidence(Quantity.UnseenVoicesErrorRate, 0.3) { Interval = new Interval(low, high) }, PaddingShare = 0.9 };
        Assert.Equal(expected, Of(numbers, StudyStatement.SpeakerIsNotThere));
        Assert.Equal(StudyOutcome.CannotBeDecided, Of(numbers with { Head = null }, StudyStatement.SpeakerIsNotThere));
        Assert.Equal(StudyOutcome.CannotBeDecided, Of(numbers with { Head = new Evidence(Quantity.UnseenVoicesErrorRate, 0.01) }, StudyStatement.SpeakerIsNotThere));
    }

    [Fact]
    public void Tests_that_the_study_failed_hold_where_they_fail_here_and_the_one_it_passed_where_it_passes()
    {
        var low = Numbers() with { SeedTests = Made.SeedTests(consistency: 0.8, ratio: 2, light: 0.85, medium: 0.9) };
        var high = Numbers() with { SeedTests = Made.SeedTests(consistency: 0.81, ratio: 2.1, light: 0.86, medium: 0.76) };
        foreach (var (statement, below, above) in new[]
        {
            (StudyStatement.VoicesAreInconsistent, StudyOutcome.Holds, StudyOutcome.Fails), (StudyStatement.VoicesAreNotSeparated, StudyOutcome.Holds, StudyOutcome.Fails),
            (StudyStatement.StandsNoise, StudyOutcome.Fails, StudyOutcome.Holds),
        })
        {
            Assert.Equal((below, above, StudyOutcome.CannotBeDecided), (Of(low, statement), Of(high, statement), Of(Numbers(), statement)));
            Assert.Equal(StudyOutcome.CannotBeDecided, Of(high with { PaddingShare = 0.5 }, statement));
        }
    }

    [Fact]
    public void Length_makes_a_difference_where_less_audio_surely_costs_something()
    {
        DurationPoint Point(double change) => new(1, 90, 100, Made.Around(0.3), Made.Around(0.2), Made.Around(change));
        Assert.Equal(StudyOutcome.Fails, Of(Numbers() with { Durations = [Point(0.2)] }, StudyStatement.DurationMakesNoDifference));
        Assert.Equal(StudyOutcome.CannotBeDecided, Of(Numbers() with { Durations = [Point(0)] }, StudyStatement.DurationMakesNoDifference));
        Assert.Equal(StudyOutcome.CannotBeDecided, Of(Numbers(), StudyStatement.DurationMakesNoDifference));
    }

    [Fact]
    public void Every_statement_is_made_once_and_has_words_of_its_own()
    {
        var claims = StudyRules.Judge(Numbers());
        Assert.Equal(Enum.GetValues<StudyStatement>(), claims.Select(c => c.Statement));
        Assert.Equal(claims.Count, claims.Select(c => StudyWords.Name(c.Statement)).Distinct().Count());
        Assert.Equal(["can't be decided", "holds", "fails"], Enum.GetValues<StudyOutcome>().Select(StudyWords.Name));
    }

    private static StudyOutcome Of(StudyNumbers numbers, StudyStatement statement) => StudyRules.Judge(numbers).Single(c => c.Statement == statement).Outcome;

    private static StudyNumbers Numbers(MeasuredSpace? space = null) => new() { Space = space ?? Made.Space(), SeedTests = Made.SeedTests(), Head = null };
}
