using System.Text.Json;

namespace MimiNative.Metrics.Tests;

/// <summary>The number of threads is a matter of speed alone.</summary>
public sealed class ThreadsTests : IDisposable
{
    private readonly int _threads = MetricsThreads.Count;

    public void Dispose() => MetricsThreads.Count = _threads;

    [Theory]
    [InlineData(6, 5, 4, 12)] // float64, one tile
    [InlineData(40, 5, 7, 30)] // float64, several tiles
    [InlineData(90, 6, 5, 24)] // float32, more than a block
    public void Every_metric_has_the_same_bits_for_any_number_of_threads(int voices, int texts, int takes, int dim)
    {
        var space = Space.Random(7, voices, texts, takes, dim, voiceSpread: 0.6);
        var options = new SpaceMetricsOptions { Uncertainty = new UncertaintyOptions { Replicates = 70, Permutations = 30 } };
        string[] results = [.. new[] { 1, 2, 3, 7 }.Select(threads =>
        {
            MetricsThreads.Count = threads;
            var metrics = SpaceMetrics.Compute(space.Matrix, space.Labels, options);
            return Json(metrics.ToJson) + Json(VerificationReport.Compute(space.Matrix, space.Labels, options.Uncertainty).ToJson)
                + string.Join('\n', metrics.Uncertainty!.Raw) + string.Join('\n', metrics.Uncertainty.Centred);
        })];
        Assert.Contains("acoustics_score", results[0], StringComparison.Ordinal);
        Assert.All(results, r => Assert.Equal(results[0], r));
    }

    [Fact]
    public void Pieces_of_work_all_run_once_and_their_failure_is_the_caller_s()
    {
        foreach (var threads in new[] { 1, 2, 7 })
        {
            MetricsThreads.Count = threads;
            var runs = new int[100];
            Workers.For(100, p => Workers.For(3, _ => Interlocked.Increment(ref runs[p])));
            Assert.All(runs, r => Assert.Equal(3, r));
            Assert.Equal("piece 5", Assert.Throws<MetricsException>(() => Workers.For(9, p => { if (p == 5) throw new MetricsException("piece 5"); })).Message);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => MetricsThreads.Count = 0);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            write(json);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
