using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Extraction;
using MimiNative.Audio;
using MimiNative.Parity;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi inspect</c>.</summary>
internal static class InspectCommand
{
    private const string Help = """
        Without AUDIO a built-in test tone of 0.64 s is encoded.

        Example:
          mimi inspect speech.wav
        """;

    public static Command Build(Terminal terminal)
    {
        var audio = new Argument<string?>("audio") { Description = "A clip", Arity = ArgumentArity.ZeroOrOne };
        var duration = Choices.Duration();
        var command = new ExplainedCommand("inspect", "Encode a clip and look at every tap", Help) { audio, duration };
        command.AddEncoder();
        command.SetAction(parsed => Run(parsed, parsed.GetValue(audio), parsed.GetValue(duration) is { } text ? Choices.ParseDuration(text) : null, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, string? path, double? seconds, Terminal terminal)
    {
        using var audio = path is null ? new ArrayAudioSource(KnownAnswer.Waveform()) : AudioFile.Open(path);
        using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
        var statistics = new TapStatistics();
        var options = new EncodeOptions
        {
            Taps = [.. session.Encoder.Taps.Select(t => t.Name).Where(TapSelection.IsListed)],
            Codebooks = session.Encoder.Config.Codebooks,
            Padding = session.Padding,
        };
        using var watched = new WatchedSource(audio, _ => { }, terminal.Cancellation, seconds ?? double.PositiveInfinity);
        session.Encoder.Encode(watched, options, statistics, terminal.Cancellation);
        var finite = statistics.Taps.All(t => t.NotFinite == 0);
        // The encoder's order, not that of the first rows, which depends on the chunks.
        var taps = options.Taps.Select(name => statistics.Taps.First(t => t.Tap.Name == name)).ToList();
        if (watched.Warning is { } warning)
            terminal.Complain(warning);
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
                json.WriteString("audio", path ?? "built-in test tone");
                if (watched.Warning is { } problem)
                    json.WriteString("warning", problem);
                json.WriteNumber("samples", watched.Samples);
                json.WriteBoolean("finite", finite);
                json.WriteStartArray("taps");
                foreach (var tap in taps)
                    TapText.Write(json, tap);
                json.WriteEndArray();
            });
        else
            Print(terminal, path ?? "built-in test tone", watched, taps, statistics);
        return finite ? ExitCode.Ok : ExitCode.Negative;
    }

    private static void Print(Terminal terminal, string name, WatchedSource audio, List<TapStatistics.Entry> taps, TapStatistics statistics)
    {
        terminal.Prose($"{name}: {audio.Samples} samples at {audio.SampleRate} Hz, {((double)audio.Samples / audio.SampleRate).ToString("0.00", CultureInfo.InvariantCulture)} s");
        terminal.Table(TapText.Headings, taps.Select(TapText.Row));
        terminal.Prose(statistics.Codebooks == 0 ? "codes: none, this Mimi is continuous" : $"codes: {statistics.Codebooks} codebooks, {statistics.CodeValues.Count / statistics.Codebooks} frames, {statistics.CodeValues.Distinct().Count()} different values");
        terminal.Markup(taps.All(t => t.NotFinite == 0) ? "[green]OK[/]: every value is finite" : "[red]NOT OK[/]: there are values that aren't finite");
    }
}
