using MimiNative.Analysis.Conditions;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class EqualisedTests
{
    private const int Second = Signals.Rate;

    [Theory, InlineData(0.5, 0.2), InlineData(0.003, -0.05), InlineData(1.5, 0)]
    public void A_steady_sound_of_any_level_and_offset_comes_out_at_26_dB_below_full_scale_without_offset(double amplitude, double offset)
    {
        var equalised = Equalised.Apply([.. Signals.Sine(400, 2 * Second, amplitude).Select(x => (float)(x + offset))]);
        Assert.Equal(-26, Signals.Decibels(Signals.Rms(equalised)), 0.1);
        Assert.Equal(0, equalised.Average(x => (double)x), 1e-8);
    }

    [Fact]
    public void Pauses_do_not_count_for_the_level()
    {
        // Half a second of sound, half a second of pause, and so on: the sound itself is set to the level, less what the hangover of 0.2 s and the envelope's fall count as sound.
        var noise = Signals.Noise(8 * Second);
        var bursts = noise.Select((x, n) => n / (Second / 2) % 2 == 0 ? x : 0).ToArray();
        var equalised = Equalised.Apply(bursts);
        var sound = equalised.Where((_, n) => n / (Second / 2) % 2 == 0);
        Assert.InRange(Signals.Decibels(Signals.Rms(sound)), -26, -26 + 10 * Math.Log10(0.8 / 0.5));
        Assert.True(Signals.Decibels(Signals.Rms(equalised)) < -27);
    }

    [Fact]
    public void Silence_before_and_after_changes_nothing_of_the_speech()
    {
        var noise = Signals.Noise(3 * Second);
        var level = ActiveSpeechLevel.Rms(noise, Signals.Rate);
        var between = ActiveSpeechLevel.Rms([.. new float[5 * Second], .. noise, .. new float[9 * Second]], Signals.Rate);
        Assert.Equal(Signals.Decibels(Signals.Rms(noise)), Signals.Decibels(level), 0.1);
        Assert.Equal(Signals.Decibels(level), Signals.Decibels(between), 0.5);
    }

    [Theory, InlineData(1000), InlineData(0.001), InlineData(0.37)]
    public void The_active_level_moves_by_exactly_the_gain(double gain)
    {
        var clip = Signals.Noise(Second).Select((x, n) => n % 9000 < 4000 ? x : x / 50).ToArray();
        var level = ActiveSpeechLevel.Rms(clip, Signals.Rate);
        Assert.Equal(1, ActiveSpeechLevel.Rms([.. clip.Select(x => (float)(gain * x))], Signals.Rate) / (gain * level), 1e-6);
    }

    [Fact]
    public void Two_takes_that_differ_in_gain_and_offset_become_one()
    {
        var clip = Signals.Noise(Second).Select((x, n) => n % 9000 < 4000 ? x : x / 50).ToArray();
        var other = clip.Select(x => 0.2f * x - 0.03f).ToArray();
        foreach (var (a, b) in Equalised.Apply(clip).Zip(Equalised.Apply(other)))
            Assert.Equal(a, b, 1e-6);
    }

    [Fact]
    public void Silence_and_a_mere_offset_stay_silent()
    {
        Assert.All(Equalised.Apply(new float[Second]), x => Assert.Equal(0, x));
        Assert.All(Equalised.Apply([.. Enumerable.Repeat(0.1f, Second)]), x => Assert.InRange(x, -1e-7f, 1e-7f));
    }
}
