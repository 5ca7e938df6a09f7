using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Tests.Augmentation;

public sealed class EdgeCasesTests
{
    private static readonly float[] Speech = SyntheticVoices.Make(1, 1)[0].Samples;
    private static readonly float[] Other = SyntheticVoices.Make(2, 1)[1].Samples;
    private static readonly IReadOnlyList<EdgeCase> Cases = EdgeCases.Make(Speech, Other);

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
    [InlineData("variable_length/0.5s/speech", 12_000)]
    [InlineData("variable_length/5.0s/noise", 120_000)]
    public void Lengths_are_as_named(string id, int samples) => Assert.Equal(samples, Samples(id).Length);

    [Fact]
    public void A_short_piece_is_the_loudest_of_the_clip() => Assert.True(Rms(Samples("short_audio/0.1s/speech")) > Rms(Speech));

    [Fact]
    public void Long_audio_repeats_the_clip() => Assert.Equal(Speech, Samples("long_audio/10.0s/speech").AsSpan(Speech.Length, Speech.Length).ToArray());

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
        Assert.All(EdgeCases.Make(Speech, Other).Zip(Cases), pair => Assert.Equal(pair.Second.Samples, pair.First.Samples));
        Assert.NotEqual(EdgeCases.Make(Speech, Other, seed: 2).Single(c => c.Id == "pure_noise/gaussian/none").Samples, Samples("pure_noise/gaussian/none"));
    }

    [Fact]
    public void Clips_shorter_than_any_case_and_silent_ones_work_and_empty_ones_are_refused()
    {
        Assert.All(EdgeCases.Make(new float[100], [0.1f]), c => Assert.All(c.Samples, sample => Assert.True(float.IsFinite(sample))));
        Assert.Throws<ArgumentException>(() => EdgeCases.Make([], Other));
    }

    private static float[] Samples(string id) => Cases.Single(c => c.Id == id).Samples;

    private static double Rms(float[] samples) => Math.Sqrt(samples.Average(x => (double)x * x));
}
