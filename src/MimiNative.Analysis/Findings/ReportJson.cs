using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MimiNative.Analysis.Report;

namespace MimiNative.Analysis.Findings;

/// <summary>The report's answer for programs.</summary>
internal static class ReportJson
{
    public static string Of(ReportModel report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("title", report.Title);
            json.WriteString("data", report.Subtitle);
            json.WriteStartObject("verdict");
            json.WriteString("level", report.Verdict.Level.ToString().ToLowerInvariant());
            json.WriteString("word", report.Verdict.Word);
            json.WriteString("sentence", report.Verdict.Sentence);
            foreach (var answer in report.Verdict.Answers)
                json.WriteString(answer.Question, answer.Text);
            json.WriteEndObject();
            json.WriteStartArray("metrics");
            foreach (var metric in report.Metrics)
                Write(json, metric);
            json.WriteEndArray();
            json.WriteStartArray("warnings");
            foreach (var warning in report.Warnings)
            {
                json.WriteStartObject();
                json.WriteString("title", warning.Title);
                json.WriteString("text", warning.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("made_by");
            json.WriteString("command", report.Provenance.Command);
            foreach (var fact in report.Provenance.Facts)
                json.WriteString(fact.Name, fact.Value);
            json.WriteEndObject();
            json.WriteStartArray("files");
            foreach (var file in report.Sections.SelectMany(s => s.Files))
                json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, HeadlineMetric metric)
    {
        json.WriteStartObject();
        json.WriteString("metric", metric.Scale.Id);
        json.WriteString("configuration", metric.Configuration);
        MetricsReport.WriteNumber(json, "value", metric.Value);
        MetricsReport.WriteNumber(json, "low", metric.Interval?.Low ?? double.NaN);
        MetricsReport.WriteNumber(json, "high", metric.Interval?.High ?? double.NaN);
        MetricsReport.WriteNumber(json, "p_value", metric.PValue ?? double.NaN);
        json.WriteString("band", metric.Scale.BandOf(metric.Value).Word);
        json.WriteStartArray("controls");
        foreach (var control in metric.Comparisons.Where(c => c.Kind == ComparisonKind.Control))
        {
            json.WriteStartObject();
            json.WriteString("name", control.Name);
            MetricsReport.WriteNumber(json, "value", control.Value ?? control.Low);
            if (control.Value is not null)
            {
                MetricsReport.WriteNumber(json, "low", control.Low);
                MetricsReport.WriteNumber(json, "high", control.High ?? double.NaN);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
