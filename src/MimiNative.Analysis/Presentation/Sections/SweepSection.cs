using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>The configuration sweep in the report.</summary>
internal static class SweepSection
{
    public static void Add(StageBuilder stage, DiagnosisResult result, Choice choice)
    {
        var rows = result.Sweep.Rows;
        var plain = rows.Where(r => r is { PostProcessing: PostProcessingKind.None, CrossValidated: false }).ToList();
        var whole = plain.Where(r => r.Key.Duration is null).ToList();
        if (whole.Count > 1 && whole.Exists(r => double.IsFinite(r.AcousticsScore)))
            stage.Figure("sweep_acoustics_score", Grid("Acoustics score by extraction point and pooling", "Red is above zero: there the voice outweighs the words.", whole, r => r.AcousticsScore, "acoustics score", ColourScale.Diverging));
        if (whole.Count > 1)
            stage.Figure("sweep_eer", Grid("Equal error rate by extraction point and pooling", "Dark is low, and low is good.", whole, r => r.Eer, "equal error rate", ColourScale.Sequential));
        var best = choice.Best.Key;
        var durations = plain.Where(r => r.Key.Tap == best.Tap && r.Key.Duration is not null).Select(r => r.Key.Duration!.Value).Distinct().Order().ToList();
        if (durations.Count > 0)
        {
            var poolings = whole.Where(r => r.Key.Tap == best.Tap).Select(r => r.Key.Pooling).ToList();
            double Eer(Pooling pooling, double? duration) => plain.First(r => r.Key == new EmbeddingKey(best.Tap, pooling, duration)).Eer;
            stage.Figure("duration_effect", Plot.Lines($"How much audio, at `{best.Tap}`", "Equal error rate when only the first seconds are pooled. Clips that are shorter count whole, so the curve is flat beyond their length.",
                [.. poolings.Select(p => new LineSeries(Words.Name(p), [.. Enumerable.Range(0, durations.Count + 1).Select(i => (double)i)], [.. durations.Select(d => Eer(p, d)), Eer(p, null)]))],
                [.. durations.Select(d => $"first {Words.Number(d, "0.##")} s"), "whole clip"], "audio used", new Axis("equal error rate", Minimum: 0)));
        }

        var processed = rows.Where(r => r.Key == best && (r.CrossValidated || r.PostProcessing != PostProcessingKind.None || plain.Contains(r))).ToList();
        stage.Bars("postprocessing_effect", $"Post-processing of {Words.Name(best).Replace("`", "")}", "Fitting a transform on the very clips that are measured flatters it: compare only bars of one colour. Bars fitted on other voices are averages over folds of few voices.",
            [.. processed.Select(r => new Bar(PostName(r), r.Eer, Group: r.CrossValidated ? 1 : 0))], new Axis("equal error rate", Minimum: 0), groups: ["measured on all clips", "fitted on other voices"]);
        if (processed.Exists(r => r.PostProcessing == PostProcessingKind.Pca && r.Dimension >= r.Samples - 1))
            stage.Text("PCA keeps as many components here as there are clips: that changes nothing but take the mean off.");
        Selection(stage, choice);
        stage.Details($"All {rows.Count} configurations in a table", new TableBlock(Table(rows, choice.Best)));
    }

    private static void Selection(StageBuilder stage, Choice choice)
    {
        if (choice.Selection.Count == 0)
        {
            stage.Text("With fewer than four voices the choice can't be tried on voices that had no say in it: the best configuration may be best by chance.");
            return;
        }

        stage.Text("Choosing the best of many flatters it. By cosine, chosen on one half of the voices and measured on the other: "
            + string.Join("; ", choice.Selection.Select(s => $"{Words.Name(s.Chosen)} has an equal error rate of {Words.Percent(s.Eer)} there, rank {s.Rank} of {s.Of} (the best there: {Words.Percent(s.BestEer)})")) + ".");
    }

    private static Svg Grid(string title, string caption, List<SweepRow> rows, Func<SweepRow, double> value, string label, ColourScale scale)
    {
        var taps = rows.Select(r => r.Key.Tap).Distinct().ToList();
        var poolings = rows.Select(r => r.Key.Pooling).Distinct().ToList();
        var values = new double[taps.Count, poolings.Count];
        foreach (var row in rows)
            values[taps.IndexOf(row.Key.Tap), poolings.IndexOf(row.Key.Pooling)] = value(row);
        return Plot.Matrix(title, caption, taps, [.. poolings.Select(p => Words.PoolingOf(rows.First(r => r.Key.Pooling == p).Key))], values, label, scale, "0.000");
    }

    private static Table Table(IReadOnlyList<SweepRow> rows, SweepRow best)
    {
        var sorted = rows.Where(r => !r.CrossValidated).OrderBy(r => double.IsNaN(r.Eer) ? double.PositiveInfinity : r.Eer).Concat(rows.Where(r => r.CrossValidated)).ToList();
        return new Table($"Every configuration; all columns are in `diagnostic_results.csv`",
            [new("extraction point"), new("pooling"), new("audio"), new("afterwards"), new("dimension", true), new("equal error rate", true, "eer"), new("acoustics score", true, "acoustics-score"), new("centred", true), new("separability", true, "separability-ratio"), new("error rate with random weights", true)],
            [.. sorted.Select(r => (IReadOnlyList<Cell>)
            [
                $"`{r.Key.Tap}`", Words.Name(r.Key.Pooling), r.Key.Duration is { } d ? new Cell($"first {Words.Number(d, "0.##")} s", d) : new Cell("whole clip", double.MaxValue), PostName(r), new Cell($"{r.Dimension}", r.Dimension),
                new Cell(Words.Percent(r.Eer), r.Eer), new Cell(Words.Number(r.AcousticsScore), r.AcousticsScore), new Cell(Words.Number(r.CentredAcousticsScore), r.CentredAcousticsScore),
                new Cell(Words.Number(r.SeparabilityRatio, "0.00"), r.SeparabilityRatio), new Cell(Words.Percent(r.RandomEer), r.RandomEer),
            ])]) { Sortable = true, BestRow = sorted.IndexOf(best) };
    }

    private static string PostName(SweepRow row) => row.PostProcessing switch
    {
        PostProcessingKind.None => row.CrossValidated ? "nothing (in the same folds)" : "nothing",
        PostProcessingKind.L2Norm => "length 1",
        PostProcessingKind.Centre => "centred",
        PostProcessingKind.Whitening => "whitened",
        _ => $"PCA to {row.Dimension}",
    } + (row.CrossValidated && row.PostProcessing != PostProcessingKind.None ? ", fitted on other voices" : "");
}
