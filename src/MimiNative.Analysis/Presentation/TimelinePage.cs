using System.Globalization;
using System.Text;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Audio;
using MimiNative.Metrics;
using static MimiNative.Analysis.Presentation.Page.Html;

namespace MimiNative.Analysis.Presentation;

/// <summary>A diarized recording as one page: speakers as rows over time, the reference above where there is one, and the audio. Speakers that belong together have one colour.</summary>
internal static class TimelinePage
{
    /// <summary>Longer recordings don't travel in the page; whoever has them opens them there.</summary>
    public const double MostSeconds = 900;

    private const int SoundRate = 8000;
    private const double PixelsPerSecond = 12;
    private const double PixelsPerTick = 45;

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recording">What was found.</param>
    /// <param name="reference">Who really speaks when; null where that isn't known.</param>
    /// <param name="score">How they compare; null without a reference.</param>
    /// <param name="madeBy">What made the turns.</param>
    /// <param name="audio">The recording, to put into the page; null to leave it out.</param>
    /// <exception cref="AudioException">The recording can't be read.</exception>
    /// <exception cref="IOException">The page can't be written.</exception>
    public static void Write(string path, DiarizedRecording recording, IReadOnlyList<SpeakerTurn>? reference, DiarizationScore? score, IReadOnlyDictionary<string, string> madeBy, string? audio) =>
        AtomicFile.WriteText(path, Render(recording, reference, score, madeBy, audio is null || recording.Seconds > MostSeconds ? null : Sound(audio)));

    /// <summary>The page's text.</summary>
    internal static string Render(DiarizedRecording recording, IReadOnlyList<SpeakerTurn>? reference, DiarizationScore? score, IReadOnlyDictionary<string, string> madeBy, byte[]? sound)
    {
        var script = Assets.Read("timeline.js");
        var page = PageFrame.Begin(recording.Name, script, Assets.Read("timeline.css"), "data: blob:", "timeline");
        page.Append($"<main>\n<header><h1>{Plain(recording.Name)}</h1><p class=\"subtitle\">{Plain(Found(recording))}{(score is null ? "" : $". {Plain(Compared(score.Errors))}")}</p></header>\n");
        if (Origin.IsSynthetic(madeBy))
            page.Append("<p class=\"random\">Made with random weights: nothing here is about Mimi.</p>\n");
        page.Append($"<div class=\"player\"><audio controls preload=\"metadata\"{(sound is null ? "" : $" src=\"data:audio/wav;base64,{Convert.ToBase64String(sound)}\"")}></audio>")
            .Append($"<label>{(sound is null ? "The recording isn't in this page. Open it: " : "Better sound: open the recording: ")}<input type=\"file\" accept=\"audio/*\"></label></div>\n");
        Chart(page, recording, reference, score);
        page.Append("<section aria-labelledby=\"provenance\">\n<h2 id=\"provenance\">How this was made</h2>\n<dl class=\"facts\">\n");
        foreach (var (name, value) in madeBy)
            page.Append($"<dt>{Plain(name.Replace('_', ' '))}</dt><dd>{Plain(value)}</dd>\n");
        return page.Append("</dl>\n</section>\n</main>\n").End(script);
    }

