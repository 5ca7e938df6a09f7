using System.Diagnostics;

namespace MimiNative.Benchmarks.Peers;

/// <summary>Someone who computes what the others compute.</summary>
/// <param name="Name">With its version.</param>
/// <param name="Measure">Computes for about so many seconds, at least three times: the fastest in seconds, and what came out.</param>
internal sealed record Contender(string Name, Func<double, (double Best, float[] Output)> Measure) : IDisposable
{
    private IDisposable? _own;

    /// <summary>One that runs in this process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">What goes with it; null: nothing.</param>
    /// <param name="run">What it computes.</param>
    public static Contender Here(string name, IDisposable? own, Func<float[]> run) => new(name, seconds => Time(run, seconds)) { _own = own };

    public void Dispose() => _own?.Dispose();

    private static (double Best, float[] Output) Time(Func<float[]> run, double seconds)
    {
        // The first run allocates; and threads of whoever came before may spin for a while.
        var output = run();
        Thread.Sleep(100);
        var best = double.MaxValue;
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        for (var runs = 0; runs < 3 || Stopwatch.GetTimestamp() < end; runs++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (best, output);
    }
}
