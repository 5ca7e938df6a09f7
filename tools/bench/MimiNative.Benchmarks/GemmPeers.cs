using System.Diagnostics;
using MimiNative.Backends.Cpu;
using MimiNative.Performance;

namespace MimiNative.Benchmarks;

/// <summary>
/// Our matrix product and OpenBLAS's on every shape of the encoder, one thread, in turns. OpenBLAS can't read overlapping rows: it is given windows already laid out, which nobody pays for here.
/// Ours has its weights packed, as the encoder does when it loads them; OpenBLAS packs on every call, as it always does.
/// </summary>
internal static class GemmPeers
{
    private const int Rounds = 3;

    /// <summary>Prints the table; each figure is the fastest of the calls that fit into <paramref name="seconds"/>.</summary>
    public static int Print(double seconds)
    {
        if (OpenBlas.Open() is not { } version)
        {
            Console.Error.WriteLine("libopenblas.so.0 isn't installed (Debian: libopenblas0-pthread)");
            return 4;
        }

        var peak = MachinePeak.Gigaflops(1);
        var results = GemmShape.All.Select(shape => Measure(shape, seconds)).ToList();
        peak = Math.Max(peak, MachinePeak.Gigaflops(1)); // The clock may have been lower before.

        Console.WriteLine($"OpenBLAS {version}; ours {(int)CpuBackend.Widest} floats wide; one thread; FMA peak {peak:F1} GFLOP/s");
        Console.WriteLine($"{"",-14} {"M x N x K",14} {"GMAC/s",7} {"ours",7} {"of peak",8} {"OpenBLAS",9} {"of peak",8} {"ours/it",8}");
        double macs = 0, ours = 0, theirs = 0;
        foreach (var (shape, own, other) in GemmShape.All.Zip(results, (shape, r) => (shape, r.Own, r.Other)))
        {
            var perSecond = 1e-9 * shape.Macs * shape.CallsPerSecond;
            Row(shape.Name, $"{shape.Rows}x{shape.Outputs}x{shape.Inputs}", perSecond, own, other, peak);
            (macs, ours, theirs) = (macs + perSecond, ours + perSecond / own, theirs + perSecond / other);
        }

        Row("all of them", "", macs, macs / ours, macs / theirs, peak);
        return 0;
    }

    private static void Row(string name, string size, double macs, double own, double other, double peak) =>
        Console.WriteLine($"{name,-14} {size,14} {macs,7:F3} {own,7:F1} {own / peak,8:P0} {other,9:F1} {other / peak,8:P0} {own / other,8:F2}");

    /// <summary>GFLOP/s of both.</summary>
    private static (double Own, double Other) Measure(GemmShape shape, double seconds)
    {
        using var own = new GemmCase(shape);
        int m = shape.Rows, n = shape.Outputs, k = shape.Inputs;
        float[] a = Noise.Floats(m * k), b = Noise.Floats(k * n), c = new float[m * n];
        double bestOwn = double.MaxValue, bestOther = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            bestOwn = Math.Min(bestOwn, Fastest(own.Run, seconds / Rounds));
            bestOther = Math.Min(bestOther, Fastest(() => OpenBlas.Multiply(a, b, c, m, n, k), seconds / Rounds));
        }

        return (2e-9 * shape.Macs / bestOwn, 2e-9 * shape.Macs / bestOther);
    }

    /// <summary>Seconds of the fastest call. Two at least: the first warms the caches.</summary>
    public static double Fastest(Action call, double seconds)
    {
        var best = double.MaxValue;
        var calls = 0;
        for (var begin = Stopwatch.GetTimestamp(); calls < 2 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds; calls++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
