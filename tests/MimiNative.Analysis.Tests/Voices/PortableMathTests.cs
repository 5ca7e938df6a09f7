using MimiNative.Analysis.Voices;
using MimiNative.Numerics;

namespace MimiNative.Analysis.Tests.Voices;

public sealed class PortableMathTests
{
    [Fact]
    public void It_agrees_with_the_run_time_library_to_1e_14()
    {
        for (var x = -50.0; x < 50; x += 0.0137)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-14);
            Assert.Equal(Math.Cos(x), PortableMath.Cos(x), 1e-14);
            if (x > 0)
                Assert.Equal(Math.Log(x), PortableMath.Log(x), 1e-14);
        }

        Assert.Equal(Math.Log(1e-300), PortableMath.Log(1e-300), 1e-12);
        Assert.Equal(1, PortableMath.Exp(0));
    }

    [Fact]
    public void Random_bits_are_SplitMix64()
    {
        // The reference implementation's first values for seed 1234567.
        var random = new SplitMix64(1234567);
        Assert.Equal(6457827717110365317UL, random.NextBits());
        Assert.Equal(3203168211198807973UL, random.NextBits());
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_normal_tails()
    {
        var random = new SplitMix64(5);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.NextNormal()).ToArray();
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(x => x * x), 0.01);
        Assert.Equal(0.0455, values.Count(x => Math.Abs(x) > 2) / 200_000.0, 0.002);
    }
}
