using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Error rates with their intervals, as tables and programs take them.</summary>
internal static class RateWords
{
    /// <summary>"23.1 % (18.0 to 29.2)".</summary>
    public static string Text(Estimate rate) => double.IsFinite(rate.Low)
        ? $"{Words.Percent(rate.Value)} ({Words.Number(100 * rate.Low, "0.0")} to {Words.Number(100 * rate.High, "0.0")})"
        : Words.Percent(rate.Value);

    public static Cell Cell(Estimate rate) => new(Text(rate), double.IsFinite(rate.Value) ? rate.Value : null);

    /// <summary>Value and interval, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, string name, Estimate rate)
    {
        json.WriteStartObject(name);
        json.WriteFinite("value", rate.Value);
        json.WriteFinite("low", rate.Low);
        json.WriteFinite("high", rate.High);
        json.WriteEndObject();
    }
}
