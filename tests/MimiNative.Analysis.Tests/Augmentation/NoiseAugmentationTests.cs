using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Augmentation;

public sealed class NoiseAugmentationTests
{
    private static readonly float[] Speech = SyntheticVoices.Make(1, 1)[0].Samples;

    [Theory, InlineData("light_noise", 20), InlineData("medium_noise", 10)]
    public void Noise_has_the_stated_ratio_to_the_signal(string name, double decibels)
    {
        var noisy = NoiseAugmentation.Find(name)!.Apply(Speech, "sample");
        var signal = Speech.Average(x => (double)x * x);
        var noise = Speech.Zip(noisy, (clean, x) => (double)x - clean).Average(x => x * x);
        Assert.Equal(decibels, 10 * Math.Log10(signal / noise), 0.1);
    }

    [Fact]
    public void Noise_depends_on_sample_seed_and_name_and_on_nothing_else()
    {
        var noisy = NoiseAugmentation.Light.Apply(Speech, "a");
        Assert.Equal(noisy, NoiseAugmentation.Light.Apply(Speech, "a"));
        Assert.NotEqual(noisy, NoiseAugmentation.Light.Apply(Speech, "b"));
        Assert.NotEqual(noisy, NoiseAugmentation.Light.Apply(Speech, "a", seed: 2));
        Assert.NotEqual(noisy, NoiseAugmentation.Medium.Apply(Speech, "a"));
    }

    [Fact]
    public void A_stream_read_in_pieces_gives_the_same_bits()
    {
        using var source = NoiseAugmentation.Medium.Open(() => new ArrayAudioSource(Speech), "a");
        Assert.Equal(Speech.Length, source.Length);
        var pieces = new List<float>();
        var buffer = new float[777];
        for (int count; (count = source.Read(buffer)) > 0;)
            pieces.AddRange(buffer.AsSpan(0, count));
        Assert.Equal(NoiseAugmentation.Medium.Apply(Speech, "a"), pieces);
    }

    [Fact]
    public void Silence_stays_silent() => Assert.All(NoiseAugmentation.Medium.Apply(new float[100], "a"), sample => Assert.Equal(0, sample));

    [Fact]
    public void An_unknown_name_finds_nothing() => Assert.Null(NoiseAugmentation.Find("reverb"));
}
