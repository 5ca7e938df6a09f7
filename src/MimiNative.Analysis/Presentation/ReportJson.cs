using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Wording;

namespace MimiNative.Analysis.Presentation;

/// <summary>The report's answer for programs.</summary>
internal static class ReportJson
{
    /// <summary>Verdict, claims, headline metrics with intervals and controls, warnings, provenance, files.</summary>
    public static string Of(ReportModel report) => JsonText.Object(json =>
    {
        json.WriteString("title", report.Title);
        json.WriteString("data", report.Subtitle);
        json.WriteStartObject("verdict");
        json.WriteString("level", report.Verdict.Level.ToString().ToLowerInvariant());
        json.WriteString("word", report.Verdict.Word);
        json.WriteString("sentence", report.Verdict.Sentence);
        foreach (var answer in report.Verdict.Answers)
            json.WriteString(answer.Question, answer.Text);
        json.WriteEndObject();
        ClaimJson.Write(json, "claims", report.Claims);
        json.WriteObjects("metrics", report.Metrics, metric => Write(json, metric));
        json.WriteObjects("warnings", report.Warnings, warning =>
        {
            json.WriteString("title", warning.Title);
            json.WriteString("text", warning.Text);
        });
        json.WriteStartObject("made_by");
        json.WriteString("command", report.Provenance.Command);
        foreach (var fact in report.Provenance.Facts)
            json.WriteString(fact.Name, fact.Value);
        json.WriteEndObject();
        json.WriteTexts("files", report.Sections.SelectMany(s => s.Files));
    });

    private static void Write(Utf8JsonWriter json, HeadlineMetric metric)
    {
        json.WriteString("metric", metric.Scale.Id);
        json.WriteString("configuration", metric.Configuration);
        json.WriteFinite("value", metric.Value);
        json.WriteFinite("low", metric.Interval?.Low ?? double.NaN);
        json.WriteFinite("high", metric.Interval?.High ?? double.NaN);
        json.WriteFinite("p_value", metric.PValue ?? double.NaN);
        json.WriteString("band", metric.Scale.BandOf(metric.Value).Name);
        json.WriteObjects("controls", metric.Comparisons.Where(c => c.Kind == ComparisonKind.Control), Write);
        json.WriteObjects("peers", metric.Comparisons.Where(c => c.Kind == ComparisonKind.Peer), Write);

        void Write(Comparison other)
        {
            json.WriteString("name", other.Name);
            json.WriteFinite("value", other.Value ?? other.Low);
            if (other.Value is null)
                return;
            json.WriteFinite("low", other.Low);
            json.WriteFinite("high", other.High ?? double.NaN);
        }
    }
}
