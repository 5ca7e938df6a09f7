using System.Diagnostics;
using System.Globalization;
using MimiNative.Audio;
using MimiNative.Encoder;

namespace MimiNative.Benchmarks;

/// <summary>Clips of a quarter of a second to ten seconds, many at once beside one after the other, on one thread: what a second of audio costs when it comes in short pieces.</summary>
internal static class ShortClips
{
    /// <summary>Measures in turns; the fastest of each counts.</summary>
    /// <param name="rounds">Turns.</param>
    public static int Print(int rounds)
    {
        const int Seconds = 60;
        double[] lengths = [0.25, 0.5, 1, 2, 4, 10];
        using var encoder = MimiEncoder.Load("synthetic:1", new LoadOptions { Threads = 1 });
        var audio = Noise.Clip(12, 24000);
        var latent = new EncodeOptions();
        var best = lengths.Select(_ => (Many: double.PositiveInfinity, Each: double.PositiveInfinity)).ToArray();
        for (var round = 0; round <= rounds; round++)
            for (var k = 0; k < lengths.Length; k++)
            {
                var (length, count) = ((int)(lengths[k] * 24000), (int)(Seconds / lengths[k]));
                ArrayAudioSource Open(int i) => new(audio.AsMemory(i * 997 % (audio.Length - length), length));
                var many = Time(() => encoder.EncodeMany(count, Open, latent, _ => new DiscardSink()));
                var each = Time(() =>
                {
                    for (var i = 0; i < count; i++)
                        encoder.Encode(Open(i), latent, new DiscardSink());
                });
                if (round > 0) // the first compiles
                    best[k] = (Math.Min(best[k].Many, many / (count * lengths[k])), Math.Min(best[k].Each, each / (count * lengths[k])));
            }

        Console.WriteLine($"{encoder.Device}; {Seconds} s of audio of each length, the fastest of {rounds} rounds in turns; seconds of audio per second");
        Console.WriteLine();
        Console.WriteLine("| clips of | one after the other | many at once | faster | of the speed of 10 s |\n|---|---|---|---|---|");
        for (var k = 0; k < lengths.Length; k++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {lengths[k]} s | {1 / best[k].Each:0.0}x | {1 / best[k].Many:0.0}x | {best[k].Each / best[k].Many:0.00} | {best[^1].Many / best[k].Many:P0} |"));
        return 0;
    }

    private static double Time(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
