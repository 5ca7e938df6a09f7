using System.Text.Json;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Presentation;

public sealed class ScoringReportTests : IDisposable
{
    private const string Hostile = "a<script>alert(1)</script>\"'&";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_verdict_is_the_encoding_that_errs_least_with_its_numbers()
    {
        var result = Result(("poor", 0.5), ("good", 3), ("fair", 1.5));
        var (report, good) = (ScoringReport.Of(result), result.Results[1].Metrics!);
        Assert.Contains("`good` errs least of 3 encodings", report.Verdict.Sentence);
        Assert.Equal($"EER {100 * good.Estimates.Eer.Value:0.0} %", report.Verdict.Word);
        Assert.True(report.Verdict.Judged);
        Assert.Equal(good.Estimates.Eer.Value, Assert.Single(report.Metrics).Value);
        Assert.Equal(1, Tables(report).First(t => t.Columns.Count == 7).BestRow);
        // One encoding alone is the least of nothing.
        Assert.StartsWith("A threshold that rejects", ScoringReport.Of(Result(("only", 1))).Verdict.Sentence);
    }

    [Fact]
    public void Random_weights_are_said_and_praised_for_nothing()
    {
        var made = Result(("good", 4));
        var report = ScoringReport.Of(made with { MadeBy = new Dictionary<string, string> { ["synthetic"] = "true", ["weights"] = "synthetic:1" } });
        Assert.Equal((false, Level.Neutral), (report.Verdict.Judged, report.Verdict.Level));
        Assert.Equal("Random weights", report.Warnings[0].Title);
        Assert.Contains("about Mimi", report.Warnings[0].Text);
        // Of whatever network the embeddings are.
        var other = ScoringReport.Of(made with { MadeBy = new Dictionary<string, string> { ["synthetic"] = "true", ["encoder"] = "wavlm" } });
        Assert.Contains("about WavLM", other.Warnings[0].Text);
        Assert.Contains("untrained: not about WavLM", ReportPage.Render(other));
        Assert.Equal(Level.Good, ScoringReport.Of(made).Verdict.Level);
        Assert.DoesNotContain(ScoringReport.Of(made).Warnings, w => w.Title == "Random weights");
    }

    [Fact]
    public void The_page_shows_names_as_they_are_and_published_figures_as_not_checked()
    {
        var result = Result((Hostile, 1)) with { Name = Hostile, Published = [new PublishedRate("theirs", 0.3501)] };
        var page = ReportPage.Render(ScoringReport.Of(result));
        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<script>alert", ReportPage.Render(ScoringReport.Of(result with { MadeBy = new Dictionary<string, string> { ["synthetic"] = "true", ["encoder"] = Hostile } })));
        Assert.Contains("published, not checked here: EER 35.01", page);
        Assert.Equal(page, ReportPage.Render(ScoringReport.Of(result)));
        ScoringReport.Write(result, _folder["r"]);
        Assert.True(File.Exists(_folder[$"r/{ScoringSections.ScoresOf(result.Results[0])}"]));
        Assert.DoesNotContain("<", Path.GetFileName(ScoringSections.ScoresOf(result.Results[0])));
        Assert.Equal(0.3501, JsonDocument.Parse(File.ReadAllText(_folder["r/score.json"])).RootElement.GetProperty("published_not_checked_here")[0].GetProperty("eer").GetDouble());
        Assert.Contains("measured_by", File.ReadAllText(_folder["r/errors/det.svg"]).Replace(' ', '_'));
    }

    [Fact]
    public void What_is_left_out_is_listed_and_what_can_t_be_measured_said()
    {
        var list = TrialList.Read(_folder.Write("t", "1 a b\n1 a c\n"));
        var scores = new TrialScores(list, [1, double.NaN], new Dictionary<string, string> { ["c"] = "c.wav: no such file" }, "");
        var result = new ScoringResult { Name = "t", MadeBy = new Dictionary<string, string>(), Results = [TrialScoring.Run("e", scores, new TrialScoringOptions())] };
        var report = ScoringReport.Of(result);
        Assert.Equal("Not measurable", report.Verdict.Word);
        Assert.Contains(report.Sections, s => s.Id == "left-out");
        Assert.Contains(Tables(report), t => t.Rows.Any(r => r.Select(c => c.Text).SequenceEqual(["a", "c", "c.wav: no such file"])));
        Assert.Equal(["1 trial left out", "Trials of one kind", "Few speakers", "Who speaks was concluded"], report.Warnings.Select(w => w.Title));
        Assert.DoesNotContain("NaN", ReportPage.Render(report).Split("<script>")[0]);
    }

