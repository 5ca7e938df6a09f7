using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Origins;
using MimiNative.Conformance;
using MimiNative.Conformance.Dumps;
using MimiNative.Conformance.Judgement;

namespace MimiNative.Cli.Wording;

/// <summary>The verdict on someone's dump, for a person and for a program.</summary>
internal static class DumpText
{
    /// <summary>The whole verdict.</summary>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="diagnosis">What was found.</param>
    /// <param name="all">Whether taps that are right are listed too.</param>
    public static void Print(Terminal terminal, Diagnosis diagnosis, bool all)
    {
        var dump = diagnosis.Dump;
        terminal.Prose($"{dump.Path}: {(dump.Implementation is { } by ? $"{by}, " : "")}{dump.Input.Length} samples, {Count(dump.Taps.Count, "tap")}{(dump.Codes is { } codes ? $", {Count(codes.Codebooks, "codebook")}" : "")}; {Dialect(diagnosis)}");
        var rows = diagnosis.Taps.Where(t => all || t.State is TapState.Wrong or TapState.After).ToList();
        if (rows.Count > 0)
            terminal.Table(["tap", ">frames", ">rel. rms", ">worst frame", ""], rows.Select(t => (IReadOnlyList<string>)
            [
                t.Fit.Dump.Tap.Name, t.Fit.Dump.Frames.ToString(CultureInfo.InvariantCulture), Guess.Number(t.Fit.RelativeError), Guess.Number(t.Fit.WorstFrame), State(t),
            ]));
        foreach (var (lead, text) in Findings(diagnosis))
            terminal.Item(lead, text, 8);
        terminal.Prose("");
    }

    /// <summary>A line for a list of several.</summary>
    public static IReadOnlyList<string> Row(Diagnosis diagnosis) =>
    [
        Spectre.Console.Markup.Escape(Path.GetFileName(diagnosis.Dump.Path)),
        diagnosis.FirstWrong ?? "-",
        Spectre.Console.Markup.Escape(diagnosis.Guesses is [var guess, ..] ? guess.Words : "-"),
        diagnosis.Ok ? "[green]OK[/]" : "[red]NOT OK[/]",
    ];

    /// <summary>What is to be said, each with its lead: the verdict, then reasons.</summary>
    public static IEnumerable<(string Lead, string Text)> Findings(Diagnosis diagnosis)
    {
        if (diagnosis.Ok)
        {
            yield return ("[green]OK[/]", Right(diagnosis));
        }
        else
        {
            yield return ("[red]NOT OK[/]", First(diagnosis));
            foreach (var guess in diagnosis.Guesses)
                yield return ("guess", $"it looks like this: {guess.Sentence}");
            if (diagnosis.Guesses.Count == 0)
                yield return ("", "no cause that is known here fits the numbers");
            if (diagnosis.IsRightAgain)
                yield return ("", "all taps behind it are right: so the port is, and the array was dumped wrongly");
            else if (diagnosis.Missing.Count > 0)
                yield return ("", $"the dump has nothing of {string.Join(", ", diagnosis.Missing.Take(6))}{(diagnosis.Missing.Count > 6 ? " …" : "")}, so the mistake may lie there; dump these to narrow it");
        }
        if (diagnosis.Rounding is { } rounding)
            yield return ("", $"compared with {rounding}, which the first tap's error has shown");
        if (diagnosis.Codes is { } codes)
            yield return (codes.Ok ? "codes" : "[red]codes[/]", CodesSentence(codes));
    }

