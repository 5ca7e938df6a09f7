using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using Spectre.Console;
using Level = MimiNative.Analysis.Judgement.Level;

namespace MimiNative.Cli.Wording;

/// <summary>What an analysis found, for the terminal. The report says it at length.</summary>
internal static class AnalysisText
{
    /// <summary>The verdict, its numbers with the controls, and what limits them.</summary>
    public static void Verdict(Terminal terminal, AnalysisResult result)
    {
        var report = result.Report;
        terminal.Prose(report.Subtitle);
        terminal.Markup($"\n[{Colour(report.Verdict.Level)} bold]{Escape(report.Verdict.Word)}[/]: {Escape(report.Verdict.Sentence)}\n");
        terminal.Table(["metric", ">value", ">95 %", ">p", .. report.Metrics.SelectMany(m => m.Comparisons).Where(c => c.Kind == ComparisonKind.Control).Select(c => ">" + c.Name).Distinct()],
            report.Metrics.Select(m => (IReadOnlyList<string>)
            [
                Escape(m.Scale.Name), Number(m.Value), m.Interval is { } i ? $"{Number(i.Low, "0.00")} to {Number(i.High, "0.00")}" : "", m.PValue is { } p ? PValueText.InCell(p, m.Shuffles) : "",
                .. report.Metrics.SelectMany(x => x.Comparisons).Where(c => c.Kind == ComparisonKind.Control).Select(c => c.Name).Distinct()
                    .Select(name => m.Comparisons.FirstOrDefault(c => c.Name == name) is { } c ? Number(c.Value ?? c.Low) : ""),
            ]));
        PeerText.Print(terminal, result.Diagnosis);
        foreach (var check in report.Verdict.Checks)
            terminal.Item($"[{(report.Verdict.Judged ? Colour(check.Claim.Outcome) : "blue")}]{check.Answer}[/]", $"{check.Question} {check.Brief}", 10);
        terminal.Markup("");
        foreach (var answer in report.Verdict.Answers)
        {
            terminal.Markup($"[bold]{Escape(answer.Question)}[/]");
            terminal.Item("", Plain(answer.Text), 2);
        }
        terminal.Markup("");
        foreach (var claim in report.Claims)
            terminal.Item("-", claim.Text);
        if (result.Head is { } head)
            terminal.Prose($"{GivenHeadWords.Rates(head)}. {GivenHeadWords.Meaning(head)}");
        terminal.Markup("");
        foreach (var warning in report.Warnings)
            terminal.Markup($"[yellow]{Escape(warning.Title)}[/]: {Escape(warning.Text)}");
        foreach (var failure in result.Failures)
            terminal.Note($"left out: {failure.Reason}");
        foreach (var damaged in result.Damaged)
            terminal.Note($"damaged: {damaged.Reason}");
    }

