using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MimiNative.Benchmarks.Peers;
using MimiNative.Metrics;
using MimiNative.Numpy;

namespace MimiNative.Benchmarks;

/// <summary>The parts of the metrics that numpy and scikit-learn have too, beside them: the same embeddings, what each takes and what it finds.</summary>
internal static class MetricsPeers
{
    private const string Versions = "import numpy, sklearn; print(f'numpy {numpy.__version__}, scikit-learn {sklearn.__version__}')";

    private sealed record Result(double Seconds, double Processor, double[] Values, long Megabytes = 0);

    private static readonly (string Name, string[] Finds, Func<EmbeddingMatrix, SpaceLabels, double[]> Compute)[] Parts =
    [
        ("principal components", ["share of ten"], (x, _) => [Pca.Fit(x).Ratios.Take(10).Sum()]),
        ("silhouette of the voices", ["silhouette"], (x, labels) => [Silhouette.Cosine(x, labels.Voice)]),
        ("all pairs", ["EER", "AUC"], (x, labels) => VerificationMetrics.Compute(x, labels) is var v ? [v.Eer, v.Auc] : []),
    ];

    /// <summary>Measures made-up embeddings on both sides, three times each, in turns; prints the fastest.</summary>
    public static int Print(int rows, int dim, int voices)
    {
        const int Rounds = 3;
        var (matrix, labels) = ScaleTable.Make(rows, dim, voices, 0);
        var folder = Directory.CreateTempSubdirectory("mimi-bench-").FullName;
        try
        {
            string embeddings = Path.Combine(folder, "x.npy"), voice = Path.Combine(folder, "voice.npy");
            NpyFile.Write<float>(embeddings, matrix.Values, rows);
            NpyFile.Write<int>(voice, labels.Voice, rows);
            Result[]? ours = null, theirs = null;
            var versions = Python.Ask(Versions);
            for (var round = 0; round < Rounds; round++)
            {
                ours = Better(ours, [.. Parts.Select(p => Measure(() => p.Compute(matrix, labels)))]);
                if (versions is null)
                    continue;
                using var answer = JsonDocument.Parse(Python.Script("metrics_peer.py", embeddings, voice));
                theirs = Better(theirs, [.. answer.RootElement.EnumerateArray().Select(p => new Result(p.GetProperty("seconds").GetDouble(), p.GetProperty("processor").GetDouble(),
                    [.. p.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())], p.GetProperty("megabytes").GetInt64()))]);
            }

            Console.WriteLine($"{rows} clips × {dim} of {voices} voices; the fastest of {Rounds} turns; {versions ?? "no numpy and scikit-learn to compare with (PYTHON=… names another Python)"}");
            Console.WriteLine();
            Console.WriteLine("| part | ours: s | CPU s | theirs: s | CPU s | peak MB | ours is | the results differ by |\n|---|---|---|---|---|---|---|---|");
            for (var p = 0; p < Parts.Length; p++)
            {
                var (own, other) = (ours![p], theirs?[p]);
                var compared = other is null ? " | | | | |" : string.Create(CultureInfo.InvariantCulture, $" {other.Seconds:0.00} | {other.Processor:0.00} | {other.Megabytes} | {other.Processor / own.Processor:0.0}x | {string.Join(", ", Parts[p].Finds.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name} {own.Values[i]:0.00000}: {Math.Abs(own.Values[i] - other.Values[i]):0.0e+0}")))} |");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Parts[p].Name} | {own.Seconds:0.00} | {own.Processor:0.00} |{compared}"));
            }

            Console.WriteLine($"\nOurs held {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB at most, the making of the embeddings included; theirs is counted up to the end of each part. \"Ours is\" compares processor time.");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Result Measure(Func<double[]> compute)
    {
        var (clock, processor) = (Stopwatch.StartNew(), Processor);
        var values = compute();
        return new Result(clock.Elapsed.TotalSeconds, (Processor - processor).TotalSeconds, values);
    }

    private static TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime;

    private static Result[] Better(Result[]? before, Result[] now) => before is null ? now : [.. before.Zip(now, (a, b) => a.Processor <= b.Processor ? a : b)];
}