    /// <summary>The verdict as JSON, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, Diagnosis diagnosis)
    {
        json.WriteString("file", diagnosis.Dump.Path);
        if (diagnosis.Dump.Implementation is { } by)
            json.WriteString("implementation", by);
        json.WriteBoolean("ok", diagnosis.Ok);
        json.WriteString("dialect", diagnosis.Dialect switch { DumpDialect.Waveform => "waveform", DumpDialect.PerLayer => "per-layer", DumpDialect.Neither => "neither", _ => "unknown" });
        json.WriteString("padding", diagnosis.Padding.Name());
        if (diagnosis.Rounding is { } rounding)
            json.WriteString("rounding", rounding);
        if (diagnosis.FirstWrong is { } tap)
            WriteFirst(json, diagnosis, tap);
        json.WriteStartArray("taps");
        foreach (var verdict in diagnosis.Taps)
        {
            json.WriteStartObject();
            json.WriteString("tap", verdict.Fit.Dump.Tap.Name);
            json.WriteString("array", verdict.Fit.Dump.Array);
            json.WriteString("state", verdict.State switch { TapState.Right => "right", TapState.Rounded => "rounded", TapState.Wrong => "wrong", _ => "after the first wrong" });
            json.WriteNumber("frames", verdict.Fit.Dump.Frames);
            json.WriteNumber("expected_frames", verdict.Fit.Frames);
            json.WriteFinite("relative_rms_error", verdict.Fit.RelativeError);
            json.WriteFinite("worst_frame_error", verdict.Fit.WorstFrame);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (diagnosis.Codes is { } codes)
            WriteCodes(json, codes);
    }

    private static void WriteFirst(Utf8JsonWriter json, Diagnosis diagnosis, string tap)
    {
        json.WriteStartObject("first_wrong");
        json.WriteString("tap", tap);
        json.WriteString("after", diagnosis.LastRight);
        json.WriteFinite("relative_rms_error", diagnosis.Error);
        json.WriteFinite("worst_frame_error_before", diagnosis.Noise);
        if (diagnosis.Pattern is { } pattern)
        {
            json.WriteStartObject("frames");
            json.WriteString("which", pattern.Kind switch { FrameKind.All => "all", FrameKind.First => "first", FrameKind.Last => "last", FrameKind.From => "from", FrameKind.Periodic => "periodic", _ => "scattered" });
            json.WriteNumber("first", pattern.First);
            json.WriteNumber("wrong", pattern.Wrong);
            json.WriteNumber("of", pattern.Frames);
            if (pattern.Period > 0)
                json.WriteNumber("period", pattern.Period);
            json.WriteEndObject();
        }
        json.WriteBoolean("right_again_behind_it", diagnosis.IsRightAgain);
        json.WriteStrings("not_dumped", diagnosis.Missing);
        json.WriteEndObject();
        json.WriteStartArray("guesses");
        foreach (var guess in diagnosis.Guesses)
        {
            json.WriteStartObject();
            json.WriteString("cause", JsonNamingPolicy.SnakeCaseLower.ConvertName(guess.Cause.ToString()));
            json.WriteString("words", guess.Words);
            json.WriteFinite("error", guess.Before);
            json.WriteFinite("error_left", guess.After);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCodes(Utf8JsonWriter json, CodeVerdict codes)
    {
        json.WriteStartObject("codes");
        json.WriteBoolean("ok", codes.Ok);
        json.WriteNumber("codebooks", codes.Codebooks);
        json.WriteNumber("frames", codes.Frames.Dump);
        json.WriteNumber("expected_frames", codes.Frames.Ours);
        json.WriteNumber("compared", codes.Compared);
        json.WriteNumber("different", codes.Different);
        json.WriteFinite("different_per_10000", codes.Per10000);
        json.WriteNumber("near_ties", codes.NearTies);
        json.WriteNumber("following", codes.Following);
        json.WriteNumber("wrong", codes.Wrong);
        json.WriteFinite("tie_margin", codes.TieMargin);
        json.WriteFinite("largest_tie", codes.LargestTie);
        json.WriteFinite("smallest_wrong_margin", codes.SmallestWrong);
        if (codes.FirstWrong is var (codebook, frame))
        {
            json.WriteNumber("first_wrong_codebook", codebook);
            json.WriteNumber("first_wrong_frame", frame);
        }
        if (codes.FromOwnLatent is { } own)
            json.WriteFinite("agree_with_own_latent", own);
        json.WriteEndObject();
    }

    private static string Right(Diagnosis diagnosis)
    {
        var noise = diagnosis.Taps.Count > 0 ? diagnosis.Taps.Max(t => t.Fit.WorstFrame) : 0;
        return diagnosis.Taps.Any(t => t.State == TapState.Rounded && t.Fit.Storage == 0)
            ? $"every tap agrees within the rounding of half precision (worst frame {Guess.Number(noise)}), from the first tap on. A mistake as small as that would not show: dump float32 to see"
            : $"every tap agrees within float32's rounding{(diagnosis.Taps.Any(t => t.Fit.Storage > 0) ? ", and that of the arrays stored in half precision" : "")} (worst frame {Guess.Number(noise)})";
    }

    private static string First(Diagnosis diagnosis)
    {
        var fit = diagnosis.Taps.FirstOrDefault(t => t.State == TapState.Wrong)?.Fit;
        var before = diagnosis.LastRight is { } last ? $"the taps before it are right, {last} the last (worst frame {Guess.Number(diagnosis.Noise)})" : "it is the first in the dump";
        if (diagnosis.FirstWrong == "codes")
            return $"the first wrong are the codes; wrong are those of {diagnosis.Pattern}; {before}";
        var operation = fit?.Dump.Tap.Operation is { } words ? $" ({words})" : "";
        var frames = fit is { HasAllFrames: false } ? $"; it has {fit.Dump.Frames} frames, and this clip makes {fit.Frames}" : "";
        return $"the first wrong tap is {diagnosis.FirstWrong}{operation}: wrong are {diagnosis.Pattern}{frames}; relative error {Guess.Number(diagnosis.Error)}; {before}";
    }

    private static string CodesSentence(CodeVerdict codes)
    {
        var sentence = $"{codes.Different} of {codes.Compared} differ, {codes.Per10000.ToString("0.#", CultureInfo.InvariantCulture)} per 10,000";
        if (codes.Different > 0)
            sentence += $": {Count((int)codes.NearTies, "near tie")} (margin up to {Guess.Number(codes.LargestTie)}, allowed {Guess.Number(codes.TieMargin)}), {codes.Following} at deeper levels that follow from a shallower one, {codes.Wrong} wrong"
                + (codes.FirstWrong is var (codebook, frame) ? $" (first in codebook {codebook}, frame {frame}{(double.IsNaN(codes.SmallestWrong) ? "" : $"; smallest margin {Guess.Number(codes.SmallestWrong)}")})" : "");
        if (codes.Frames.Dump != codes.Frames.Ours)
            sentence += $"; {codes.Frames.Dump} frames, {codes.Frames.Ours} expected";
        if (codes.FromOwnLatent is { } own)
            sentence += own >= 0.98
                ? $". The dump's own latent gives {100 * own:0.#} % of them: its quantiser is right"
                : $". The dump's own latent gives {100 * own:0.#} % of them: its quantiser is wrong too";
        return sentence;
    }

    private static string Dialect(Diagnosis diagnosis) => diagnosis.Dialect switch
    {
        DumpDialect.Waveform => "padding waveform, as moshi",
        DumpDialect.PerLayer => "padding per-layer, as transformers",
        DumpDialect.Neither => $"padding neither waveform nor per-layer (compared with {diagnosis.Padding.Name()})",
        _ when diagnosis.IsWholeFrames => "whole frames, on which both paddings agree",
        _ => $"padding unknown, these taps don't show it (compared with {diagnosis.Padding.Name()})",
    };

    private static string State(TapVerdict verdict) => verdict.State switch
    {
        TapState.Right => "[green]right[/]",
        TapState.Rounded => "[green]rounded[/]",
        TapState.Wrong => "[red]wrong[/]",
        _ => "follows",
    };

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