    private static void Chart(StringBuilder page, DiarizedRecording recording, IReadOnlyList<SpeakerTurn>? reference, DiarizationScore? score)
    {
        var (names, tracks) = (new StringBuilder(), new StringBuilder());
        var seconds = Math.Max(0.1, Math.Max(recording.Seconds, reference?.Select(t => t.End).DefaultIfEmpty().Max() ?? 0));
        string[] truth = [.. (reference ?? []).OrderBy(t => t.Start).Select(t => t.Speaker).Distinct()];
        // A found speaker has the colour of the one it was mapped to; who was mapped to nobody has one of their own.
        var colours = truth.Index().ToDictionary(t => t.Item, t => t.Index);
        int Colour(string found) => score?.Mapping.GetValueOrDefault(found) is { } mapped && colours.TryGetValue(mapped, out var c) ? c : colours.TryGetValue("\0" + found, out c) ? c : colours["\0" + found] = colours.Count;
        if (reference is not null)
        {
            Group("Reference");
            foreach (var speaker in truth)
                Row(speaker, reference, colours[speaker], null);
        }
        Group(recording.Turns.Count > 0 ? "Found" : "Found: nobody");
        foreach (var speaker in recording.Speakers.OrderBy(s => score?.Mapping.GetValueOrDefault(s) is { } mapped ? Array.IndexOf(truth, mapped) : int.MaxValue))
            Row(speaker, recording.Turns, Colour(speaker), score?.Mapping.GetValueOrDefault(speaker));
        var step = TickStep(seconds);
        Axis(tracks, seconds, step);
        // Wide enough for the ticks' texts, however narrow the screen.
        var width = Math.Min(seconds * Math.Max(PixelsPerSecond, PixelsPerTick / step), 100_000);
        page.Append($"<figure class=\"chart\"><div class=\"names\">{names}</div>\n<div class=\"lanes\" tabindex=\"0\" aria-label=\"Turns over time\"><div class=\"tracks\" data-seconds=\"{N(seconds)}\" style=\"width:max(100%,{N(width)}px)\">{tracks}<div class=\"playhead\"></div></div></div></figure>\n");

        void Group(string title)
        {
            names.Append($"<div class=\"group\">{Plain(title)}</div>");
            tracks.Append("<div></div>");
        }

        void Row(string speaker, IEnumerable<SpeakerTurn> turns, int colour, string? mapped)
        {
            var own = turns.Where(t => t.Speaker == speaker).ToList();
            var label = mapped is null || mapped == speaker ? speaker : $"{speaker} = {mapped}";
            names.Append($"<div title=\"{Canvas.Escape(label)}\">{Plain(label)}<small>{Plain($"{N(Math.Round(own.Sum(t => t.Duration), 1))} s")}</small></div>");
            tracks.Append($"\n<div class=\"row\"><svg class=\"plot\" viewBox=\"0 0 {N(seconds)} 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Canvas.Escape(label)}\">");
            foreach (var turn in own)
                tracks.Append($"<rect class=\"turn f{colour % Palette.Count}\" x=\"{N(turn.Start)}\" y=\"1\" width=\"{N(turn.Duration)}\" height=\"8\"><title>{Canvas.Escape($"{label}: {Clock(turn.Start, true)} to {Clock(turn.End, true)}")}</title></rect>");
            tracks.Append("</svg></div>");
        }
    }

    /// <summary>Seconds from tick to tick: eight on a screen that shows all.</summary>
    private static double TickStep(double seconds)
    {
        var least = Math.Max(seconds / 100_000, seconds * PixelsPerSecond <= 1100 ? seconds / 8 : 90 / PixelsPerSecond);
        double[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
        return steps.FirstOrDefault(s => s >= least, 3600);
    }

    private static void Axis(StringBuilder tracks, double seconds, double step)
    {
        tracks.Append("\n<div class=\"axis row\">");
        for (var time = 0.0; time < seconds; time += step)
            tracks.Append($"<span style=\"left:{N(100 * time / seconds)}%\">{Clock(time, false)}</span>");
        tracks.Append("</div>");
    }

    private static string Found(DiarizedRecording recording) => recording.Turns.Count == 0
        ? $"{Clock(recording.Seconds, false)} min, no speech found"
        : $"{Clock(recording.Seconds, false)} min, {N(Math.Round(recording.SpeechSeconds, 1))} s of speech, {Words.Count(recording.Speakers.Count, "speaker")} in {Words.Count(recording.Turns.Count, "turn")}";

    private static string Compared(DiarizationErrors errors) => double.IsNaN(errors.Rate) ? "The reference has no speech, so there is no error rate" : string.Create(CultureInfo.InvariantCulture,
        $"Diarization error rate {100 * errors.Rate:0.0} %: of {errors.Scored:0.0} s scored, {errors.Miss:0.0} s missed, {errors.FalseAlarm:0.0} s false alarm, {errors.Confusion:0.0} s given to the wrong speaker");

    private static string Clock(double seconds, bool tenths)
    {
        var tenth = (long)Math.Round(10 * seconds);
        var (minutes, rest) = (tenth / 600, tenth % 600);
        return string.Create(CultureInfo.InvariantCulture, $"{(minutes >= 60 ? $"{minutes / 60}:{minutes % 60:00}" : $"{minutes}")}:{rest / 10:00}{(tenths ? $".{rest % 10}" : "")}");
    }

    private static byte[] Sound(string path)
    {
        using var source = AudioFile.Open(path, SoundRate);
        using var wav = new MemoryStream();
        WavWriter.Write(wav, source.ReadToEnd(), SoundRate);
        return wav.ToArray();
    }

    private static string N(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
