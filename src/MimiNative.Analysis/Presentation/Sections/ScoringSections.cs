using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Scores of trials in the report and its files.</summary>
internal static class ScoringSections
{
    private const int MostLines = 8, MostHistograms = 6, MostLeftOut = 100;
    private static readonly double[] ReadRates = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

    /// <summary>All sections in reading order.</summary>
    public static IReadOnlyList<StageOutput> All(ScoringResult result) =>
    [
        .. result.Results.Count > 1 ? [Comparison(result)] : (StageOutput[])[], Errors(result), Scores(result), Calibration(result),
        .. result.Results.Any(r => r.Scores.LeftOutCount > 0) ? [LeftOut(result)] : (StageOutput[])[],
    ];

    /// <summary>The file of an encoding's scores, relative to the report.</summary>
    public static string ScoresOf(VerificationResult result) => $"scores/{FileName(result.Name)}.txt";

    private static StageOutput Comparison(ScoringResult result)
    {
        var stage = new StageBuilder("encodings", "Encodings");
        var rates = result.Results.Select(r => r.Metrics!.Estimates.Eer.Value).ToList();
        stage.Table(new Table("The same trials, scored by each encoding", [.. ScoringWords.ComparisonHeadings.Select((h, i) => new Column(h, i > 0))],
            [.. result.Results.Select(r => (IReadOnlyList<Cell>)[.. ScoringWords.Row(r).Select((c, i) => i == 1 ? new Cell(c, r.Metrics!.Estimates.Eer.Value) : new Cell(c))])]) { Sortable = true, BestRow = rates.IndexOf(rates.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min()) });
        return stage.Build("One pass over the audio, or one file, gave all of them. Intervals are those of each alone: encodings that share their trials differ more surely than their intervals suggest.");
    }

    private static StageOutput Errors(ScoringResult result)
    {
        var stage = new StageBuilder("errors", "Errors by threshold");
        List<VerificationResult> shown = [.. result.Results.Where(r => r.Points.Count > 0).OrderBy(r => r.Metrics!.Estimates.Eer.Value).Take(MostLines)];
        if (shown.Count == 0)
            return stage.Build("There are no trials of both kinds.");
        stage.Figure("det", Plot.Det("Detection error trade-off", $"Which errors a threshold trades for which, as it falls from upper left to lower right. Dotted: equal rates.{(result.Results.Count > MostLines ? $" The {MostLines} encodings of lowest equal error rate." : "")}",
            [.. shown.Select(Series)], DetTable(shown)));
        foreach (var one in shown)
        {
            var table = new Table(shown.Count == 1 ? "Thresholds in raw scores" : $"Thresholds of `{one.Name}`", [new("for"), new("threshold", true), new("false accepts", true), new("false rejects", true)], [.. one.Points.Select(p => (IReadOnlyList<Cell>)[.. ScoringWords.Row(p).Select(c => new Cell(c))])]);
            if (one == shown[0])
                stage.Table(table);
            else
                stage.Details($"Thresholds of {one.Name}", new TableBlock(table));
        }
        return stage.Build("Every threshold makes two errors. A score at or above it is accepted; equal scores are accepted together, so that a wanted rate is never exceeded.");
    }

    private static StageOutput Scores(ScoringResult result)
    {
        var stage = new StageBuilder("scores", "Scores");
        foreach (var one in result.Results.OrderBy(r => r.Metrics!.Estimates.Eer.Value).Take(MostHistograms))
        {
            var name = result.Results.Count == 1 ? "histogram" : $"histogram_{FileName(one.Name)}";
            var (same, different) = Split(one);
            stage.Figure(name, Plot.Histogram($"Scores{(result.Results.Count == 1 ? "" : $" of `{one.Name}`")}", "Densities, so that many non-target and few target trials compare. Where they overlap any threshold errs.",
                [.. different.Count > 0 ? [new SampleSeries("different speakers", different)] : (SampleSeries[])[], .. same.Count > 0 ? [new SampleSeries("same speaker", same)] : (SampleSeries[])[]], new Axis("Score"),
                references: [.. one.Points.Where(p => p.Kind == OperatingPointKind.EqualErrors).Select(p => new ReferenceLine("equal errors", p.Point.Threshold))]));
        }
        foreach (var one in result.Results)
            stage.Table(new Table(result.Results.Count == 1 ? "Every number" : $"Every number of `{one.Name}`", [new(""), new("value", true), new("95 % over speakers", true)], [.. ScoringWords.Rows(one).Select(r => (IReadOnlyList<Cell>)[r.Name, r.Value, r.Interval])]));
        var built = stage.Build("Higher means more alike. The scores themselves are beside this page, as lines `enrol test score`.");
        return built with { Section = built.Section with { Files = [.. built.Section.Files, .. result.Results.Select(ScoresOf)] } };
    }

