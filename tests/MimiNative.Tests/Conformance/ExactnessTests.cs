using MimiNative.Conformance;
using MimiNative.Conformance.Recomputing;
using MimiNative.Plain;
using MimiNative.Weights;

namespace MimiNative.Tests.Conformance;

/// <summary>What stands beside a speed: float64's latent is the oracle's, and who computes something else, or less exactly, is told so.</summary>
public sealed class ExactnessTests
{
    [Theory]
    [InlineData(PaddingDialect.Waveform)]
    [InlineData(PaddingDialect.PerLayer)]
    public void The_latent_in_float64_is_that_of_the_definition(PaddingDialect padding)
    {
        var expected = new PlainEncoder(Port.Weights).Encode(Port.Clip, padding).Taps["latent"].Cast<double>().ToArray();
        var actual = Exactness.Latent(Port.Weights, Port.Clip, padding);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-11);
    }

    [Fact]
    public void This_encoder_loses_what_float32_loses()
    {
        using var encoder = MimiEncoder.Load(Port.Weights);
        var exactness = Exactness.Measure(encoder, Port.Weights, Port.Clip);
        Assert.InRange(exactness.LatentError, 1e-8, 2e-6);
        Assert.Equal((5 * 41, 0), (exactness.Codes, exactness.CodesThatDiffer));
        Assert.Equal(Port.Clip.Length / 24000.0, exactness.Seconds);
    }

    [Fact]
    public void Weights_in_half_the_bytes_are_less_exact()
    {
        var bfloat16 = FaultList.Precisions.Single(f => f.Words.Contains("bfloat16", StringComparison.OrdinalIgnoreCase));
        using var encoder = MimiEncoder.Load(new RoundedCheckpoint(Port.Weights, bfloat16));
        var exactness = Exactness.Measure(encoder, Port.Weights, Port.Clip);
        Assert.InRange(exactness.LatentError, 1e-4, 0.1);
        Assert.InRange(exactness.PerTenThousand, 1, 5000);
    }

    [Fact]
    public void Other_weights_are_another_encoder()
    {
        using var encoder = MimiEncoder.Load(new SyntheticCheckpoint("others", Port.Config));
        var exactness = Exactness.Measure(encoder, Port.Weights, Port.Clip);
        Assert.True(exactness.LatentError > 0.5 && exactness.PerTenThousand > 8000, $"{exactness}");
    }
}
