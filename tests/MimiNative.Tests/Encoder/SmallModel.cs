using MimiNative.Backends.Cpu;
using MimiNative.Weights;

namespace MimiNative.Tests.Encoder;

/// <summary>An encoder of the real shape with few channels, so that a test takes milliseconds.</summary>
internal static class SmallModel
{
    public static MimiConfig Config { get; } = new()
    {
        Filters = 6, Width = 24, Layers = 2, Heads = 3, HeadDimension = 8, FeedForward = 40, Window = 9, CodebookSize = 33, CodebookDimension = 10, Codebooks = 5,
    };

    /// <summary>Wide enough for every minimal filter: 128 channels before the last downsampling.</summary>
    public static MimiConfig Wide { get; } = Config with { Filters = 16 };

    public static EncodeOptions Everything(MimiEncoder encoder, PaddingDialect padding = PaddingDialect.Waveform) =>
        new() { Taps = [.. encoder.Taps.Select(t => t.Name)], Codebooks = encoder.Config.Codebooks, Padding = padding };

    public static MimiEncoder Encoder(int threads = 1, CpuInstructions? instructions = null, MimiConfig? config = null) =>
        new(new SyntheticCheckpoint("small", config ?? Config), CpuBackend.Create(threads, instructions));

    public static float[] Noise(int samples, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(i => (float)((random.NextDouble() - 0.5) * (0.2 + 0.8 * Math.Abs(Math.Sin(i / 5000.0)))))];
    }

    public static void AssertSameBits(Activations expected, Activations actual)
    {
        Assert.Equal(expected.Taps.Select(t => t.Tap.Name), actual.Taps.Select(t => t.Tap.Name));
        foreach (var (a, b) in expected.Taps.Zip(actual.Taps))
            Assert.True(a.Values.AsSpan().SequenceEqual(b.Values), $"{a.Tap.Name} differs: {a.Values.Length} and {b.Values.Length} values");
        Assert.Equal(expected.Codes?.Values, actual.Codes?.Values);
    }
}
