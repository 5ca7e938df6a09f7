using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation;

/// <summary>Scores of trials as a page and the files beside it.</summary>
internal static class ScoringReport
{
    private const string Page = "report.html";

    /// <summary>Writes <c>report.html</c>, the plots, the scores of each encoding and <c>score.json</c>, each whole or not at all.</summary>
    /// <returns>The page.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static string Write(ScoringResult result, string folder)
    {
        var stages = ScoringSections.All(result);
        var provenance = string.Join('\n', Facts(result).Select(f => $"{f.Name}: {f.Value}").Prepend($"command: {result.Command}"));
        foreach (var file in stages.SelectMany(s => s.Files))
            AtomicFile.WriteText(Path.Combine(folder, file.Path), file.Content(provenance));
        foreach (var one in result.Results)
            ScoreFile.Write(Path.Combine(folder, ScoringSections.ScoresOf(one)), one.Scores, result.MadeBy);
        AtomicFile.WriteText(Path.Combine(folder, "score.json"), ScoringJson.Of(result));
        AtomicFile.WriteText(Path.Combine(folder, ProvenanceWords.FileName), Formats.JsonText.Object(json =>
        {
            json.WriteString("command", result.Command);
            foreach (var (key, value) in result.MadeBy)
                json.WriteString(key, value);
        }));
        var page = Path.Combine(folder, Page);
        ReportPage.Write(Of(result, stages), page);
        return page;
    }

    /// <summary>The page.</summary>
    public static ReportModel Of(ScoringResult result) => Of(result, ScoringSections.All(result));

    private static ReportModel Of(ScoringResult result, IReadOnlyList<StageOutput> stages)
    {
        var (best, network) = (Best(result), NetworkNames.Of(result.MadeBy));
        var report = new ReportModel
        {
            Network = network,
            Title = $"Speaker verification on {result.Name}",
            Subtitle = $"{ScoringWords.Trials(best)}{(result.Results.Count > 1 ? $", {result.Results.Count} encodings" : $", `{best.Name}`")}{(result.MadeBy.TryGetValue("weights", out var weights) ? $", weights `{weights}`" : "")}",
            Verdict = Verdict(result, best),
            Metrics = [Card(result, best)],
            Warnings = [.. result.Synthetic ? [new Warning("Random weights", $"The network's weights are random numbers (`{weights}`), not trained: nothing here says anything about {network}.")] : (Warning[])[], .. Cautions(result)],
            Sections = [.. stages.Select(s => s.Section)],
            Definitions = ScoringGlossary.All,
            Provenance = new Provenance(result.Command, [.. Facts(result)]),
        };
        return result.Synthetic ? Muted.Of(report) : report;
    }

    private static VerdictText Verdict(ScoringResult result, VerificationResult best)
    {
        var (metrics, eer) = (best.Metrics!, best.Metrics!.Estimates.Eer);
        if (double.IsNaN(eer.Value))
            return new VerdictText(Level.Neutral, "Not measurable", "Error rates need target and non-target trials.", []);
        var sure = ScoringWords.Interval(eer, percent: true) is { Length: > 0 } interval ? $" (95 % over {Words.Count(metrics.Speakers, "speaker")}: {interval})" : "";
        var sentence = $"{(result.Results.Count > 1 ? $"`{best.Name}` errs least of {result.Results.Count} encodings: a" : "A")} threshold that rejects as many trials of the right speaker as it accepts of a wrong one is wrong about {Words.Percent(eer.Value)} of either{sure}.";
        var wanted = best.Points.FirstOrDefault(p => p.Kind == OperatingPointKind.FalseAccepts);
        return new VerdictText(Levels.Of(Bands.EqualErrorRate.Of(eer.Value)), $"EER {Words.Percent(eer.Value)}", sentence,
        [
            .. wanted.Kind == OperatingPointKind.FalseAccepts ? new[] { new Answer("Which threshold?", double.IsFinite(wanted.Point.Threshold) ? $"A score of {Words.Number(wanted.Point.Threshold, "0.0000")} and above accepts {ScoringWords.Rate(wanted.Point.FalsePositiveRate)} of wrong speakers (at most {ScoringWords.Rate(wanted.Wanted)} was wanted) and rejects {ScoringWords.Rate(wanted.Point.FalseNegativeRate)} of right ones." : $"None accepts anyone with at most {ScoringWords.Rate(wanted.Wanted)} false accepts.") } : [],
            new("What are scores worth as evidence?", double.IsNaN(metrics.Estimates.Cllr.Value) ? "No line could be fitted that makes them log-likelihood-ratios." : $"{Words.Number(metrics.Estimates.Cllr.Value)} bits of cost where knowing nothing costs 1 and {Words.Number(metrics.InSample.CllrMin)} is the least that their order allows; {ScoringWords.Calibration(metrics)}."),
            new("How far apart are the two kinds?", $"Target trials score {Words.Number(metrics.Estimates.MeanSame.Value)} on average, non-target ones {Words.Number(metrics.Estimates.MeanDifferent.Value)}: a gap of {Words.Number(metrics.Estimates.Gap.Value)}{(ScoringWords.Interval(metrics.Estimates.Gap) is { Length: > 0 } gap ? $" (95 %: {gap})" : "")}."),
            .. result.Results.Count > 1 ? new[] { new Answer("May the best be picked?", "It was picked on these trials, so that its rate is somewhat flattered; other trials should confirm it.") } : [],
            .. result.Published.Count > 0 ? new[] { new Answer("What did others find?", string.Join("; ", result.Published.Select(ScoringWords.Line)) + ".") } : [],
        ]);
    }

    private static HeadlineMetric Card(ScoringResult result, VerificationResult best)
    {
        var eer = best.Metrics!.Estimates.Eer;
        return new HeadlineMetric
        {
            Scale = MetricScale.TrialErrorRate,
            Value = eer.Value,
            Interval = Interval.Of(eer),
            Configuration = $"`{best.Name}`, {ScoringWords.Trials(best)}",
            Meaning = $"Of right speakers and of wrong ones alike, at a score of {Words.Number(best.Metrics.Verification.EerThreshold, "0.0000")}.",
            Comparisons = [.. result.Published.Select(p => new Comparison($"{p.Name} (published, not checked here)", p.Eer, Kind: ComparisonKind.Published))],
        };
    }

    /// <summary>The encoding of lowest equal error rate, the first of several; NaN is worst.</summary>
    private static VerificationResult Best(ScoringResult result) =>
        result.Results.MinBy(r => r.Metrics!.Estimates.Eer.Value is var eer && double.IsNaN(eer) ? double.PositiveInfinity : eer)!;

    private static IEnumerable<Warning> Cautions(ScoringResult result) => result.Results.SelectMany(r => r.Cautions.Select(ScoringWords.Warning)).Distinct();

    private static IEnumerable<Fact> Facts(ScoringResult result) => result.MadeBy.Select(f => new Fact(f.Key.Replace('_', ' '), f.Value));
}
