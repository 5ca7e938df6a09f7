using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Diarization;
using MimiNative.Metrics;

namespace MimiNative.Cli.Wording;

/// <summary>Diarization error rates in text and JSON.</summary>
internal static class DiarizationText
{
    /// <summary>A line per recording, and one for all.</summary>
    public static void Print(Terminal terminal, RttmComparison result, DiarizationScoring scoring)
    {
        terminal.Table(["recording", ">scored s", ">miss", ">false alarm", ">confusion", ">DER"],
        [
            .. result.Recordings.Select(r => Row(Spectre.Console.Markup.Escape(Files.Printable.Quote(r.Recording)), r.Score.Errors)), Row("[bold]all[/]", result.All),
        ]);
        terminal.Prose(string.Create(CultureInfo.InvariantCulture, $"collar {scoring.Collar} s on each side of every boundary; {(scoring.SkipOverlap ? "overlapping speech left out" : "overlapping speech counted")}"));
        if (double.IsNaN(result.All.Rate))
            terminal.Prose("No reference speech was scored, so there is no rate.");
    }

    /// <summary>The recordings and their sum.</summary>
    public static void Write(Utf8JsonWriter json, RttmComparison result)
    {
        json.WriteStartArray("recordings");
        foreach (var recording in result.Recordings)
        {
            json.WriteStartObject();
            json.WriteString("recording", recording.Recording);
            json.WriteBoolean("in_reference", recording.InReference);
            json.WriteBoolean("in_hypothesis", recording.InHypothesis);
            Write(json, recording.Score.Errors);
            json.WriteStartObject("speakers");
            foreach (var (hypothesis, reference) in recording.Score.Mapping)
                json.WriteString(hypothesis, reference);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("all");
        Write(json, result.All);
        json.WriteEndObject();
        json.WriteStrings("not_scored", result.NotScored);
    }

    /// <summary>Seconds and rate, as members of the object at hand.</summary>
    public static void Write(Utf8JsonWriter json, DiarizationErrors errors)
    {
        json.WriteNumber("scored", errors.Scored);
        json.WriteNumber("miss", errors.Miss);
        json.WriteNumber("false_alarm", errors.FalseAlarm);
        json.WriteNumber("confusion", errors.Confusion);
        json.WriteFinite("der", errors.Rate);
    }

    /// <summary>A rate for people.</summary>
    public static string Percent(double rate) => double.IsFinite(rate) ? (100 * rate).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "n/a";

    private static string[] Row(string name, DiarizationErrors errors) =>
        [name, Seconds(errors.Scored), Seconds(errors.Miss), Seconds(errors.FalseAlarm), Seconds(errors.Confusion), Percent(errors.Rate)];

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
