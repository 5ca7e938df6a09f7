using System.Buffers;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>Every metric of an embeddings file of any encoder: <c>mimi metrics EMBEDDINGS LABELS</c>.</summary>
/// <param name="Name">Name of the matrix.</param>
/// <param name="Metrics">Every metric, on clean rows.</param>
/// <param name="Uncertainty">How sure the headline metrics are.</param>
/// <param name="Tests">The seed study's four tests, on all rows.</param>
public sealed record MetricsReport(string Name, SpaceMetrics Metrics, Uncertainty Uncertainty, SeedTests Tests)
{
    /// <summary>Measures an embedding; metrics are of clean rows, noisy ones serve the robustness test.</summary>
    public static MetricsReport Of(EmbeddingSet set, UncertaintyOptions? options = null)
    {
        var clean = set.Where(s => s.IsClean);
        if (clean.Count == 0)
            throw new Data.DataSetException($"'{set.Name}': no row has the augmentation type '{Data.Sample.Clean}'; metrics are of clean clips");
        return new MetricsReport(set.Name, SpaceMetrics.Compute(clean.Matrix, clean.Labels), Uncertainty.Compute(clean.Matrix, clean.Labels, options), SeedTests.Run(set));
    }

    /// <summary>JSON with the metrics' public names.</summary>
    public string Json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("embedding", Name);
            json.WritePropertyName("values");
            Metrics.ToJson(json);
            WriteUncertainty(json, Uncertainty);
            json.WriteStartArray("tests");
            foreach (var test in Tests.Tests)
            {
                json.WriteStartObject();
                json.WriteNumber("test", test.Number);
                json.WriteString("name", test.Name);
                json.WriteBoolean("critical", test.Critical);
                json.WriteString("result", test.Outcome);
                json.WriteStartArray("lines");
                foreach (var line in test.Lines)
                    json.WriteStringValue(line);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    internal static void WriteUncertainty(Utf8JsonWriter json, Uncertainty uncertainty)
    {
        json.WriteStartObject("uncertainty");
        json.WriteNumber("seed", uncertainty.Options.Seed);
        json.WriteNumber("bootstrap_replicates", uncertainty.Options.Replicates);
        json.WriteNumber("permutations", uncertainty.Options.Permutations);
        json.WriteBoolean("shuffled_within_texts", uncertainty.ShuffledWithinTexts);
        foreach (var (view, metrics) in new[] { ("raw", uncertainty.Raw), ("centred", uncertainty.Centred) })
        {
            json.WriteStartObject(view);
            foreach (var metric in metrics)
            {
                json.WriteStartObject(metric.Name);
                WriteNumber(json, "value", metric.Value);
                WriteNumber(json, "low", metric.Low);
                WriteNumber(json, "high", metric.High);
                WriteNumber(json, "p_value", metric.PValue);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
