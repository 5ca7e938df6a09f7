using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Extraction;

public sealed class MimiEmbedderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("transformer.2", 1.0)]
    [InlineData("seanet.out", 0.5)]
    [InlineData("latent", 0.96)]
    public void A_duration_is_what_encoding_only_that_much_audio_gives_without_its_padded_frame(string tap, double seconds)
    {
        var clip = SmallWorld.Voices(_folder, voices: 1, sentences: 1).Samples[0];
        var samples = AudioFile.ReadAll(clip.Path);
        using var encoder = SmallWorld.Encoder();
        using var extraction = Extractor.Run(new DataSet("x", "x", [clip]), new MimiEmbedder(encoder, SmallWorld.Taps(encoder, tap), Poolings.All, [seconds]), new ExtractionOptions());

        var start = encoder.Encode(samples.AsSpan(0, (int)(seconds * 24000)), new EncodeOptions { Taps = [tap] })[tap];
        var sink = new PoolingSink(Poolings.All);
        sink.Activation(start.Tap, 0, start.Values.AsSpan(0, (int)(seconds * start.Tap.FrameRate) * start.Channels));
        foreach (var pooling in Poolings.All)
            Assert.Equal(sink.Result(new(tap, pooling)), extraction.Set(new(tap, pooling, seconds))[0].ToArray());
    }

    [Fact]
    public void Threads_and_company_change_no_bit()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        var key = new EmbeddingKey("latent", Pooling.Stats);
        using var encoder = SmallWorld.Encoder();
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent", "seanet.res1"), [Pooling.Stats]);
        using var all = Extractor.Run(data, embedder, new ExtractionOptions { Treatments = [new NoiseTreatment(NoiseAugmentation.Light)] });
        Assert.Equal(8, all.Samples.Count);
        for (var i = 0; i < 4; i++)
        {
            using var alone = Extractor.Run(data.Where(s => s.Id == data.Samples[i].Id), new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Stats]), new ExtractionOptions { Treatments = [new NoiseTreatment(NoiseAugmentation.Light)] });
            Assert.Equal(alone.Set(key)[0].ToArray(), all.Set(key)[i].ToArray());
            Assert.Equal(alone.Set(key)[1].ToArray(), all.Set(key)[4 + i].ToArray());
            Assert.Equal("light_noise", all.Samples[4 + i].Augmentation);
        }
    }

    [Fact]
    public void Embeddings_besides_stand_behind_those_of_every_tap_and_are_what_they_would_be_alone()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 1);
        using var encoder = SmallWorld.Encoder();
        var more = new EmbeddingKey("rvq@2", Pooling.Mean);
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Max], more: [more, new EmbeddingKey("latent", Pooling.Max)]);
        Assert.Equal(["latent/max", "rvq@2/mean"], embedder.Keys.Select(k => k.ToString()));
        using var both = Extractor.Run(data, embedder, new ExtractionOptions());
        using var alone = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "rvq@2"), [Pooling.Mean]), new ExtractionOptions());
        Assert.Equal(alone.Set(more).Values.ToArray(), both.Set(more).Values.ToArray());
        Assert.Contains("no tap 'rvq@99'", Assert.Throws<ArgumentException>(() => new MimiEmbedder(encoder, [], [], more: [new EmbeddingKey("rvq@99", Pooling.Mean)])).Message);
    }

    [Theory]
    [InlineData("cpu: AVX-512, 2 threads", "cpu: AVX-512")]
    [InlineData("cpu: AVX2, 1 thread", "cpu: AVX2")]
    [InlineData("opencl:0: a card, with a comma", "opencl:0: a card, with a comma")]
    public void The_cache_tells_instruction_sets_and_devices_apart_but_not_numbers_of_threads(string device, string arithmetic) =>
        Assert.Equal(arithmetic, MimiEmbedder.Arithmetic(device));

    [Fact]
    public void Weights_padding_and_device_are_part_of_the_cache_s_key()
    {
        using var encoder = SmallWorld.Encoder();
        using var other = SmallWorld.Encoder("other");
        string Key(MimiEncoder e, PaddingDialect padding = PaddingDialect.Waveform) => new MimiEmbedder(e, SmallWorld.Taps(e, "latent"), [Pooling.Mean], padding: padding).Fingerprint;
        Assert.NotEqual(Key(encoder), Key(other));
        Assert.NotEqual(Key(encoder), Key(encoder, PaddingDialect.PerLayer));
        Assert.Contains(MimiEmbedder.Arithmetic(encoder.Device), Key(encoder));
    }
}
