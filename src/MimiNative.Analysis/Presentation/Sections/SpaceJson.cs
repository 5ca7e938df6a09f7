using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>A measured space for programs.</summary>
internal static class SpaceJson
{
    /// <summary>Every metric under <paramref name="name"/>, then how sure the headline ones are, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, string name, MeasuredSpace space)
    {
        json.WritePropertyName(name);
        space.Metrics.ToJson(json);
        var uncertainty = space.Uncertainty;
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
                json.WriteFinite("value", metric.Value);
                json.WriteFinite("low", metric.Low);
                json.WriteFinite("high", metric.High);
                json.WriteFinite("p_value", metric.PValue);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
