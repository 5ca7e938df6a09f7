using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What padding explains of a space, in words and for programs.</summary>
internal static class PaddingWords
{
    /// <summary>One or two sentences.</summary>
    public static string Of(PaddingDiagnostic padding) =>
        $"The share of each clip that would be padding in batches of {PaddingDiagnostic.SeedBatch} explains {Words.Percent(padding.PaddedShare.VarianceShare, "0")} of the variance"
        + (padding.PaddedShare.Correlations.Count > 0 && double.IsFinite(padding.PaddedShare.Correlations[0]) ? $" (correlation {Words.Number(Math.Abs(padding.PaddedShare.Correlations[0]), "0.00")} with the first component)" : "")
        + $", duration {Words.Percent(padding.Duration.VarianceShare, "0")}. On pairs of equal padding the cosine error rate is {Words.Percent(padding.PaddedShare.MatchedEer)}, over all pairs {Words.Percent(padding.Eer)}.";

    /// <summary>An object of that name, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, string name, PaddingDiagnostic padding)
    {
        json.WriteStartObject(name);
        json.WriteFinite("eer", padding.Eer);
        Write(json, "first_component_shares", padding.ComponentShares);
        Write(json, "duration", padding.Duration);
        Write(json, "padded_share", padding.PaddedShare);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ClipNumber number)
    {
        json.WriteStartObject(name);
        json.WriteFinite("variance_share", number.VarianceShare);
        Write(json, "correlations_with_components", number.Correlations);
        json.WriteFinite("matched_eer", number.MatchedEer);
        json.WriteNumber("matched_pairs_same", number.SamePairs);
        json.WriteNumber("matched_pairs_different", number.DifferentPairs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            if (double.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteNullValue();
        json.WriteEndArray();
    }
}