    /// <summary>The same as JSON, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, AnalysisResult result, string reportPath)
    {
        var report = result.Report;
        json.WriteString("verdict", report.Verdict.Word);
        json.WriteString("sentence", Plain(report.Verdict.Sentence));
        json.WriteString("embedding", result.Diagnosis.Focus.ToString());
        ClaimJson.Write(json, "claims", report.Claims);
        if (result.Head is { } head)
        {
            json.WritePropertyName("head");
            json.WriteRawValue(GivenHeadSection.Json(head));
        }
        json.WriteStartArray("metrics");
        foreach (var metric in report.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("metric", metric.Scale.Name);
            json.WriteFinite("value", metric.Value);
            json.WriteFinite("low_95", metric.Interval?.Low ?? double.NaN);
            json.WriteFinite("high_95", metric.Interval?.High ?? double.NaN);
            json.WriteFinite("p_value", metric.PValue ?? double.NaN);
            json.WriteStartObject("controls");
            foreach (var control in metric.Comparisons.Where(c => c.Kind == ComparisonKind.Control))
                json.WriteFinite(control.Name, control.Value ?? control.Low);
            json.WriteEndObject();
            json.WriteStartObject("peers");
            foreach (var peer in metric.Comparisons.Where(c => c.Kind == ComparisonKind.Peer))
                json.WriteFinite(peer.Name, peer.Value ?? peer.Low);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("peers");
        foreach (var peer in result.Facts.Peers)
        {
            json.WriteStartObject();
            PeerWords.Write(json, peer);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStrings("warnings", report.Warnings.Select(w => $"{w.Title}: {Plain(w.Text)}"));
        json.WriteStrings("left_out", result.Failures.Select(f => f.Reason));
        json.WriteStrings("damaged", result.Damaged.Select(f => f.Reason));
        json.WriteString("report", reportPath);
    }

    /// <summary>Stage 5: the seed study's tests and the way along the network.</summary>
    public static void Diagnosis(Terminal terminal, DiagnosisResult result)
    {
        terminal.Output.Write(SeedTestWords.Report(result.SeedTests, $"{result.Mimi.Description}, {result.Mimi.Set.Name}", result.ControlSeedTests, result.Peers));
        terminal.Prose($"equal error rates along the network: by cosine over all pairs, with a head on unseen voices{(result.FocusHead?.Honest?.TextsUnseen == true ? " and texts" : "")}, and the same with the recordings equalised");
        terminal.Table(["tap", ">cosine", ">head", ">95 %", ">equalised", ">random", ">acoustics"], result.Layers.Select(l => (IReadOnlyList<string>)
        [
            l.Tap, Percent(l.Eer), Percent(l.Head?.Head.Value ?? double.NaN), l.Head is { } h ? $"{Number(100 * h.Head.Low, "0")} to {Number(100 * h.Head.High, "0")}" : "",
            Percent(l.Equalised?.TreatedHead?.Head.Value ?? double.NaN), Percent(l.Head?.Controls.FirstOrDefault(c => c.Control == SpaceKind.RandomWeights)?.Head.Value ?? double.NaN), Number(l.AcousticsScore),
        ]));
        PeerText.Print(terminal, result);
        if (result.Probes is { } probes)
            ProbeText.Print(terminal, probes);
    }

    /// <summary>Stage 4.</summary>
    public static void Comparison(Terminal terminal, ComparisonResult result)
    {
        terminal.Prose($"{result.Voices.Count} voices in {result.Embedding}: separability ratio {Number(result.SeparabilityRatio)}; the nearest centroid names {Number(100 * result.CentroidAccuracy, "0.0")} % "
            + $"of held-out clips{(result.HeldOutTexts ? " with unheard texts" : "")} rightly");
        terminal.Table(["hardest to tell apart", "", ">similarity", ">centroids", ">confusions"], result.MostConfusable.Select(p => (IReadOnlyList<string>)
        [
            Markup.Escape(p.VoiceA), Markup.Escape(p.VoiceB), Number(p.MeanSimilarity), Number(p.CentroidSimilarity), p.Confusions.ToString(CultureInfo.InvariantCulture),
        ]));
        PeerText.Print(terminal, result);
    }

    /// <summary>Stage 6.</summary>
    public static void Edge(Terminal terminal, EdgeResult result)
    {
        terminal.Prose($"{result.Embedding}, {result.Clips.Count} clips of {result.Voices} voices; a case passes at {Number(result.SameVoice)} (clips of one voice) and fails below {Number(result.DifferentVoices)} (clips of two)");
        terminal.Table(["test", "case", "carrier", ">similarity", "", "random weights"], EdgeRules.Judge(result).Select(c => (IReadOnlyList<string>)
        [
            c.Case.Group, c.Case.Name, EdgeWords.Name(c.Case.Carrier), Number(c.Case.Similarity),
            $"[{c.Outcome switch { EdgeOutcome.Pass => result.Synthetic ? "blue" : "green", EdgeOutcome.Degraded => "yellow", EdgeOutcome.NotJudged or EdgeOutcome.EmptyPass => "blue", _ => "red" }}]{EdgeWords.Name(c.Outcome)}[/]", c.Control is { } control ? EdgeWords.Name(control) : "",
        ]));
    }

    /// <summary>Stage 3.</summary>
    public static void Voice(Terminal terminal, VoiceResult result)
    {
        terminal.Prose($"voice {result.Voice} at {result.Tap} ({Number(result.FrameRate, "0.##")} frames per second)");
        terminal.Table(["clip", "text", ">frames", ">next frame", ">clip's mean"], result.Clips.Select(c => (IReadOnlyList<string>)
        [
            Markup.Escape(c.Clip), Markup.Escape(c.Text ?? ""), c.Frames.ToString(CultureInfo.InvariantCulture), Number(c.NeighbourSimilarity), Number(c.SimilarityToMean),
        ]));
        terminal.Prose($"clips of the voice: same text {Number(result.SameTextSimilarity)}, other texts {Number(result.DifferentTextSimilarity)}");
    }

    private static string Colour(Outcome outcome) => outcome switch { Outcome.Yes => "green", Outcome.No => "red", _ => "yellow" };

    private static string Percent(double value) => double.IsFinite(value) ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "n/a";

    private static string Colour(Level level) => level switch
    {
        Level.Good => "green",
        Level.Fair or Level.Weak => "yellow",
        Level.Bad => "red",
        _ => "blue",
    };

    /// <summary>The report's own marks (`code`, **strong**) are for HTML.</summary>
    private static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    private static string Escape(string text) => Markup.Escape(Plain(text));

    private static string Number(double value, string format = "0.000") => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "n/a";
}
