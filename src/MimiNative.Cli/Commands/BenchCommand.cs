using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MimiNative.Audio;
using MimiNative.Conformance;
using MimiNative.Parity;
using MimiNative.Performance;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi bench</c>.</summary>
internal static class BenchCommand
{
    private const string Help = """
        Speeds depend on the machine and on who else uses it: the FMA peak and the memory bandwidth are measured in the same run.
        Weights don't change the speed; without any, synthetic:1 is used.
        GFLOP/s count the sums as they are defined. On the CPU most convolutions take fewer multiplications than that (mimi profile names
        them: F(2,2), F(4,3), ...), so the share of the peak may exceed 100 %.
        Beside the speed stands how exact it is: against the sums in float64, by the definition, with the same weights.

        Example:
          mimi bench --threads 1 --json
        """;

    private static readonly double[] Lengths = [1, 3, 10, 60];
    private static readonly double[] MemoryLengths = [10, 120];

    // The built-in signal so many times: a thousand codes of the released model, so that one in a thousand shows.
    private const int ExactTimes = 4;

    public static Command Build(Terminal terminal)
    {
        var seconds = Choices.Number("--seconds", "Time for each figure (default: 2)", "S");
        var command = new ExplainedCommand("bench", "Speed, latency and memory", Help) { seconds };
        command.AddEncoder();
        command.SetAction(parsed => Run(parsed, Budget(parsed.GetValue(seconds) ?? 2), terminal));
        return command;
    }

    private static TimeSpan Budget(double seconds) => seconds is > 0 and <= 3600 ? TimeSpan.FromSeconds(seconds) : throw new UsageException("--seconds: give more than 0, and at most an hour");

