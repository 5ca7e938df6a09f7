using MimiNative.Analysis.Conditions;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class MixtureTests
{
    private static readonly float[] Clip = Signals.Noise(2 * Signals.Rate, 0.05);

    // One pure tone per clip, so that a spectrum tells who talks: three clips each of nine voices.
    private static readonly string[] Voices = [.. Enumerable.Range(0, 27).Select(i => $"voice {i / 3}")];
    private static readonly float[][] Tones = [.. Enumerable.Range(0, 27).Select(i => Signals.Sine(400 + 100 * i, Signals.Rate, 0.01 * (i + 1)))];

    [Fact]
    public void Babble_lies_10_dB_below_the_clip()
    {
        var mixed = Babble.Apply(Clip, [Tones[3], Tones[7]], "a");
        Assert.Equal(10, Signals.Snr(mixed, Clip), 1e-3);
    }

    [Fact]
    public void Nobody_talks_behind_himself_and_no_voice_talks_twice()
    {
        for (var i = 0; i < Voices.Length; i++)
        {
            var talkers = Babble.Talkers(Voices, i, $"clip {i}").Select(t => Voices[t]).ToList();
            Assert.Equal(6, talkers.Distinct().Count());
            Assert.DoesNotContain(Voices[i], talkers);
        }

        Assert.Equal(Voices.Length, Enumerable.Range(0, 200).SelectMany(i => Babble.Talkers(Voices, 0, $"clip {i}").Append(0).Append(1).Append(2)).Distinct().Count());
    }

    [Fact]
    public void Every_talker_is_heard_to_the_clip_s_end_equally_loud_and_nobody_else()
    {
        var talkers = Babble.Talkers(Voices, 4, "clip 4");
        var babble = Signals.Difference(Babble.Apply(Clip, [.. talkers.Select(t => Tones[t])], "clip 4"), Clip);
        var end = babble.AsSpan(Signals.Rate + Signals.Rate / 2, Signals.Rate / 2);
        var loud = Signals.Rms(babble) * Math.Sqrt(2.0 / talkers.Count);
        for (var i = 0; i < Tones.Length; i++)
        {
            // Tones repeat after whole periods, so that a loop has no seam.
            var (sine, cosine) = Signals.Project(end, 400 + 100 * i);
            Assert.Equal(talkers.Contains(i) ? loud : 0, Math.Sqrt(sine * sine + cosine * cosine), 0.02 * loud);
        }
    }

    [Fact]
    public void A_lone_voice_has_no_babble_and_stays_as_it_is()
    {
        Assert.Empty(Babble.Talkers(["a", "a"], 0, "x"));
        Assert.Equal(Clip, Babble.Apply(Clip, [], "x"));
        Assert.Equal(Clip, Babble.Apply(Clip, [new float[100]], "x"));
    }

    [Fact]
    public void Music_lies_10_dB_below_the_clip()
    {
        Assert.Equal(10, Signals.Snr(MusicLike.Apply(Clip, "a"), Clip), 1e-3);
        Assert.Equal(10, Signals.Snr(MusicLike.Apply(Clip[..5000], "b"), Clip[..5000]), 1e-3);
    }

    [Fact]
    public void Music_is_tones_where_noise_is_none()
    {
        // Spectral flatness (geometric over arithmetic mean of the power) of 2048 samples inside one chord.
        var music = MusicLike.Play(12000, "a").Select(x => (float)x).ToArray();
        Assert.InRange(Flatness(music.AsSpan(4000, 2048)), 0, 0.01);
        Assert.InRange(Flatness(Clip.AsSpan(4000, 2048)), 0.3, 1);
    }

    [Fact]
    public void Chords_change_every_half_second_and_fade()
    {
        var music = MusicLike.Play(Signals.Rate, "a").Select(x => (float)x).ToArray();
        Assert.True(Signals.Rms(music[600..2600]) > 1.3 * Signals.Rms(music[9600..11600]));
        Assert.True(Signals.Rms(music[12600..14600]) > 1.3 * Signals.Rms(music[9600..11600]));
    }

    private static double Flatness(ReadOnlySpan<float> samples)
    {
        var windowed = new float[samples.Length];
        for (var n = 0; n < windowed.Length; n++)
            windowed[n] = (float)(samples[n] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * n / windowed.Length)));
        var power = new List<double>();
        for (var k = 4; k < windowed.Length / 2; k++)
        {
            var (sine, cosine) = Signals.Project(windowed, k * (double)Signals.Rate / windowed.Length);
            power.Add(sine * sine + cosine * cosine + 1e-20);
        }

        return Math.Exp(power.Average(Math.Log)) / power.Average();
    }
}
