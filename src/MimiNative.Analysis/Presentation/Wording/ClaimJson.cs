using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Claims for programs: names in snake_case, numbers in full, and the line that people read.</summary>
internal static class ClaimJson
{
    /// <summary>An array of claims, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<ClaimLine> claims) => json.WriteObjects(name, claims, line =>
    {
        json.WriteString("question", Id(line.Claim.Question));
        json.WriteString("outcome", ClaimWords.Name(line.Claim.Outcome));
        json.WriteString("text", line.Text);
        WriteEvidence(json, line.Claim.Evidence);
    });

    /// <summary>The numbers that something rests on, into the object that is open.</summary>
    internal static void WriteEvidence(Utf8JsonWriter json, IEnumerable<Evidence> evidence) => json.WriteObjects("evidence", evidence, e => Write(json, e));

    private static void Write(Utf8JsonWriter json, Evidence evidence)
    {
        json.WriteString("quantity", Id(evidence.Quantity));
        if (evidence.Embedding is { } embedding)
            json.WriteString("embedding", embedding);
        json.WriteFinite("value", evidence.Value);
        Write(json, evidence.Interval);
        if (evidence.PValue is { } p)
            json.WriteFinite("p_value", p);
        if (evidence.Limit is { } limit)
            json.WriteFinite("limit", limit);
        if (evidence.Controls.Count > 0)
            json.WriteObjects("controls", evidence.Controls, control =>
            {
                json.WriteString("control", Id(control.Control));
                if (control.Peer is { } peer)
                {
                    json.WriteString("peer", peer.Name);
                    json.WriteBoolean("synthetic", peer.Synthetic);
                    json.WriteNumber("clips", peer.Clips);
                }

                json.WriteFinite("value", control.Value);
                Write(json, control.Interval);
                if (control.Difference is not { } difference)
                    return;
                json.WriteStartObject("difference");
                json.WriteFinite("value", difference.Value);
                Write(json, difference.Interval);
                json.WriteEndObject();
            });
    }

    private static void Write(Utf8JsonWriter json, Interval? interval)
    {
        if (interval is not { } range)
            return;
        json.WriteFinite("low", range.Low);
        json.WriteFinite("high", range.High);
    }

    private static string Id<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
