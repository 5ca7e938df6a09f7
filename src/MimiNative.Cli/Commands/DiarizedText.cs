using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary>Diarized recordings in text, JSON and files.</summary>
internal static class DiarizedText
{
    /// <summary>A recording and, where there is a reference, its score.</summary>
    internal sealed record Result(string Path, DiarizedRecording Recording, DiarizationScore? Score);

    /// <summary>What a threshold rests on.</summary>
    public static string Calibrated(ThresholdCalibration calibration, DiarizeOptions.Asked asked) => string.Create(CultureInfo.InvariantCulture,
        $"threshold {calibration.Threshold:0.0000}: the lowest error ({DiarizationText.Percent(calibration.Errors.Rate)}) on {calibration.Conversations} conversations of {calibration.Voices} voices of {asked.CalibrateOn?.Source ?? "the built-in synthetic ones; --calibrate-with takes real ones"}");

    /// <summary>RTTM, or where it was written; then how much was found.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<Result> results, DiarizeOptions.Asked asked, Origin origin)
    {
        if (asked.Output is null)
        {
            foreach (var result in results)
            {
                foreach (var turn in result.Recording.Turns)
                    terminal.Line(RttmFile.Line(result.Recording.Name, turn));
                terminal.Note($"{result.Path}: {Found(result.Recording)}{Score(result.Score)}");
            }
            return;
        }
        terminal.Table(["recording", ">seconds", ">speech", ">speakers", ">turns", .. asked.Against is null ? Array.Empty<string>() : [">miss", ">false alarm", ">confusion", ">DER"]],
            [.. results.Select(r => (IReadOnlyList<string>)[Spectre.Console.Markup.Escape(r.Recording.Name), Seconds(r.Recording.Seconds), Seconds(r.Recording.SpeechSeconds), $"{r.Recording.Speakers.Count}", $"{r.Recording.Turns.Count}",
                .. r.Score is { Errors: var e } ? [Seconds(e.Miss), Seconds(e.FalseAlarm), Seconds(e.Confusion), DiarizationText.Percent(e.Rate)] : Array.Empty<string>()])]);
        if (results.Count > 1 && asked.Against is not null)
            terminal.Prose($"all: DER {DiarizationText.Percent(Sum(results).Rate)}");
        terminal.Prose($"→ {Path.Combine(asked.Output, "NAME.rttm")}{(asked.Plot ? " and NAME.html" : "")}{(origin.Synthetic ? "; made with RANDOM weights: nothing here is about Mimi" : "")}");
    }

    /// <summary>Everything for programs.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Result> results, IReadOnlyDictionary<string, string> madeBy)
    {
        json.WriteStartObject(Terminal.Used);
        json.WriteFacts(madeBy);
        json.WriteEndObject();
        json.WriteStartArray("recordings");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("file", result.Path);
            json.WriteString("recording", result.Recording.Name);
            json.WriteNumber("seconds", result.Recording.Seconds);
            json.WriteNumber("speech_seconds", result.Recording.SpeechSeconds);
            json.WriteNumber("windows", result.Recording.Windows);
            json.WriteNumber("speakers", result.Recording.Speakers.Count);
            if (result.Recording.Warning is { } warning)
                json.WriteString("warning", warning);
            json.WriteStartArray("turns");
            foreach (var turn in result.Recording.Turns)
            {
                json.WriteStartObject();
                json.WriteString("speaker", turn.Speaker);
                json.WriteNumber("start", turn.Start);
                json.WriteNumber("end", turn.End);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (result.Score is { } score)
            {
                json.WriteStartObject("score");
                DiarizationText.Write(json, score.Errors);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (results.All(r => r.Score is not null))
        {
            json.WriteStartObject("all");
            DiarizationText.Write(json, Sum(results));
            json.WriteEndObject();
        }
    }

    /// <summary>Writes <c>NAME.rttm</c>, what made it and, where wanted, the page.</summary>
    public static void WriteFiles(string folder, Result result, IReadOnlyDictionary<string, string> madeBy, DiarizeOptions.Asked asked)
    {
        var path = Path.Combine(folder, result.Recording.Name + ".rttm");
        RttmFile.Write(path, [(result.Recording.Name, result.Recording.Turns)]);
        Sidecar.Write(path, new Dictionary<string, string>(madeBy) { ["input"] = result.Path });
        if (asked.Plot)
            TimelinePage.Write(Path.ChangeExtension(path, ".html"), result.Recording, asked.Reference(result.Path), result.Score, madeBy, asked.Sound ? result.Path : null);
    }

    /// <summary>What made the turns, as texts.</summary>
    public static IReadOnlyDictionary<string, string> MadeBy(Origin origin, DiarizationOptions settings, ThresholdCalibration? calibration, DiarizeOptions.Asked asked)
    {
        var result = new Dictionary<string, string>(origin.Metadata())
        {
            ["window"] = Number(settings.Window),
            ["step"] = Number(settings.Step),
            ["speech"] = asked.Oracle is { } oracle ? $"oracle {oracle.Source}" : asked.Vad,
        };
        if (asked.Oracle?.Sha256 is { } oracleHash)
            result["speech_sha256"] = oracleHash;
        if (settings.Speakers is { } speakers)
            result["speakers"] = Number(speakers);
        if (settings.Threshold is { } threshold)
            result["threshold"] = Number(threshold);
        if (calibration is not null)
            result["threshold_from"] = $"{calibration.Conversations} conversations of {calibration.Voices} voices of {asked.CalibrateOn?.Source ?? "the built-in synthetic ones"}, seed {asked.Seed}, DER {DiarizationText.Percent(calibration.Errors.Rate)}";
        if (asked.Against is { } against)
        {
            result["scored_against"] = against.Source;
            if (against.Sha256 is { } hash)
                result["scored_against_sha256"] = hash;
            result["collar"] = Number(asked.Scoring.Collar);
            result["skip_overlap"] = asked.Scoring.SkipOverlap ? "true" : "false";
        }
        return result;
    }

    private static DiarizationErrors Sum(IEnumerable<Result> results) => results.Aggregate(default(DiarizationErrors), (sum, r) => sum + (r.Score?.Errors ?? default));

    private static string Found(DiarizedRecording recording) => string.Create(CultureInfo.InvariantCulture,
        $"{recording.Seconds:0.0} s, {recording.SpeechSeconds:0.0} s of speech, {Words.Count(recording.Speakers.Count, "speaker")} in {Words.Count(recording.Turns.Count, "turn")}");

    private static string Score(DiarizationScore? score) => score is not { Errors: var e } ? "" : string.Create(CultureInfo.InvariantCulture,
        $"; DER {DiarizationText.Percent(e.Rate)} (of {e.Scored:0.0} s missed {e.Miss:0.0}, false alarm {e.FalseAlarm:0.0}, confused {e.Confusion:0.0})");

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
