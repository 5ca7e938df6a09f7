using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class ChoiceTests
{
    private const double None = double.NaN;

    // Errors and scores of a and b, and the one that is chosen.
    [Theory]
    [InlineData(0.1, 0, 0.2, 0.9, "a")]
    [InlineData(0.2, 0.9, 0.1, 0, "b")]
    [InlineData(0.1, 0.2, 0.1, 0.3, "b")]
    [InlineData(0.1, 0.3, 0.1, 0.2, "a")]
    [InlineData(0.1, 0.2, 0.1, 0.2, "a")]
    [InlineData(0.1, None, 0.1, None, "a")]
    [InlineData(None, 0.9, 0.5, None, "b")]
    [InlineData(0.5, None, None, 0.9, "a")]
    [InlineData(None, 0.1, None, 0.2, "b")]
    [InlineData(None, None, None, None, "a")]
    public void The_lowest_error_is_chosen_then_the_higher_score_then_the_first(double eerA, double scoreA, double eerB, double scoreB, string chosen) =>
        Assert.Equal(chosen, Choice.BestOf([Made.Row("a", eerA, scoreA), Made.Row("b", eerB, scoreB)]).Key.Tap);

    [Fact]
    public void Only_whole_clips_without_post_processing_are_chosen_from()
    {
        SweepRow[] rows =
        [
            Made.Row("short", 0.01, duration: 1), Made.Row("whitened", 0.01, after: PostProcessingKind.Whitening), Made.Row("folds", 0.01, crossValidated: true), Made.Row("plain", 0.3),
        ];
        Assert.Equal("plain", Choice.BestOf(rows).Key.Tap);
        Assert.Equal("plain", Choice.Of(new SweepResult(rows, [])).Best.Key.Tap);
    }

    [Fact]
    public void Each_tap_has_its_own_best_pooling()
    {
        SweepRow[] rows = [Made.Row("a", 0.3), Made.Row("a", 0.2, pooling: Pooling.Max), Made.Row("b", 0.1), Made.Row("b", 0.4, pooling: Pooling.Max)];
        Assert.Equal([new EmbeddingKey("a", Pooling.Max), new EmbeddingKey("b", Pooling.Mean)], Choice.BestOfTaps(rows));
    }

    // The error in the same folds without post-processing is 0.2.
    [Theory]
    [InlineData(0.15, 0.1, Outcome.Yes, PostProcessingKind.Whitening)]
    [InlineData(0.1, 0.15, Outcome.Yes, PostProcessingKind.Centre)]
    [InlineData(0.2, 0.3, Outcome.No, null)]
    [InlineData(0.3, 0.3, Outcome.No, null)]
    [InlineData(None, 0.1, Outcome.Yes, PostProcessingKind.Whitening)]
    [InlineData(None, None, Outcome.Undecided, null)]
    public void Post_processing_helps_where_it_lowers_the_error_on_other_voices(double centred, double whitened, Outcome outcome, PostProcessingKind? chosen)
    {
        var choice = Choice.Of(new SweepResult(
        [
            Made.Row("a", 0.1), Made.Row("b", 0.5), Made.Row("a", 0.2, crossValidated: true), Made.Row("a", centred, after: PostProcessingKind.Centre, crossValidated: true),
            Made.Row("a", whitened, after: PostProcessingKind.Whitening, crossValidated: true),
            // Neither another tap's gain nor one that was fitted on the very clips counts.
            Made.Row("b", 0.01, after: PostProcessingKind.Pca, crossValidated: true), Made.Row("a", 0.01, after: PostProcessingKind.Pca),
        ], []));
        Assert.Equal((Question.PostProcessingHelps, outcome), (choice.PostProcessingHelps.Question, choice.PostProcessingHelps.Outcome));
        Assert.Equal(chosen, choice.BestPostProcessing?.PostProcessing);
        Assert.Equal(0.2, choice.PostProcessingHelps.Evidence[0].Limit);
    }

    [Fact]
    public void Without_folds_post_processing_is_undecided() =>
        Assert.Equal(Outcome.Undecided, Choice.Of(new SweepResult([Made.Row("a", 0.1), Made.Row("a", 0.01, after: PostProcessingKind.Pca)], [])).PostProcessingHelps.Outcome);

    [Fact]
    public void The_choice_of_one_half_is_measured_on_the_other()
    {
        static HalvesRow Half(string tap, double first, double second) => new(new EmbeddingKey(tap, Pooling.Mean), first, second);
        var selection = Choice.Of(new SweepResult([Made.Row("a", 0.1)], [Half("a", 0.1, 0.4), Half("b", 0.2, 0.3), Half("c", 0.3, 0.2), Half("d", 0.01, None), Half("e", None, 0.01)])).Selection;
        Assert.Equal([new SelectionCheck(new("a", Pooling.Mean), 0.4, 0.2, 3, 3), new SelectionCheck(new("c", Pooling.Mean), 0.3, 0.1, 3, 3)], selection);
    }

    [Fact]
    public void Halves_without_pairs_check_nothing() =>
        Assert.Empty(Choice.Of(new SweepResult([Made.Row("a", 0.1)], [new HalvesRow(new("a", Pooling.Mean), None, 0.1)])).Selection);
}
