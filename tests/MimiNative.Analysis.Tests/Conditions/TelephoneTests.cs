using MimiNative.Analysis.Conditions;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class TelephoneTests
{
    [Theory, InlineData(300), InlineData(305), InlineData(440), InlineData(1000), InlineData(2750), InlineData(3395), InlineData(3400)]
    public void The_band_passes_at_its_level_and_in_its_place(double hertz)
    {
        var (sine, cosine) = Response(hertz);
        Assert.Equal(0, Signals.Decibels(sine), 0.1);
        Assert.Equal(0, cosine, 1e-3);
    }

    [Theory, InlineData(20), InlineData(50), InlineData(120), InlineData(200), InlineData(3500), InlineData(4000), InlineData(7000), InlineData(11900)]
    public void Outside_there_is_nothing_left(double hertz)
    {
        var (sine, cosine) = Response(hertz);
        Assert.True(Signals.Decibels(Math.Sqrt(sine * sine + cosine * cosine)) < -55, $"{hertz} Hz: {Signals.Decibels(Math.Sqrt(sine * sine + cosine * cosine)):0.0} dB");
    }

    [Fact]
    public void An_offset_goes() => Assert.All(Telephone.Apply([.. Enumerable.Repeat(0.5f, 24000)])[2000..^2000], x => Assert.InRange(x, -0.001f, 0.001f));

    // A whole number of periods well inside the clip, so that neither the filter's ends nor leakage is seen.
    private static (double Sine, double Cosine) Response(double hertz)
    {
        var filtered = Telephone.Apply(Signals.Sine(hertz, 3 * Signals.Rate, 1));
        return Signals.Project(filtered.AsSpan(Signals.Rate, Signals.Rate), hertz, Signals.Rate);
    }
}
