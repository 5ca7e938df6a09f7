namespace MimiNative.Kernels.Tests;

/// <summary>Comparisons that say how far off and where.</summary>
internal static class Expect
{
    /// <summary>The root mean square of the differences over that of what is expected.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        if (expected.IsEmpty)
            return;
        double square = 0, difference = 0, worst = 0;
        var at = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            square += expected[i] * expected[i];
            var d = Math.Abs(expected[i] - actual[i]);
            difference += d * d;
            if (!(d <= worst))
                (worst, at) = (d, i);
        }
        var relative = Math.Sqrt(difference) / Math.Max(Math.Sqrt(square), 1e-30);
        Assert.True(relative <= tolerance, $"relative RMS {relative:g3} > {tolerance:g3}; worst at {at}: {actual[at]} for {expected[at]}");
    }

    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]), $"at {i}: {actual[i]:R} for {expected[i]:R}");
    }
}
