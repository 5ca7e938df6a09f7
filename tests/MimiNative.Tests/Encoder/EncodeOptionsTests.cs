using MimiNative.Audio;
using MimiNative.Encoder;

namespace MimiNative.Tests.Encoder;

public sealed class EncodeOptionsTests
{
    [Fact]
    public void Options_that_ask_for_the_same_are_equal()
    {
        Assert.Equal(new EncodeOptions(), new EncodeOptions());
        Assert.Equal(new EncodeOptions().GetHashCode(), new EncodeOptions().GetHashCode());
        Assert.Equal(new EncodeOptions { Taps = ["a", "b"] }, new EncodeOptions { Taps = new List<string> { "a", "b" } });
        Assert.NotEqual(new EncodeOptions { Taps = ["a", "b"] }, new EncodeOptions { Taps = ["b", "a"] });
        Assert.NotEqual(new EncodeOptions(), new EncodeOptions { Codebooks = 1 });
        Assert.NotEqual(new EncodeOptions(), new EncodeOptions { Padding = PaddingDialect.PerLayer });

        Assert.True(new EmbedOptions() == new EmbedOptions());
        Assert.Equal(new EmbedOptions().GetHashCode(), new EmbedOptions().GetHashCode());
        Assert.Equal(new EmbedOptions { Taps = ["a"], Poolings = [Pooling.Max], Durations = [1] }, new EmbedOptions { Taps = new List<string> { "a" }, Poolings = new List<Pooling> { Pooling.Max }, Durations = new List<double> { 1 } });
        foreach (var other in (EmbedOptions[])[new() { Taps = ["a"] }, new() { Poolings = [Pooling.Max] }, new() { Durations = [1] }, new() { Padding = PaddingDialect.PerLayer }, new() { Taps = null! }])
            Assert.NotEqual(new EmbedOptions(), other);
    }

    [Fact]
    public void Nulls_and_empty_requests_are_refused_by_name()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(100);
        Assert.Contains("no tap and no codebook", Assert.Throws<ArgumentException>(() => encoder.Encode(samples, new EncodeOptions { Taps = [] })).Message);
        Assert.Contains("EncodeOptions.Taps", Assert.Throws<ArgumentException>(() => encoder.Encode(samples, new EncodeOptions { Taps = null! })).Message);
        Assert.Contains("EncodeOptions.Taps", Assert.Throws<ArgumentException>(() => encoder.Encode(samples, new EncodeOptions { Taps = [null!] })).Message);
        Assert.Contains("EncodeOptions.Padding", Assert.Throws<ArgumentException>(() => encoder.Encode(samples, new EncodeOptions { Padding = (PaddingDialect)7 })).Message);

        var sink = new ActivationCollector(encoder.Model, new EncodeOptions(), 100);
        AudioSource Open(int clip) => new ArrayAudioSource(samples, 24000);
        Assert.Throws<ArgumentNullException>("options", () => encoder.OpenStream(null!, sink));
        Assert.Throws<ArgumentNullException>("sink", () => encoder.OpenStream(new EncodeOptions(), null!));
        Assert.Throws<ArgumentNullException>("audio", () => encoder.Encode(null!, new EncodeOptions(), sink));
        Assert.Throws<ArgumentNullException>("open", () => encoder.EncodeMany(1, null!, new EncodeOptions(), _ => sink));
        Assert.Throws<ArgumentNullException>("sink", () => encoder.EncodeMany(1, Open, new EncodeOptions(), null!));
        Assert.Throws<ArgumentNullException>("options", () => encoder.EncodeMany(1, Open, null!, _ => sink));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => encoder.EncodeMany(-1, Open, new EncodeOptions(), _ => sink));
    }
}
