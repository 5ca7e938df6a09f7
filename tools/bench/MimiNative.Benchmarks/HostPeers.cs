using System.Diagnostics;
using MimiNative.Backends;

namespace MimiNative.Benchmarks;

/// <summary>
/// The encoder through every host of the kernels that runs here, and the processor's own backend, in turns in one process. By the processor time of the whole process, so that what the machine does beside this
/// counts little; the fastest turn of each is what is printed.
/// </summary>
internal static class HostPeers
{
    private static readonly string[] Devices = ["cpu", "opencl", "ilgpu:opencl"];
    private static readonly (string Name, int Seconds, int Codebooks)[] Clips = [("10 s, latent", 10, 0), ("10 s, 32 codebooks", 10, 32), ("60 s, latent", 60, 0)];

    /// <summary>Prints the table and, for each device, the seconds from its name to the first latent.</summary>
    public static int Print(int rounds)
    {
        var encoders = new List<(string Device, MimiEncoder Encoder)>();
        foreach (var device in Devices)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var encoder = MimiEncoder.Load("synthetic:1", new LoadOptions { Device = device, Threads = 1 });
                encoder.Encode(new float[encoder.Config.SampleRate]);
                encoders.Add((device, encoder));
                Console.WriteLine($"{encoder.Device}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s to the first second's latent, weights included");
            }
            catch (BackendException e)
            {
                Console.WriteLine(e.Message);
            }
        }

        Console.WriteLine($"{"times real time",-20}{string.Concat(encoders.Select(e => $"{e.Device,24}"))}");
        foreach (var (name, seconds, codebooks) in Clips)
        {
            var best = encoders.Select(_ => double.MaxValue).ToArray();
            var samples = Noise.Floats(seconds * encoders[0].Encoder.Config.SampleRate);
            for (var round = -1; round < rounds; round++)
                for (var i = 0; i < encoders.Count; i++)
                {
                    var time = ProcessorTime(() => encoders[i].Encoder.Encode(samples, new EncodeOptions { Codebooks = codebooks }));
                    best[i] = round < 0 ? best[i] : Math.Min(best[i], time);
                }
            Console.WriteLine($"{name,-20}{string.Concat(best.Select(b => $"{seconds / b,15:F1} ({b / best[0]:F2})"))}");
        }

        encoders.ForEach(e => e.Encoder.Dispose());
        return 0;
    }

    private static double ProcessorTime(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
