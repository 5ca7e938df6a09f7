using System.Diagnostics;
using System.Globalization;
using MimiNative.Metrics;

namespace MimiNative.Benchmarks;

/// <summary>What every metric of a space of many clips costs: seconds, seconds of processor time and the most memory of each part, on embeddings made here.</summary>
internal static class ScaleTable
{
    private sealed record Cost(string Part, double Seconds, double Processor, long Megabytes);

    /// <summary>Measures a made-up space of so many clips once.</summary>
    public static int Print(string[] arguments)
    {
        var numbers = arguments.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        int Number(int at, int standard) => at < numbers.Length ? numbers[at] : standard;
        var (rows, dim, voices, texts) = (Number(0, 20_000), Number(1, 512), Number(2, 200), Number(3, 0));
        var options = new UncertaintyOptions { Replicates = Number(5, 1000), Permutations = Number(5, 1000) };
        MetricsThreads.Count = Number(4, Environment.ProcessorCount);
        Console.WriteLine($"{rows} clips × {dim} of {voices} voices, {(texts == 0 ? "texts unknown" : $"{texts} texts")}; {options.Replicates} resamples; {MetricsThreads.Count} threads");
        Console.WriteLine();
        Console.WriteLine("| part | s | CPU s | peak MB |\n|---|---|---|---|");
        var costs = Measure(rows, dim, voices, texts, options, cost =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {cost.Part} | {cost.Seconds:0.00} | {cost.Processor:0.00} | {cost.Megabytes} |")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| **all** | {costs.Sum(c => c.Seconds):0.0} | {costs.Sum(c => c.Processor):0.0} | {costs.Max(c => c.Megabytes)} |"));
        return 0;
    }

    /// <summary>By how much each part grows when the clips, the voices or the resamples double; by processor time, the best of some rounds.</summary>
    public static int PrintGrowth(int rounds)
    {
        const int Rows = 6000, Dim = 256, Voices = 100, Texts = 20, Resamples = 500;
        (string Name, int Rows, int Voices, int Resamples)[] cases = [("base", Rows, Voices, Resamples), ("clips × 2", 2 * Rows, Voices, Resamples), ("voices × 2", Rows, 2 * Voices, Resamples), ("resamples × 2", Rows, Voices, 2 * Resamples)];
        Measure(3000, 64, 20, 10, new UncertaintyOptions { Replicates = 50, Permutations = 50 }); // compiled once
        var best = cases.Select(_ => new Dictionary<string, double>()).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var c = 0; c < cases.Length; c++)
                foreach (var cost in Measure(cases[c].Rows, Dim, cases[c].Voices, Texts, new UncertaintyOptions { Replicates = cases[c].Resamples, Permutations = cases[c].Resamples }))
                    best[c][cost.Part] = Math.Min(best[c].GetValueOrDefault(cost.Part, double.PositiveInfinity), cost.Processor);
        Console.WriteLine($"{Rows} clips × {Dim} of {Voices} voices and {Texts} texts, {Resamples} resamples; processor time, the best of {rounds}");
        Console.WriteLine();
        Console.WriteLine($"| part | CPU s | {string.Join(" | ", cases.Skip(1).Select(c => c.Name))} |\n|---|---|---|---|---|");
        foreach (var (part, seconds) in best[0])
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {part} | {seconds:0.00} |{string.Concat(best.Skip(1).Select(b => string.Create(CultureInfo.InvariantCulture, $" × {b.GetValueOrDefault(part, double.NaN) / seconds:0.0} |")))}"));
        return 0;
    }

    private static List<Cost> Measure(int rows, int dim, int voices, int texts, UncertaintyOptions options, Action<Cost>? done = null)
    {
        var (matrix, labels) = Make(rows, dim, voices, texts);
        var meter = new Meter(done);
        var metrics = SpaceMetrics.Compute(matrix, labels, new SpaceMetricsOptions { Uncertainty = options, Progress = meter });
        VerificationReport.Compute(matrix, labels, options, metrics.Raw.Scores, meter);
        return meter.Finish();
    }

    /// <summary>Voices, texts and noise are normal clouds around an offset that all share; every voice says every text.</summary>
    public static (EmbeddingMatrix, SpaceLabels) Make(int rows, int dim, int voices, int texts)
    {
        var random = new SeededRandom(1);
        var (voiceOffsets, textOffsets) = (Cloud(voices), Cloud(texts));
        var values = new float[rows * dim];
        // Random normal numbers cost more than the metrics: one long list of them, read from another place for each clip.
        var noise = new float[1 << 20];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = 2 * (float)random.NextGaussian();
        var (voice, text) = (new int[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            (voice[i], text[i]) = (i % voices, texts == 0 ? 0 : i / voices % texts);
            var from = random.NextInt(noise.Length - dim);
            for (var k = 0; k < dim; k++)
                values[i * dim + k] = 1 + voiceOffsets[voice[i] * dim + k] + (texts == 0 ? 0 : textOffsets[text[i] * dim + k]) + noise[from + k];
        }
        return (new EmbeddingMatrix(values, rows, dim), new SpaceLabels(voice, texts == 0 ? null : text));

        float[] Cloud(int count)
        {
            var offsets = new float[count * dim];
            for (var i = 0; i < offsets.Length; i++)
                offsets[i] = 0.5f * (float)random.NextGaussian();
            return offsets;
        }
    }

    /// <summary>Adds up what passes between one part's beginning and the next's.</summary>
    private sealed class Meter(Action<Cost>? done) : IProgress<MetricsProgress>
    {
        private readonly List<Cost> _costs = [];
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Lock _gate = new();
        private string _part = "";
        private TimeSpan _processor = Processor;

        private static TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime;

        public void Report(MetricsProgress value)
        {
            lock (_gate)
                if (value.Part != _part)
                {
                    End();
                    _part = value.Part;
                }
        }

        public List<Cost> Finish()
        {
            End();
            return _costs;
        }

        private void End()
        {
            if (_part.Length > 0)
            {
                _costs.Add(new Cost(_part, _clock.Elapsed.TotalSeconds, (Processor - _processor).TotalSeconds, PeakMegabytes()));
                done?.Invoke(_costs[^1]);
            }
            GC.Collect(); // as mimi metrics does between the parts
            if (OperatingSystem.IsLinux())
                File.WriteAllText("/proc/self/clear_refs", "5"); // the peak starts anew
            (_processor, _part) = (Processor, "");
            _clock.Restart();
        }

        private static long PeakMegabytes() => OperatingSystem.IsLinux()
            ? long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
    }
}
