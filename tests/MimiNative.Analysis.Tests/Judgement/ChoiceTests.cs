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

    // Of shuffled voices some way is always better than another.
    [Fact]
    public void Post_processing_that_ends_next_to_chance_is_not_said_to_help() => Assert.Equal((Outcome.Undecided, null), Choice.Of(new SweepResult(
    [
        Made.Row("a", 0.45), Made.Row("a", 0.55, crossValidated: true), Made.Row("a", 0.41, after: PostProcessingKind.Centre, crossValidated: true),
    ], [])) is var choice ? (choice.PostProcessingHelps.Outcome, choice.BestPostProcessing) : default);

    // The error in the same folds without post-processing is 0.2.
    [Theory]
    [InlineData(0.15, 0.1, Outcome.Yes, PostProcessingKind.Whitening)]
    [InlineData(0.1, 0.15, Outcome.Yes, PostProcessingKind.Centre)]
    [InlineData(0.16, 0.3, Outcome.Yes, PostProcessingKind.Centre)]
    [InlineData(0.17, 0.3, Outcome.Undecided, null)] // rates without an interval: a fifth of the errors has to go
    [InlineData(0.2, 0.3, Outcome.No, null)]
    [InlineData(0.3, 0.3, Outcome.No, null)]
    [InlineData(None, 0.1, Outcome.Yes, PostProcessingKind.Whitening)]
    [InlineData(None, None, Outcome.Undecided, null)]
    public void Post_processing_helps_where_it_takes_a_fifth_of_the_errors_on_other_voices(double centred, double whitened, Outcome outcome, PostProcessingKind? chosen)
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

    [Fact]
    public void The_headline_is_where_a_head_errs_least_then_cosine_and_without_heads_cosine_alone()
    {
        static HeadRow Head(string tap, double voices, double? texts) => new(new EmbeddingKey(tap, Pooling.Mean), Made.Rates(voices, texts: false), texts is { } t ? Made.Rates(t) : null);
        SweepRow[] rows = [Made.Row("a", 0.1), Made.Row("b", 0.4), Made.Row("c", 0.3)];
        Assert.Equal("b", Choice.FocusOf(rows, [Head("a", 0.01, 0.3), Head("b", 0.2, 0.2), Head("c", 0.02, 0.4)]).Tap);
        Assert.Equal("c", Choice.FocusOf(rows, [Head("a", 0.2, 0.3), Head("b", 0.2, 0.2), Head("c", 0.2, 0.2)]).Tap);
        Assert.Equal("c", Choice.FocusOf(rows, [Head("a", 0.3, null), Head("b", 0.2, null), Head("c", 0.1, null)]).Tap);
        Assert.Equal("a", Choice.FocusOf(rows, []).Tap);
        Assert.Equal("a", Choice.FocusOf(rows, [new HeadRow(new EmbeddingKey("b", Pooling.Mean), null, null)]).Tap);
    }

    [Fact]
    public void The_head_chosen_on_other_folds_is_measured_on_the_one_that_had_no_say()
    {
        // Two folds of voices, two of texts: cells 0 and 1 are the first voices'.
        static HeadRow Head(string tap, params double[] cells) => new(new EmbeddingKey(tap, Pooling.Mean), null, Made.Rates(0.2) with { HeadPerFold = cells });
        var selection = Choice.Of(new SweepResult([Made.Row("a", 0.1)], []), [Head("a", 0.0, 0.1, 0.5, 0.5), Head("b", 0.4, 0.4, 0.1, 0.2), Head("c", 0.2, 0.2, 0.3, 0.3), Head("d", double.NaN, 0, 0, 0)]).HeadSelection!;
        Assert.Equal(["b", "a"], selection.Chosen.Select(k => k.Tap));
        Assert.Equal((0.4 + 0.5) / 2, selection.Eer, 1e-12);
        Assert.Equal(0.25, selection.FocusEer, 1e-12);
        Assert.Equal(3, selection.Of);
        Assert.Null(Choice.Of(new SweepResult([Made.Row("a", 0.1)], [])).HeadSelection);
    }

    [Fact]
    public void Where_folds_share_voices_only_those_without_the_measured_ones_choose()
    {
        // Four voices, each pair a fold: 01 02 12 03 13 23. Only 23 may choose for 01, 13 for 02, 03 for 12, and the other way round.
        static HeadRow Head(string tap, params double[] cells) => new(new EmbeddingKey(tap, Pooling.Mean), null,
            Made.Rates(0.2) with { VoicesOfFold = [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3]], HeadPerFold = cells });
        var selection = Choice.Of(new SweepResult([Made.Row("a", 0.1)], []), [Head("a", 0, 0.5, 0.5, 0.5, 0.5, 0.5), Head("b", 0.4, 0.4, 0.4, 0.4, 0.4, 0.4)]).HeadSelection!;
        Assert.Equal(["b", "b", "b", "b", "b", "a"], selection.Chosen.Select(k => k.Tap));
        Assert.Equal((5 * 0.4 + 0.5) / 6, selection.Eer, 1e-12);
        // A fold without pairs of both kinds can neither be measured nor choose.
        var holes = Choice.Of(new SweepResult([Made.Row("a", 0.1)], []), [Head("a", double.NaN, 0.1, 0.5, 0.5, 0.5, 0.5), Head("b", double.NaN, 0.4, 0.4, 0.4, 0.4, 0.4)]).HeadSelection!;
        Assert.Equal(["b", "b", "b", "a"], holes.Chosen.Select(k => k.Tap));
        Assert.Null(Choice.Of(new SweepResult([Made.Row("a", 0.1)], []), [Head("a", [.. Enumerable.Repeat(double.NaN, 6)])]).HeadSelection);
    }
}
