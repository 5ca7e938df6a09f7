using MimiNative.Analysis.Conditions;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 0), InlineData(1, 50, 0), InlineData(7, 3, 1), InlineData(100, 33, 16), InlineData(33, 100, 99), InlineData(5000, 129, 64), InlineData(4097, 1, 0)]
    public void It_is_the_plain_sum_for_any_length_and_delay(int length, int taps, int delay)
    {
        var signal = Signals.Noise(length);
        var kernel = Signals.Noise(taps, 1, seed: 2).Select(x => (double)x).ToArray();
        var fast = Convolution.Apply(signal, kernel, delay);
        Assert.Equal(length, fast.Length);
        for (var n = 0; n < length; n++)
        {
            var sum = 0.0;
            for (var k = 0; k < taps; k++)
                if (n + delay - k >= 0 && n + delay - k < length)
                    sum += kernel[k] * signal[n + delay - k];
            Assert.Equal(sum, fast[n], 1e-6);
        }
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(Convolution.Apply([], [1.0, 2.0]));
}
