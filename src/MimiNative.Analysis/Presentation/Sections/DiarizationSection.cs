using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Who speaks when in mixed conversations: its part of the report and its files.</summary>
internal static class DiarizationSection
{
    /// <summary>Presents the results and what they allow to say.</summary>
    public static StageOutput Present(DiarizationResult result)
    {
        var stage = new StageBuilder("diarization", "Who speaks when");
        stage.File("diarization.json", () => Json(result));
        stage.Text($"{Words.Count(result.Casts.Count, "conversation")} of {result.Speakers} speakers each, {Words.Number(result.Seconds / 60, "0.0")} minutes in all, were mixed from the clips: at one level, in random order, some turns overlapping. "
            + "Windows of speech are grouped by average linkage on cosine, plain or through a head fitted on the voices that are not in the conversation, into as many speakers as there are. "
            + "The error rate counts the seconds that were missed, heard where nobody speaks, or given to the wrong speaker, as a share of all speech; no collar, overlap included. "
            + "Controls are compared by cosine or through a head, whichever is better for them. The embedding in question was chosen by these clips, which flatters it a little; the windows were not. "
            + $"Who gives everything to one speaker has {Words.Percent(result.OneSpeaker)}; who is always right, but names one voice at a time, {Words.Percent(result.OverlapMissed)}.");
        var line = ClaimWords.Of(DiarizationRules.Enough(result));
        stage.Finding(Level.Neutral, line.Answer.ToUpperInvariant(), $"**{line.Question}** {line.Evidence}.");
        Taps(stage, result);
        WindowLengths(stage, result);
        Everything(stage, result);
        return stage.Build(DiarizationWords.Finding(result));
    }

    private static void Taps(StageBuilder stage, DiarizationResult result)
    {
        string[] taps = [.. result.Rows.Where(r => r.Space == SpaceKind.Analysed).Select(r => r.Key.Tap).Distinct()];
        double Value(SpaceKind space, string tap, bool head, SpeechSource speech) =>
            result.Rows.FirstOrDefault(r => r.Space == space && r.Key.Tap == tap && r.Head == head && r.Speech == speech && r.Window == result.Window)?.Rate.Value ?? double.NaN;
        LineSeries Line(string name, SpaceKind space, bool head, SpeechSource speech) =>
            new(name, [.. Enumerable.Range(0, taps.Length).Select(i => (double)i)], [.. taps.Select(t => Value(space, t, head, speech))]) { Dashed = space != SpaceKind.Analysed };
        var lines = new List<LineSeries>();
        foreach (var head in (bool[])[true, false])
        {
            lines.Add(Line(head ? "through a head" : "plain cosine", SpaceKind.Analysed, head, SpeechSource.Oracle));
            lines.Add(Line($"{(head ? "through a head" : "plain cosine")}, random weights", SpaceKind.RandomWeights, head, SpeechSource.Oracle));
        }
        lines.Add(Line($"{(result.Head ? "through a head" : "plain cosine")}, speech by its level", SpaceKind.Analysed, result.Head, SpeechSource.Energy));
        lines.RemoveAll(l => l.Y.All(double.IsNaN));
        if (taps.Length > 1 && lines.Count > 0)
            stage.Figure("error_rate_by_tap", Plot.Lines("Diarization error rate along the network", $"Speech is known, unless said otherwise; windows of {Words.Number(result.Window, "0.##")} s, {Words.Name(result.Focus.Pooling)}. Lower is better.",
                lines, taps, "tap", new Axis("diarization error rate", Minimum: 0),
                [
                    .. result.Control(SpaceKind.Spectral, SpeechSource.Oracle) is { } mfcc ? new[] { new ReferenceLine($"MFCC baseline, {(mfcc.Head ? "through a head" : "plain cosine")}", mfcc.Rate.Value) } : [],
                    new ReferenceLine("all speech to one speaker", result.OneSpeaker), new ReferenceLine("overlap missed", result.OverlapMissed),
                ]));
    }

    private static void WindowLengths(StageBuilder stage, DiarizationResult result)
    {
        var rows = result.Rows.Where(r => r.Space == SpaceKind.Analysed && r.Key == result.Focus && r.Head == result.Head && r.Speech == SpeechSource.Oracle).OrderBy(r => r.Window).ToList();
        if (rows.Count > 1)
            stage.Bars("error_rate_by_window", "How long should a window be?", $"{Words.Name(result.Focus)}{(result.Head ? ", through a head" : "")}; speech is known. Short windows hold little voice, long ones several speakers.",
                rows.Select(r => new Bar($"{Words.Number(r.Window, "0.##")} s", r.Rate.Value, Finite(r.Rate.Low), Finite(r.Rate.High))), new Axis("diarization error rate", Minimum: 0));
    }

    private static void Everything(StageBuilder stage, DiarizationResult result) => stage.Table(new Table("Diarization error rate, with its parts in seconds",
        [new("space"), new("embedding"), new("window", true), new("compared by"), new("speech"), new("DER", true), new("95 %", true), new("missed", true), new("false alarm", true), new("confused", true)],
        [.. result.Rows.OrderBy(r => r.Space).ThenBy(r => r.Speech).ThenByDescending(r => r.Head).Select(r => (IReadOnlyList<Cell>)
        [
            ProbesSection.Space(r.Space), $"`{r.Key}`", $"{Words.Number(r.Window, "0.##")} s", r.Head ? "head" : "cosine", r.Speech == SpeechSource.Oracle ? "known" : "by level",
            new Cell(Words.Percent(r.Rate.Value), r.Rate.Value), double.IsFinite(r.Rate.Low) ? $"{Words.Percent(r.Rate.Low)} to {Words.Percent(r.Rate.High)}" : "n/a",
            Words.Number(r.All.Miss, "0.0"), Words.Number(r.All.FalseAlarm, "0.0"), Words.Number(r.All.Confusion, "0.0"),
        ])]));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Json(DiarizationResult result) => JsonText.Object(json =>
    {
        json.WriteNumber("conversations", result.Casts.Count);
        json.WriteNumber("speakers_each", result.Speakers);
        json.WriteNumber("seconds", result.Seconds);
        json.WriteBoolean("synthetic", result.Synthetic);
        json.WriteString("focus", result.Focus.ToString());
        json.WriteBoolean("focus_by_head", result.Head);
        json.WriteFinite("one_speaker", result.OneSpeaker);
        json.WriteFinite("overlap_missed", result.OverlapMissed);
        json.WriteObjects("casts", result.Casts, cast => json.WriteTexts("voices", cast));
        json.WriteObjects("rows", result.Rows, row =>
        {
            json.WriteString("space", row.Space switch { SpaceKind.RandomWeights => "random_weights", SpaceKind.Spectral => "mfcc", _ => "analysed" });
            json.WriteString("embedding", row.Key.ToString());
            json.WriteNumber("window", row.Window);
            json.WriteString("compared_by", row.Head ? "head" : "cosine");
            json.WriteString("speech", row.Speech == SpeechSource.Oracle ? "oracle" : "energy");
            RateWords.Write(json, "der", row.Rate);
            if (double.IsNaN(row.OwnMinusThis.Value))
                json.WriteNull("own_minus_this");
            else
                RateWords.Write(json, "own_minus_this", row.OwnMinusThis);
            json.WriteNumber("scored", row.All.Scored);
            json.WriteNumber("miss", row.All.Miss);
            json.WriteNumber("false_alarm", row.All.FalseAlarm);
            json.WriteNumber("confusion", row.All.Confusion);
        });
    });
}
