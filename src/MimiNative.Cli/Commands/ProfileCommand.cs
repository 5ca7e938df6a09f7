using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Origins;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Files;
using MimiNative.Parity;
using MimiNative.Performance;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi profile</c>.</summary>
internal static class ProfileCommand
{
    private const string Help = """
        The share of the roof compares with what the machine could do at best for an operation of that arithmetic intensity (FMA peak or memory
        bandwidth, measured in the same run). A convolution named F(m,r) makes m outputs of a filter of r taps from m + r - 1 products instead of
        m r; GMAC and GFLOP/s count the plain sums, so its share may exceed 100 %. Without AUDIO a built-in signal; without weights synthetic:1.
        Times are the fastest of all passes, operation by operation: what the machine does when nothing else disturbs it. mimi bench times
        whole clips.

        Example:
          mimi profile --threads 1 --trace t.json      # open t.json in ui.perfetto.dev
        """;

    public static Command Build(Terminal terminal)
    {
        var audio = new Argument<string?>("audio") { Description = "A clip", Arity = ArgumentArity.ZeroOrOne };
        var repeats = Choices.Whole("--repeats", "Passes; each operation's fastest counts", 1, 10_000, 5);
        var trace = new Option<string?>("--trace") { Description = "Write the time line of the last pass for Perfetto or chrome://tracing", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Write a page with the roofline plot", HelpName = "FILE" };
        var command = new ExplainedCommand("profile", "Where the time goes, per layer and operation", Help) { audio, repeats, trace, html };
        command.AddEncoder();
        command.SetAction(parsed => Run(parsed, parsed.GetValue(audio), parsed.GetValue(repeats), parsed.GetValue(trace), parsed.GetValue(html), terminal));
        return command;
    }

    /// <summary>One layer's operation against what the machine can do.</summary>
    private sealed record Row(OperationProfile Profile, double Share, double Peak, double Bandwidth)
    {
        public double Gigaflops => 2 * Profile.Macs / Profile.Seconds / 1e9;

        public double Intensity => 2 * Profile.Macs / Profile.Bytes;

        /// <summary>Share of what the lower of the two limits allows; an operation without arithmetic is measured by its bytes.</summary>
        public double OfRoof => Profile.Macs == 0
            ? Profile.Bytes / Profile.Seconds / 1e9 / Bandwidth
            : Gigaflops / Math.Min(Peak, Intensity * Bandwidth);
    }

    private static int Run(ParseResult parsed, string? path, int repeats, string? trace, string? html, Terminal terminal)
    {
        foreach (var (option, file) in (ReadOnlySpan<(string, string?)>)[("--trace", trace), ("--html", html)])
            if (file is not null)
                OutputPath.File(option, file);
        var samples = path is null ? KnownAnswer.Waveform() : AudioFile.ReadAll(path);
        using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
        var threads = parsed.Threads() is var asked and > 0 ? asked : Environment.ProcessorCount;
        var (peak, bandwidth) = (MachinePeak.Gigaflops(threads), MachinePeak.GigabytesPerSecond(threads));
        var spans = new List<OperationSpan>();
        var profiles = session.Encoder.Profile(samples, session.Encoder.AllLayers with { Padding = session.Padding }, repeats, spans);
        var total = profiles.Sum(p => p.Seconds);
        var rows = profiles.Where(p => p.Seconds > 0).Select(p => new Row(p, p.Seconds / total, peak, bandwidth)).ToList();
        if (trace is not null)
            AtomicFile.Write(trace, stream => WriteTrace(stream, session, spans));
        if (html is not null)
            AtomicFile.Write(html, stream => WriteHtml(stream, rows, session.Origin, peak, bandwidth));
        var audioSeconds = (double)samples.Length / session.Encoder.Config.SampleRate;
        if (terminal.Json)
            terminal.WriteJson(json => Write(json, session, rows, audioSeconds, total, peak, bandwidth));
        else
            Print(terminal, rows, audioSeconds, total, peak, bandwidth);
        return ExitCode.Ok;
    }

    private static void Print(Terminal terminal, List<Row> rows, double audioSeconds, double total, double peak, double bandwidth)
    {
        terminal.Prose($"{N(audioSeconds, "0.00")} s of audio in {N(total * 1e3, "0.0")} ms ({N(audioSeconds / total, "0.0")}x); FMA peak {N(peak, "0.0")} GFLOP/s, memory {N(bandwidth, "0.0")} GB/s");
        var (longest, bar) = (rows.Max(r => r.Share), terminal.Width < 100 ? 7 : 16);
        terminal.Table(["layer", "operation", ">ms", ">share", ">GMAC", ">GFLOP/s", ">of roof", ""], rows.OrderByDescending(r => r.Share).Where(r => r.Share >= 0.002).Select(r => (IReadOnlyList<string>)
        [
            r.Profile.Layer, r.Profile.Operation, N(r.Profile.Seconds * 1e3, "0.00"), N(r.Share * 100, "0.0") + " %", N(r.Profile.Macs / 1e9, "0.000"),
            r.Profile.Macs == 0 ? "" : N(r.Gigaflops, "0.0"), N(r.OfRoof * 100, "0") + " %", $"[green]{new string('█', (int)Math.Ceiling(r.Share / longest * bar))}[/]",
        ]));
        var all = rows.Sum(r => r.Profile.Macs);
        terminal.Prose($"in all {N(all / 1e9, "0.00")} GMAC, {N(2 * all / total / 1e9, "0.0")} GFLOP/s, {N(2 * all / total / 1e9 / peak * 100, "0")} % of the FMA peak");
    }

    private static void Write(Utf8JsonWriter json, EncoderSession session, List<Row> rows, double audioSeconds, double total, double peak, double bandwidth)
    {
        session.WriteUsed(json);
        json.WriteNumber("audio_seconds", audioSeconds);
        json.WriteNumber("seconds", total);
        json.WriteNumber("peak_gflops", peak);
        json.WriteNumber("bandwidth_gb_per_s", bandwidth);
        json.WriteStartArray("operations");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("layer", row.Profile.Layer);
            json.WriteString("operation", row.Profile.Operation);
            json.WriteNumber("calls", row.Profile.Calls);
            json.WriteNumber("seconds", row.Profile.Seconds);
            json.WriteNumber("share", row.Share);
            json.WriteNumber("gmac", row.Profile.Macs / 1e9);
            json.WriteNumber("mbytes", row.Profile.Bytes / 1e6);
            json.WriteFinite("gflops", row.Gigaflops);
            json.WriteFinite("intensity", row.Intensity);
            json.WriteFinite("share_of_roof", row.OfRoof);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTrace(Stream stream, EncoderSession session, List<OperationSpan> spans)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        session.Origin.Write(json, "otherData");
        json.WriteStartArray("traceEvents");
        foreach (var span in spans)
        {
            json.WriteStartObject();
            json.WriteString("name", $"{span.Layer} {span.Operation}");
            json.WriteString("cat", span.Operation);
            json.WriteString("ph", "X");
            json.WriteNumber("ts", span.Start * 1e6);
            json.WriteNumber("dur", span.Length * 1e6);
            json.WriteNumber("pid", 1);
            json.WriteNumber("tid", 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHtml(Stream stream, List<Row> rows, Origin origin, double peak, double bandwidth)
    {
        var points = rows.Select(r => new RooflinePoint($"{r.Profile.Layer} {r.Profile.Operation}", r.Intensity, r.Gigaflops, r.Profile.Seconds)).ToList();
        var plot = Plot.Roofline("Roofline of the encoder", $"Each mark is an operation of a layer on {origin.Device}, its area its share of the time. The closer to the roof, the better.", points, peak, bandwidth);
        using var writer = new StreamWriter(stream);
        writer.Write($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>mimi profile</title><body style=\"max-width:60rem;margin:2rem auto;font-family:sans-serif\">{plot.File()}<p>{WebUtility.HtmlEncode(string.Join("; ", origin.Metadata().Select(m => $"{m.Key} {m.Value}")))}</p></body></html>\n");
    }

    private static string N(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
