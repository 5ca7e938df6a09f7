using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Performance;

namespace MimiNative.Benchmarks;

/// <summary>Each convolution of the encoder as a plain product and by its minimal filter, one thread, in turns, at the rows that the encoder takes at a time. Both count the plain sums.</summary>
internal static class FilterPeers
{
    private const int Rounds = 3;

    // Name, channels, kernel, stride, outputs, rows at a time, rows of an 80 ms frame.
    private static readonly (string Name, int Channels, int Kernel, int Stride, int Outputs, int Rows, int RowsPerFrame)[] Convolutions =
    [
        ("res1 k3", 64, 3, 1, 32, 480, 1920), ("down1", 64, 8, 4, 128, 120, 480), ("res2 k3", 128, 3, 1, 64, 240, 480), ("down2", 128, 10, 5, 256, 48, 96), ("res3 k3", 256, 3, 1, 128, 576, 96),
        ("down3", 256, 12, 6, 512, 96, 16), ("res4 k3", 512, 3, 1, 256, 96, 16), ("down4", 512, 16, 8, 1024, 300, 2), ("out", 1024, 3, 1, 512, 300, 2), ("down4, stream", 512, 16, 8, 1024, 2, 2), ("out, stream", 1024, 3, 1, 512, 2, 2),
    ];

    /// <summary>Prints the table; each figure is the fastest of the calls that fit into <paramref name="seconds"/>.</summary>
    public static int Print(double seconds)
    {
        var peak = MachinePeak.Gigaflops(1);
        using var backend = CpuBackend.Create(1);
        Console.WriteLine($"{backend.Description}; FMA peak {peak:F1} GFLOP/s");
        Console.WriteLine($"{"",-14} {"filter",7} {"plain",7} {"of peak",8} {"filtered",9} {"of peak",8} {"faster",7} {"difference",11}");
        double plain = 0, filtered = 0;
        foreach (var c in Convolutions)
        {
            var inputs = c.Channels * c.Kernel;
            var weight = Noise.Floats(c.Outputs * inputs);
            using var product = backend.Prepare(weight, [], c.Outputs, inputs);
            using var filter = backend.PrepareConvolution(weight, [], c.Outputs, c.Channels, c.Kernel, c.Stride, c.RowsPerFrame);
            using var x = backend.Allocate(1, c.Kernel - c.Stride, c.Rows * c.Stride, c.Channels);
            using var y = backend.Allocate(1, 0, c.Rows, c.Outputs);
            backend.Upload(x, 0, c.Stride - c.Kernel, Noise.Floats((c.Kernel - c.Stride + c.Rows * c.Stride) * c.Channels));
            int[] rows = [c.Rows];
            void Run(PreparedMatrix matrix) => backend.Convolve(matrix, x, c.Stride, c.Kernel - c.Stride, rows, new Epilogue { Output = y });

            float[] Result(PreparedMatrix matrix)
            {
                Run(matrix);
                var values = new float[c.Rows * c.Outputs];
                backend.Download(y, 0, 0, values);
                return values;
            }

            var pairs = Result(product).Zip(Result(filter)).ToList();
            var difference = Math.Sqrt(pairs.Sum(p => Math.Pow(p.First - (double)p.Second, 2)) / pairs.Sum(p => Math.Pow(p.First, 2)));
            double a = double.MaxValue, b = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
                (a, b) = (Math.Min(a, GemmPeers.Fastest(() => Run(product), seconds / Rounds)), Math.Min(b, GemmPeers.Fastest(() => Run(filter), seconds / Rounds)));
            var work = 2e-9 * c.Rows * c.Outputs * inputs;
            Console.WriteLine($"{c.Name,-14} {filter.Filtering,7} {work / a,7:F1} {work / a / peak,8:P0} {work / b,9:F1} {work / b / peak,8:P0} {a / b,7:F2} {difference,11:0.0e+0}");
            if (c.Name.Contains("stream", StringComparison.Ordinal))
                continue;
            var callsPerSecond = 12.5 * c.RowsPerFrame / c.Rows;
            (plain, filtered) = (plain + a * callsPerSecond, filtered + b * callsPerSecond);
        }

        Console.WriteLine($"all but the streamed, for a second of audio: {plain * 1e3:F2} ms plain, {filtered * 1e3:F2} ms filtered, {plain / filtered:F2} times as fast");
        return 0;
    }
}
