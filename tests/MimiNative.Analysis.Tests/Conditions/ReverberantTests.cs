using MimiNative.Analysis.Conditions;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class ReverberantTests
{
    [Theory, InlineData("a"), InlineData("b"), InlineData("another clip")]
    public void The_room_decays_by_60_dB_in_half_a_second(string id)
    {
        // Schroeder's backward integration; the decay from -5 to -35 dB by least squares, as ISO 3382 has it for T30.
        var response = Reverberant.Room(id);
        var decay = new double[response.Length];
        var rest = 0.0;
        for (var i = response.Length - 1; i >= 0; i--)
            decay[i] = rest += response[i] * response[i];
        var points = decay.Select((e, i) => (Seconds: i / (double)Signals.Rate, Decibels: 10 * Math.Log10(e / decay[0]))).Where(p => p.Decibels is <= -5 and >= -35).ToList();
        double x = points.Average(p => p.Seconds), y = points.Average(p => p.Decibels);
        var slope = points.Sum(p => (p.Seconds - x) * (p.Decibels - y)) / points.Sum(p => (p.Seconds - x) * (p.Seconds - x));
        Assert.InRange(-60 / slope, 0.475, 0.525);
    }

    [Fact]
    public void Direct_path_and_tail_carry_the_same_energy_and_the_direct_path_is_first()
    {
        var response = Reverberant.Room("a");
        Assert.Equal(1, response[0]);
        Assert.Equal(1, response.Skip(1).Sum(h => h * h), 1e-9);
        Assert.All(response.Skip(1), h => Assert.InRange(Math.Abs(h), 0, 0.2));
    }

    [Fact]
    public void A_clip_keeps_its_length_its_place_and_its_level()
    {
        var clip = Signals.Noise(Signals.Rate).Select((x, n) => n < 9000 ? x : 0).ToArray();
        var wet = Reverberant.Apply(clip, "a");
        Assert.Equal(clip.Length, wet.Length);
        Assert.Equal(Signals.Rms(clip), Signals.Rms(wet), 1e-6);
        Assert.Equal(0, Enumerable.Range(0, 2000).MaxBy(lag => clip.Skip(2000).Take(5000).Zip(wet.Skip(2000 + lag), (a, b) => (double)a * b).Sum()));
        Assert.True(Signals.Rms(wet[9000..12000]) > 0.05 * Signals.Rms(clip[..9000]), "no tail behind the speech");
    }

    [Fact]
    public void A_click_becomes_the_room()
    {
        var click = new float[Signals.Rate];
        click[100] = 1;
        var wet = Reverberant.Apply(click, "a");
        var room = Reverberant.Room("a");
        for (var i = 0; i < room.Length; i++)
            Assert.Equal(room[i] * wet[100], wet[100 + i], 1e-6);
        Assert.All(wet[..100], x => Assert.Equal(0, x, 1e-7));
    }
}
