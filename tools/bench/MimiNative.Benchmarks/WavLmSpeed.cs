using System.Diagnostics;
using System.Globalization;
using MimiNative.Performance;
using MimiNative.WavLm;

namespace MimiNative.Benchmarks;

/// <summary>
/// WavLM alone, on one thread: the whole network and how far into it the time goes. By the processor time of the process, so that what the machine does beside this counts little; the fastest of the rounds is printed.
/// </summary>
internal static class WavLmSpeed
{
    private static readonly string[] Ends = ["conv.7", "hidden_state.0", "transformer.12", WavLmEncoder.EmbeddingTap];

    /// <summary>Prints the table.</summary>
    public static int Print(int rounds)
    {
        using var encoder = WavLmEncoder.Load("synthetic:1", 1);
        var peak = Enumerable.Range(0, 3).Max(_ => MachinePeak.Gigaflops(1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{encoder.Device}; FMA peak {peak:F1} GFLOP/s"));
        foreach (var seconds in (int[])[1, 3, 10, 60])
        {
            var samples = Noise.Floats(seconds * WavLmConfig.SampleRate);
            var best = Ends.Select(_ => double.MaxValue).ToArray();
            for (var round = -1; round < rounds; round++)
                for (var i = 0; i < Ends.Length; i++)
                {
                    var before = Environment.CpuUsage.TotalTime;
                    encoder.Encode(samples, [Ends[i]]);
                    best[i] = round < 0 ? best[i] : Math.Min(best[i], (Environment.CpuUsage.TotalTime - before).TotalSeconds);
                }
            var work = 2e-9 * Macs(encoder.Config, samples.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{seconds,3} s: {seconds / best[^1],6:F1} x real time, {work / best[^1]:F0} GFLOP/s, {work / best[^1] / peak:P0} of the peak; {string.Join(", ", Ends.Zip(best, (end, time) => string.Create(CultureInfo.InvariantCulture, $"{end} {1000 * time:F0} ms")))}"));
        }

        return 0;
    }

    /// <summary>Multiply-adds of a clip.</summary>
    public static double Macs(WavLmConfig config, int samples)
    {
        double macs = 0;
        long rows = samples;
        for (var i = 0; i < config.ConvolutionKernels.Count; i++)
        {
            rows = (rows - config.ConvolutionKernels[i]) / config.ConvolutionStrides[i] + 1;
            macs += (double)rows * config.ConvolutionChannels[i] * config.ConvolutionKernels[i] * (i == 0 ? 1 : config.ConvolutionChannels[i - 1]);
        }

        double width = config.Width;
        macs += rows * width * (config.ConvolutionChannels[^1] + config.PositionKernel * width / config.PositionGroups);
        macs += config.Layers * rows * (4 * width * width + 2 * width * config.FeedForward + 2 * rows * width);
        macs += rows * width * config.TdnnChannels[0];
        for (var i = 0; i < config.TdnnKernels.Count; i++)
        {
            rows -= (config.TdnnKernels[i] - 1) * config.TdnnDilations[i];
            macs += (double)rows * config.TdnnChannels[i] * config.TdnnKernels[i] * config.TdnnChannels[Math.Max(0, i - 1)];
        }

        return macs + 2.0 * config.TdnnChannels[^1] * config.EmbeddingChannels;
    }
}
