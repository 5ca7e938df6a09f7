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
    private sealed record Result(double Seconds, double Processor, long Megabytes, double[] Values);

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
            NpyFile.Write(embeddings, [.. Enumerable.Range(0, rows).Select(i => matrix.Row(i).ToArray())]);
            NpyFile.Write<int>(voice, labels.Voice, rows);
            Result[]? ours = null, theirs = null;
            var versions = "";
            for (var round = 0; round < Rounds; round++)
            {
                ours = Better(ours, [.. Parts.Select(p => Measure(() => p.Compute(matrix, labels)))]);
                if (TorchPeer.Script("metrics_peer.py", embeddings, voice) is not { } line)
                    continue;
                using var answer = JsonDocument.Parse(line);
                versions = answer.RootElement.GetProperty("versions").GetString();
                theirs = Better(theirs, [.. answer.RootElement.GetProperty("parts").EnumerateArray().Select(p => new Result(p.GetProperty("seconds").GetDouble(), p.GetProperty("processor").GetDouble(),
                    p.GetProperty("megabytes").GetInt64(), [.. p.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())]))]);
            }

            Console.WriteLine($"{rows} clips × {dim} of {voices} voices; the fastest of {Rounds} turns; {(theirs is null ? "no numpy and scikit-learn to compare with (PYTHON=… names another Python)" : versions)}");
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
        return new Result(clock.Elapsed.TotalSeconds, (Processor - processor).TotalSeconds, 0, values);
    }

    private static TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime;

    private static Result[] Better(Result[]? before, Result[] now) => before is null ? now : [.. before.Zip(now, (a, b) => a.Processor <= b.Processor ? a : b)];
}