    private static StageOutput Calibration(ScoringResult result)
    {
        var stage = new StageBuilder("calibration", "Calibration");
        stage.Table(new Table("What calibrated scores cost", [new("scores"), new("Cllr", true, "cllr"), new("95 %", true), new("in-sample", true), new("minimum", true), new("actDCF 0.01", true, "act-dcf"), new("minDCF 0.01", true, "min-dcf"), new("actDCF 0.05", true), new("minDCF 0.05", true)],
        [
            .. result.Results.Select(r => (Result: r, M: r.Metrics!)).Select(r => (IReadOnlyList<Cell>)
            [
                r.Result.Name, Words.Number(r.M.Estimates.Cllr.Value), ScoringWords.Interval(r.M.Estimates.Cllr), Words.Number(r.M.InSample.Cllr), Words.Number(r.M.InSample.CllrMin),
                Words.Number(r.M.Estimates.ActDcf01.Value), Words.Number(r.M.Estimates.MinDcf01.Value), Words.Number(r.M.Estimates.ActDcf05.Value), Words.Number(r.M.Estimates.MinDcf05.Value),
            ]),
        ]));
        foreach (var one in result.Results.Where(r => double.IsFinite(r.Metrics!.InSample.Scale)))
            stage.Text($"`{one.Name}`: {ScoringWords.Calibration(one.Metrics!)}. Fitted on all of these trials the line is {Words.Number(one.Metrics!.InSample.Scale)} · score {(one.Metrics.InSample.Offset < 0 ? "−" : "+")} {Words.Number(Math.Abs(one.Metrics.InSample.Offset))}.");
        return stage.Build("A calibrated score is a log-likelihood-ratio: its threshold follows from how likely a target trial is, and nothing need be tuned.");
    }

    private static StageOutput LeftOut(ScoringResult result)
    {
        var stage = new StageBuilder("left-out", "Trials left out");
        foreach (var one in result.Results.Where(r => r.Scores.LeftOutCount > 0))
        {
            stage.Table(new Table($"`{one.Name}`{(one.Scores.LeftOutCount > MostLeftOut ? $", the first {MostLeftOut} of {one.Scores.LeftOutCount}" : "")}", [new("enrol"), new("test"), new("why")], [.. one.Scores.LeftOut().Take(MostLeftOut).Select(t => (IReadOnlyList<Cell>)[t.Trial.Enrol, t.Trial.Test, t.Reason])]));
            stage.File($"{FileName(one.Name)}.csv", () => string.Concat(one.Scores.LeftOut().Select(t => $"{CsvText.Quote(t.Trial.Enrol)},{CsvText.Quote(t.Trial.Test)},{CsvText.Quote(t.Reason)}\n").Prepend("enrol,test,reason\n")));
        }
        return stage.Build("These trials are in the list and in no number above.", Level.Weak);
    }

    private static DetSeries Series(VerificationResult one)
    {
        var scores = one.Metrics!.Scores;
        DetPoint At(ErrorPoint p) => new(ScoreDistribution.Deviate(p.FalsePositiveRate, scores.DifferentPairs), ScoreDistribution.Deviate(p.FalseNegativeRate, scores.SamePairs),
            $"{ScoringWords.Rate(p.FalsePositiveRate)} false accepts, {ScoringWords.Rate(p.FalseNegativeRate)} false rejects{(double.IsFinite(p.Threshold) ? $", threshold {Words.Number(p.Threshold, "0.0000")}" : "")}");
        return new DetSeries(one.Name, [.. scores.DetCurve().Select(At)], [.. one.Points.Where(p => double.IsFinite(p.Point.Threshold)).Select(p => (ScoringWords.Name(p), At(p.Point)))]);
    }

    private static PlotTable DetTable(List<VerificationResult> shown) => new(["false accepts at most", .. shown.Select(r => shown.Count == 1 ? "false rejects" : r.Name)],
        [.. ReadRates.Select(rate => (IReadOnlyList<string>)[ScoringWords.Rate(rate), .. shown.Select(r => ScoringWords.Rate(r.Metrics!.Scores.AtFalsePositiveRate(rate).FalseNegativeRate))])]);

    private static (List<double> Same, List<double> Different) Split(VerificationResult one)
    {
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < one.Scores.Array.Length; i++)
            if (!double.IsNaN(one.Scores.Array[i]))
                (one.Scores.List.Answer(i) == true ? same : different).Add(one.Scores.Array[i]);
        return (same, different);
    }

    private static string FileName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '@' ? c : '_')]);
}
