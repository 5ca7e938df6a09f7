using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Origins;
using MimiNative.Conformance;
using MimiNative.Conformance.Dumps;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi parity</c>: references in our format, and dumps of anyone's port.</summary>
internal static class ParityCommand
{
    private const string Help = """
        References come from tools/export_reference.py or mimi reference: without --weights each is computed with the weights it names (synthetic:SEED, or the
        folder checkpoint beside it), without --padding in the dialect it was made with. Other .npz and .safetensors files and folders of .npy files are dumps of
        anyone's port: arrays named for taps, the clip as "input", and codes. The first wrong tap is named, and a cause where one fits the numbers; --padding
        then says which dialect the port means to have. docs/conformance.md has more. References of WavLM are compared with WavLM. Exit code 1 where
        something is NOT OK.

        Examples:
          mimi parity reference/*.safetensors
          mimi parity port.npz --weights synthetic:1
          mimi parity port.npz --map transformer.1=h0:BTC --input clip.wav
        """;

    public static Command Build(Terminal terminal)
    {
        var references = new Argument<string[]>("reference") { Description = "Reference files, or dumps: .npz, .safetensors, folders of .npy", Arity = ArgumentArity.OneOrMore };
        var all = new Option<bool>("--all-taps") { Description = "With several references: list the taps of each, not just of those that are NOT OK" };
        var options = new DumpOptions();
        var command = new ExplainedCommand("parity", "Compare every tap with PyTorch, or judge a port", Help) { references, all };
        options.AddTo(command);
        command.AddEncoder();
        command.SetAction(parsed => Run(parsed, options, parsed.GetRequiredValue(references), parsed.GetValue(all) || parsed.GetRequiredValue(references).Length == 1, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, DumpOptions options, string[] paths, bool all, Terminal terminal)
    {
        var results = new List<(ReferenceFile Reference, Origin? Used, PaddingDialect Padding, ParityResult Result)>();
        var dumps = new List<(Diagnosis Diagnosis, Origin? Used)>();
        EncoderSession? session = null;
        (string?, int?) loaded = default;
        WavLmSession? wavlm = null;
        string? loadedWavLm = null;
        try
        {
            if (options.Any(parsed) && !paths.Any(DumpArrays.IsDump))
                throw new UsageException("--map, --input, --axes, --skip and --description are for dumps; a reference says all that itself");
            foreach (var path in paths)
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                if (DumpArrays.IsDump(path))
                {
                    var said = options.Read(parsed, path);
                    using var arrays = DumpArrays.Open(path);
                    Load((said.Checkpoint, null), () => Checkpoint.Open(said.Checkpoint), said.Padding ?? PaddingDialect.Waveform);
                    var dump = new DumpReader(arrays, said, session!.Encoder.Config).Read();
                    var diagnosis = DumpCheck.Run(session.Encoder, dump, terminal.Cancellation);
                    dumps.Add((diagnosis, terminal.Json ? session.Origin with { Padding = diagnosis.Padding, Input = path } : null));
                    if (!terminal.Json && (all || !diagnosis.Ok))
                        DumpText.Print(terminal, diagnosis, all);
                    continue;
                }
                var reference = ReferenceFile.Open(path);
                var weights = parsed.Weights() ?? reference.Weights;
                var isWavLm = reference.Network == ReferenceNetwork.WavLm;
                var padding = (isWavLm ? null : parsed.GivenPadding()) ?? reference.Padding;
                if (isWavLm)
                    LoadWavLm(weights ?? throw new ReferenceException($"{path} was made with the checkpoint '{reference.Checkpoint}', which isn't beside it; name it with --weights"));
                else
                    Load((weights, reference.Window), () => reference.OpenCheckpoint(weights), padding);
                var result = isWavLm ? ParityCheck.Run(wavlm!.Encoder, reference, terminal.Cancellation) : ParityCheck.Run(session!.Encoder, reference, padding, terminal.Cancellation);
                results.Add((reference, terminal.Json ? (isWavLm ? wavlm!.Origin : session!.Origin) with { Padding = padding, Input = path } : null, padding, result));
                if (!terminal.Json && (all || !result.Ok))
                    Print(terminal, reference, padding, result, all);
            }
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, results, dumps));
            else if (paths.Length > 1)
                PrintSummary(terminal, results, [.. dumps.Select(d => d.Diagnosis)]);
        }
        finally
        {
            session?.Dispose();
            wavlm?.Dispose();
        }
        return results.All(r => r.Result.Ok) && dumps.All(d => d.Diagnosis.Ok) ? ExitCode.Ok : ExitCode.Negative;

