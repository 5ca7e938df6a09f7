using MimiNative.Analysis.Measuring;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class ArchitectureMeasurementTests
{
    [Theory]
    [InlineData(PaddingDialect.Waveform)]
    [InlineData(PaddingDialect.PerLayer)]
    public void Frames_of_a_second_are_counted_as_the_dialect_gives_them(PaddingDialect padding)
    {
        using var encoder = SmallWorld.Encoder();
        var result = ArchitectureMeasurement.Run(encoder, padding);
        var encoded = encoder.Encode(new float[24000], new EncodeOptions { Taps = [.. encoder.Taps.Select(t => t.Name)], Padding = padding });
        Assert.All(result.ActivationShapes, s => Assert.Equal(encoded[s.Tap].Frames, s.FramesPerSecondOfAudio));
        Assert.Equal(13, result.ActivationShapes.First(s => s.Tap == "latent").FramesPerSecondOfAudio);
        Assert.Equal(padding == PaddingDialect.PerLayer ? 25 : 26, result.ActivationShapes.First(s => s.Tap == "seanet.out").FramesPerSecondOfAudio);
    }
}