    private static int Run(ParseResult parsed, TimeSpan budget, Terminal terminal)
    {
        using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
        var threads = parsed.Threads() is var asked and > 0 ? asked : Environment.ProcessorCount;
        // Before anything else, whose memory would be counted too.
        var memory = MemoryLengths.Select(length => (Seconds: length, Bytes: EncoderBenchmark.MemoryAfter(session.Encoder, length, terminal.Cancellation))).ToList();
        var (peak, bandwidth) = (MachinePeak.Gigaflops(threads), MachinePeak.GigabytesPerSecond(threads));
        var speeds = Lengths.Select(length => EncoderBenchmark.Clip(session.Encoder, length, threads, budget, terminal.Cancellation)).ToList();
        var latency = EncoderBenchmark.Frames(session.Encoder, 250, terminal.Cancellation);
        var exactness = Exactness.Measure(session.Encoder, session.Encoder.Checkpoint, [.. Enumerable.Repeat(KnownAnswer.Waveform(), ExactTimes).SelectMany(w => w)], session.Padding, terminal.Cancellation);
        var coldStart = ColdStart(parsed, terminal);
        peak = Math.Max(peak, MachinePeak.Gigaflops(threads)); // The clock may have been lower before.
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
                json.WriteNumber("threads", threads);
                json.WriteNumber("peak_gflops", peak);
                json.WriteNumber("bandwidth_gb_per_s", bandwidth);
                json.WriteStartArray("clips");
                foreach (var speed in speeds)
                    Write(json, speed, peak);
                json.WriteEndArray();
                Write(json, latency);
                json.WriteStartArray("memory");
                foreach (var (length, bytes) in memory.Where(m => m.Bytes is not null))
                {
                    json.WriteStartObject();
                    json.WriteNumber("seconds", length);
                    json.WriteNumber("resident_mb", bytes!.Value / 1e6);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                Write(json, exactness);
                json.WriteFinite("cold_start_ms", coldStart * 1e3);
            });
        else
            Print(terminal, threads, peak, bandwidth, speeds, exactness, latency, memory, coldStart);
        return ExitCode.Ok;
    }

    private static void Print(Terminal terminal, int threads, double peak, double bandwidth, List<ClipSpeed> speeds, Exactness exactness, FrameLatency latency, List<(double Seconds, long? Bytes)> memory, double coldStart)
    {
        terminal.Prose($"machine, {threads} {(threads == 1 ? "thread" : "threads")}: FMA peak {N(peak, 1)} GFLOP/s, memory {N(bandwidth, 1)} GB/s");
        terminal.Table([">clip", ">speed", ">time", ">GFLOP/s", ">of peak"], speeds.Select(s => (IReadOnlyList<string>)
        [
            $"{N(s.Seconds, 0)} s", $"{N(s.Rtfx, 1)}x", $"{N(s.Best * 1e3, 1)} ms", N(s.Gigaflops, 1), $"{N(s.Gigaflops / peak * 100, 0)} %",
        ]));
        terminal.Prose($"against float64: the latent's relative error {exactness.LatentError.ToString("0.0e+0", CultureInfo.InvariantCulture)}, {N(exactness.PerTenThousand, 1)} of 10,000 codes differ ({exactness.CodesThatDiffer} of {exactness.Codes})");
        terminal.Prose($"one 80 ms frame in a stream: median {N(latency.Median * 1e3, 1)} ms, 90 % {N(latency.P90 * 1e3, 1)}, 99 % {N(latency.P99 * 1e3, 1)}, worst {N(latency.Worst * 1e3, 1)}");
        foreach (var (length, bytes) in memory)
            if (bytes is { } resident)
                terminal.Prose($"memory after {N(length, 0)} s of audio: {N(resident / 1e6, 0)} MB");
        terminal.Prose($"from process start to the latent of one second: {(double.IsNaN(coldStart) ? "failed" : $"{N(coldStart * 1e3, 0)} ms")}");

        static string N(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds that a process of its own takes for one second of audio; NaN where it fails.</summary>
    private static double ColdStart(ParseResult parsed, Terminal terminal)
    {
        var folder = Directory.CreateTempSubdirectory("mimi-bench-");
        try
        {
            var wav = Path.Combine(folder.FullName, "second.wav");
            WavWriter.Write(wav, [.. KnownAnswer.Waveform(), .. KnownAnswer.Waveform()[..8640]]);
            var start = new ProcessStartInfo("/proc/self/exe") { RedirectStandardOutput = true, RedirectStandardError = true };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
                start = new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "mimi.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["encode", wav, "--weights", parsed.Weights() ?? "synthetic:1"])
                start.ArgumentList.Add(argument);
            var best = double.NaN;
            for (var i = 0; i < 3; i++)
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var began = Stopwatch.GetTimestamp();
                using var process = Process.Start(start)!;
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    best = Math.Min(double.IsNaN(best) ? double.MaxValue : best, Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
            return best;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(Utf8JsonWriter json, ClipSpeed speed, double peak)
    {
        json.WriteStartObject();
        json.WriteNumber("seconds", speed.Seconds);
        json.WriteNumber("threads", speed.Threads);
        json.WriteNumber("runs", speed.Runs);
        json.WriteNumber("rtfx", speed.Rtfx);
        json.WriteNumber("best_ms", speed.Best * 1e3);
        json.WriteNumber("median_ms", speed.Median * 1e3);
        json.WriteNumber("gflops", speed.Gigaflops);
        json.WriteNumber("share_of_peak", speed.Gigaflops / peak);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Exactness exactness)
    {
        json.WriteStartObject("against_float64");
        json.WriteNumber("seconds", exactness.Seconds);
        json.WriteNumber("latent_relative_error", exactness.LatentError);
        json.WriteNumber("codes", exactness.Codes);
        json.WriteNumber("codes_that_differ", exactness.CodesThatDiffer);
        json.WriteNumber("codes_that_differ_per_10000", exactness.PerTenThousand);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FrameLatency latency)
    {
        json.WriteStartObject("frame_latency_ms");
        json.WriteNumber("frames", latency.Frames);
        json.WriteNumber("median", latency.Median * 1e3);
        json.WriteNumber("p90", latency.P90 * 1e3);
        json.WriteNumber("p99", latency.P99 * 1e3);
        json.WriteNumber("worst", latency.Worst * 1e3);
        json.WriteEndObject();
    }
}
