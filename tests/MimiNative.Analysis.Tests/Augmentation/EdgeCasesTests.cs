using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Tests.Augmentation;

public sealed class EdgeCasesTests
{
    private static readonly float[] Speech = SyntheticVoices.Make(1, 1)[0].Samples;
    private static readonly float[] Other = SyntheticVoices.Make(2, 1)[1].Samples;
    private static readonly float[] More = [.. SyntheticVoices.Make(1, 10, takes: 3).Skip(1).SelectMany(c => c.Samples)];
    private static readonly IReadOnlyList<EdgeCase> Cases = [.. EdgeCases.OfSpeech(Speech, More, Other), .. EdgeCases.WithoutVoice(Speech)];

    [Fact]
    public void Every_group_of_the_study_is_there_on_speech_and_on_noise()
    {
        string[] onBoth = ["reference", "short_audio", "long_audio", "variable_length", "low_volume", "clipped", "dc_offset"];
        foreach (var carrier in (EdgeCarrier[])[EdgeCarrier.Speech, EdgeCarrier.Noise])
            Assert.Empty(onBoth.Except(Cases.Where(c => c.Carrier == carrier).Select(c => c.Group)));
        Assert.Empty(((string[])["silence", "pure_noise", "overlapping_voices"]).Except(Cases.Select(c => c.Group)));
        Assert.Equal(Cases.Count, Cases.Select(c => c.Id).Distinct().Count());
        Assert.All(Cases, c => Assert.All(c.Samples, sample => Assert.True(float.IsFinite(sample))));
    }

    [Theory]
    [InlineData("short_audio/0.1s/speech", 2400)]
    [InlineData("short_audio/1.0s/noise", 24000)]
    [InlineData("long_audio/30.0s/speech", 720_000)]
    [InlineData("variable_length/2.0s/speech", 48_000)]
    [InlineData("long_audio/5.0s/noise", 120_000)]
    public void Lengths_are_as_named(string id, int samples) => Assert.Equal(samples, Samples(id).Length);

    [Fact]
    public void A_short_piece_is_the_loudest_of_the_clip() => Assert.True(Rms(Samples("short_audio/0.1s/speech")) > Rms(Speech));

    [Fact]
    public void Long_audio_goes_on_with_other_sentences_of_the_voice()
    {
        var joined = Samples("long_audio/10.0s/speech");
        Assert.Equal(Speech, joined[..Speech.Length]);
        Assert.Equal(More[..(joined.Length - Speech.Length)], joined[Speech.Length..]);
    }

    [Fact]
    public void A_length_that_the_voice_has_no_speech_for_is_left_out()
    {
        var few = EdgeCases.OfSpeech(Speech, [], Other).Select(c => c.Id).ToList();
        Assert.Contains("short_audio/1.0s/speech", few);
        Assert.DoesNotContain("long_audio/30.0s/speech", few);
    }

    [Fact]
    public void No_signal_is_made_twice_under_two_names()
    {
        var all = Cases.Where(c => c.Group != EdgeCases.Reference).ToList();
        for (var i = 0; i < all.Count; i++)
            for (var j = 0; j < i; j++)
                Assert.False(all[i].Samples.AsSpan().SequenceEqual(all[j].Samples), $"{all[i].Id} and {all[j].Id}");
    }

    [Fact]
    public void Levels_are_as_named()
    {
        Assert.Equal(Rms(Speech) / 100, Rms(Samples("low_volume/-40dB/speech")), 1e-6);
        Assert.Equal(1, Samples("clipped/rms_0dBFS/speech").Max());
        Assert.True(Samples("clipped/rms_0dBFS/speech").Count(x => Math.Abs(x) == 1) > Speech.Length / 20);
        Assert.Equal(0.1, Samples("dc_offset/+0.1/speech").Average() - Speech.Average(), 1e-5);
        Assert.Equal(Rms(Speech), Rms(Samples("reference/original/noise")), 0.001);
        Assert.Equal(0, Rms(Samples("silence/digital/none")));
        Assert.Equal(1e-4, Rms(Samples("silence/room/none")), 1e-5);
        Assert.Equal(0.1, Rms(Samples("pure_noise/gaussian/none")), 0.001);
        Assert.Equal(0.1, Rms(Samples("pure_noise/uniform/none")), 0.001);
        Assert.Equal(Rms(Speech) * Math.Sqrt(2), Rms(Samples("overlapping_voices/equal_level/speech")), 0.1 * Rms(Speech));
    }

    [Fact]
    public void The_same_arguments_give_the_same_bits()
    {
        Assert.All(EdgeCases.OfSpeech(Speech, More, Other).Concat(EdgeCases.WithoutVoice(Speech)).Zip(Cases), pair => Assert.Equal(pair.Second.Samples, pair.First.Samples));
        Assert.NotEqual(EdgeCases.WithoutVoice(Speech, seed: 2).Single(c => c.Id == "pure_noise/gaussian/none").Samples, Samples("pure_noise/gaussian/none"));
    }

    [Fact]
    public void Clips_shorter_than_any_case_and_silent_ones_work_and_empty_ones_are_refused()
    {
        Assert.All(EdgeCases.OfSpeech(new float[100], [], [0.1f]).Concat(EdgeCases.WithoutVoice(new float[100])), c => Assert.All(c.Samples, sample => Assert.True(float.IsFinite(sample))));
        Assert.Throws<ArgumentException>(() => EdgeCases.OfSpeech([], [], Other));
        Assert.Throws<ArgumentException>(() => EdgeCases.WithoutVoice([]));
    }

    private static float[] Samples(string id) => Cases.Single(c => c.Id == id).Samples;

    private static double Rms(float[] samples) => Math.Sqrt(samples.Average(x => (double)x * x));
}