    [Fact]
    public void A_cohort_or_calibration_that_meets_the_trials_is_said()
    {
        var list = TrialList.Read(_folder.Write("t", "1 a b\n0 a c\n"));
        var other = TrialList.Read(_folder.Write("d", "1 c d\n0 c e\n"));
        Sample Of(string id, string voice, string path = "") => new() { Id = id, Voice = voice, Path = path };
        var set = new EmbeddingSet("e", [Of("a", "s", "/a.wav"), Of("b", "s"), Of("c", "t"), Of("d", "t"), Of("e", "u")], 2, [1, 0, 1, 0.1f, 0, 1, 0.2f, 1, -1, 0.5f]);
        IEnumerable<ScoringCautionKind> Kinds(TrialScoringOptions options, EmbeddingSet? cohort, TrialList? calibration = null) => TrialScoring.Run(list, set, options, cohort, calibration).Cautions.Select(c => c.Kind);
        EmbeddingSet Cohort(Sample first) => new("e", [first, Of("y", "y"), Of("z", "z")], 2, [1, 1, 0, 1, -1, 0.3f]);
        var plain = new TrialScoringOptions();
        Assert.DoesNotContain(ScoringCautionKind.CohortMeetsTrials, Kinds(plain, Cohort(Of("x", "x", "/x.wav"))));
        Assert.Contains(ScoringCautionKind.CohortMeetsTrials, Kinds(plain, Cohort(Of("c", "x"))));
        Assert.Contains(ScoringCautionKind.CohortMeetsTrials, Kinds(plain, Cohort(Of("x", "x", "/a.wav"))));
        Assert.DoesNotContain(ScoringCautionKind.CohortMeetsTrials, Kinds(plain, Cohort(Of("x", "t"))));
        var named = plain with { Speakers = SpeakerTable.Of(new DataSet("d", "d", set.Samples)) };
        Assert.Contains(ScoringCautionKind.CohortMeetsTrials, Kinds(named, Cohort(Of("x", "t"))));
        Assert.Contains(ScoringCautionKind.CalibrationMeetsTrials, Kinds(plain, null, other));
        Assert.DoesNotContain(ScoringCautionKind.CalibrationMeetsTrials, Kinds(plain, null, TrialList.Read(_folder.Write("d", "1 d d\n0 d e\n"))));
    }

    private static IEnumerable<Table> Tables(ReportModel report) => report.Sections.SelectMany(s => s.Blocks).OfType<TableBlock>().Select(b => b.Table);

    /// <summary>Normal scores of all pairs of twelve speakers' three clips, target trials so much higher.</summary>
    private ScoringResult Result(params (string Name, double Apart)[] encodings)
    {
        var pairs = Enumerable.Range(0, 36).SelectMany(i => Enumerable.Range(i + 1, 35 - i).Select(j => (I: i, J: j))).ToList();
        var list = TrialList.Read(_folder.Write("trials", string.Concat(pairs.Select(p => $"{(p.I / 3 == p.J / 3 ? 1 : 0)} {p.I} {p.J}\n"))));
        var random = new SeededRandom(3);
        return new ScoringResult
        {
            Name = "trials",
            MadeBy = new Dictionary<string, string> { ["measured_by"] = "mimi" },
            Results =
            [
                .. encodings.Select(e => TrialScoring.Run(e.Name, new TrialScores(list, [.. pairs.Select(p => (p.I / 3 == p.J / 3 ? e.Apart : 0) + random.NextGaussian())], new Dictionary<string, string>(), ""),
                    new TrialScoringOptions { Uncertainty = new UncertaintyOptions { Replicates = 20 } })),
            ],
        };
    }
}