        void Load((string?, int?) asked, Func<Checkpoint> open, PaddingDialect padding)
        {
            if (session is not null && loaded == asked)
                return;
            session?.Dispose();
            session = null;
            session = EncoderSession.Open(parsed, terminal, open, padding);
            loaded = asked;
        }

        void LoadWavLm(string weights)
        {
            if (wavlm is not null && loadedWavLm == weights)
                return;
            wavlm?.Dispose();
            wavlm = null;
            wavlm = WavLmSession.Open(parsed, terminal, weights);
            loadedWavLm = weights;
        }
    }

    private static void Print(Terminal terminal, ReferenceFile reference, PaddingDialect padding, ParityResult result, bool all)
    {
        terminal.Prose($"{reference.Path}: {reference.Implementation}, {reference.Checkpoint}, {reference.Input.Length} samples"
            + (reference.Network == ReferenceNetwork.WavLm ? "" : $", padding {reference.Padding.Name()}")
            + (padding == reference.Padding ? "" : $" (computed with {padding.Name()})"));
        terminal.Table(["tap", ">max abs", ">rel. rms", ReferenceWriter.IsOurs(reference) ? ">nominal" : ">PyTorch's", ">tolerance", ""], result.Taps.Where(t => all || !t.Ok).Select(t => (IReadOnlyList<string>)
        [
            t.Tap, Number(t.MaxAbsError), Number(t.RelativeRmsError), Number(t.Float32RelativeRmsError), Number(t.Tolerance), Verdict(t.Ok) + Where(t),
        ]));
        var better = result.Taps.Count(t => t.AsGoodAsPyTorch);
        terminal.Markup($"taps {Verdict(result.Taps.All(t => t.Ok))}: {result.Taps.Count(t => t.Ok)} of {result.Taps.Count} within tolerance{(ReferenceWriter.IsOurs(reference) ? "" : $", {better} not above PyTorch's own float32 error")}");
        if (result.Codes.Count > 0)
            PrintCodes(terminal, result);
        terminal.Prose("");
    }

    /// <summary>A line for each reference, with the tap that uses most of its tolerance.</summary>
    private static void PrintSummary(Terminal terminal, List<(ReferenceFile Reference, Origin? Used, PaddingDialect Padding, ParityResult Result)> results, List<Diagnosis> dumps)
    {
        if (dumps.Count > 0)
            terminal.Table(["dump", "first wrong", "looks like", ""], dumps.Select(DumpText.Row));
        if (results.Count == 0)
            return;
        terminal.Table(["reference", ">taps", ">codes", "worst tap", ">rel. rms", ">PyTorch's", ""], results.Select(r =>
        {
            var worst = r.Result.Taps.MaxBy(t => t.RelativeRmsError / t.Tolerance)!;
            return (IReadOnlyList<string>)
            [
                Spectre.Console.Markup.Escape(Path.GetFileName(r.Reference.Path)), $"{r.Result.Taps.Count(t => t.Ok)}/{r.Result.Taps.Count}",
                $"{r.Result.Codes.Count(c => c.Ok)}/{r.Result.Codes.Count}", worst.Tap, Number(worst.RelativeRmsError), Number(worst.Float32RelativeRmsError), Verdict(r.Result.Ok),
            ];
        }));
        var taps = results.SelectMany(r => r.Result.Taps).ToList();
        terminal.Markup($"{Verdict(results.All(r => r.Result.Ok))}: {results.Count(r => r.Result.Ok)} of {results.Count} references agree; "
            + $"on {taps.Count(t => t.AsGoodAsPyTorch)} of {taps.Count} taps the error isn't above PyTorch's own in float32");
    }

    private static void PrintCodes(Terminal terminal, ParityResult result)
    {
        var wrong = result.Codes.Where(c => !c.Ok).ToList();
        terminal.Markup($"codes {Verdict(wrong.Count == 0)}: {result.Codes.Count} codebooks, {result.Codes.Sum(c => c.Equal)} equal, {result.Codes.Sum(c => c.Excused)} different within the margin");
        foreach (var code in wrong)
            terminal.Prose($"  codebook {code.Codebook}: first wrong at frame {code.FirstWrong}, {code.Frames - code.Equal - code.Excused} of {code.Frames} frames");
    }

    private static string Where(TapParity tap)
    {
        if (tap.Ok)
            return "";
        if (tap.Frames.Ours != tap.Frames.Reference)
            return $" {tap.Frames.Ours} frames, {tap.Frames.Reference} expected";
        if (tap.FirstWrong is (var frame, var channel))
            return $" from frame {frame} channel {channel}";
        return tap.StatisticsError > TapParity.StatisticsTolerance ? $" channel statistics off by {Number(tap.StatisticsError)}" : "";
    }

    private static string Verdict(bool ok) => ok ? "[green]OK[/]" : "[red]NOT OK[/]";

    private static string Number(double value) => value.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, List<(ReferenceFile Reference, Origin? Used, PaddingDialect Padding, ParityResult Result)> results, List<(Diagnosis Diagnosis, Origin? Used)> dumps)
    {
        json.WriteBoolean("ok", results.All(r => r.Result.Ok) && dumps.All(d => d.Diagnosis.Ok));
        json.WriteStartArray("references");
        foreach (var (reference, used, padding, result) in results)
        {
            json.WriteStartObject();
            used!.Write(json, Terminal.Used);
            json.WriteString("file", reference.Path);
            json.WriteString("implementation", reference.Implementation);
            json.WriteString("checkpoint", reference.Checkpoint);
            if (reference.Network == ReferenceNetwork.Mimi)
            {
                json.WriteString("reference_padding", reference.Padding.Name());
                json.WriteString("padding", padding.Name());
            }
            json.WriteBoolean("ok", result.Ok);
            json.WriteStartArray("taps");
            foreach (var tap in result.Taps)
                WriteTap(json, tap);
            json.WriteEndArray();
            json.WriteStartArray("codes");
            foreach (var code in result.Codes)
                WriteCode(json, code);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (dumps.Count == 0)
            return;
        json.WriteStartArray("dumps");
        foreach (var (diagnosis, used) in dumps)
        {
            json.WriteStartObject();
            used!.Write(json, Terminal.Used);
            DumpText.Write(json, diagnosis);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTap(Utf8JsonWriter json, TapParity tap)
    {
        json.WriteStartObject();
        json.WriteString("tap", tap.Tap);
        json.WriteBoolean("ok", tap.Ok);
        json.WriteNumber("frames", tap.Frames.Ours);
        json.WriteNumber("reference_frames", tap.Frames.Reference);
        json.WriteFinite("max_abs_error", tap.MaxAbsError);
        json.WriteFinite("relative_rms_error", tap.RelativeRmsError);
        json.WriteFinite("pytorch_float32_relative_rms_error", tap.Float32RelativeRmsError);
        json.WriteFinite("statistics_error", tap.StatisticsError);
        json.WriteFinite("tolerance", tap.Tolerance);
        if (tap.FirstWrong is var (frame, channel))
        {
            json.WriteNumber("first_wrong_frame", frame);
            json.WriteNumber("first_wrong_channel", channel);
        }
        json.WriteEndObject();
    }

    private static void WriteCode(Utf8JsonWriter json, CodeParity code)
    {
        json.WriteStartObject();
        json.WriteNumber("codebook", code.Codebook);
        json.WriteBoolean("ok", code.Ok);
        json.WriteNumber("frames", code.Frames);
        json.WriteNumber("equal", code.Equal);
        json.WriteNumber("excused", code.Excused);
        if (code.FirstWrong is { } frame)
            json.WriteNumber("first_wrong_frame", frame);
        json.WriteEndObject();
    }
}
