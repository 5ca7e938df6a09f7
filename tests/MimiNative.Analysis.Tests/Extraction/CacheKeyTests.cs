using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Analysis.Tests.Extraction;

/// <summary>Whatever changes a clip's vectors is part of what they are kept under: a cache shared by several runs gives each its own.</summary>
public sealed class CacheKeyTests : IDisposable
{
    private static readonly EmbeddingKey Key = new("latent", Pooling.Mean);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Noise_belongs_to_the_clip_also_where_two_clips_are_the_same_recording()
    {
        var clip = SmallWorld.Voices(_folder, voices: 1, sentences: 1).Samples[0];
        var data = new DataSet("x", "x", [clip, clip with { Id = "again" }]);
        using var encoder = SmallWorld.Encoder();
        var rows = Rows(encoder, data, NoiseAugmentation.Light);
        Assert.Equal(rows[0], rows[1]);
        Assert.NotEqual(rows[2], rows[3]);
        Assert.Equal(Rows(encoder, data.Where(s => s.Id == "again"), NoiseAugmentation.Light, cache: "other")[1], rows[3]);
        Assert.Equal(rows, Rows(encoder, data, NoiseAugmentation.Light));
        Assert.NotEqual(rows[2], Rows(encoder, data, NoiseAugmentation.Medium)[2]);
    }

    [Fact]
    public void Padding_and_weights_have_vectors_of_their_own()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 1);
        using var encoder = SmallWorld.Encoder();
        using var other = SmallWorld.Encoder("other");
        var waveform = Rows(encoder, data);
        var perLayer = Rows(encoder, data, padding: PaddingDialect.PerLayer);
        Assert.NotEqual(waveform, perLayer);
        Assert.Equal(Rows(encoder, data, padding: PaddingDialect.PerLayer, cache: "fresh"), perLayer);
        Assert.NotEqual(waveform, Rows(other, data));
        Assert.Equal(Rows(other, data, cache: "fresher"), Rows(other, data));
        Assert.Equal(waveform, Rows(encoder, data));
    }

    // Another device's arithmetic differs in the last bits, and a cache outlives the machine.
    [Fact]
    public void The_device_is_part_of_the_key()
    {
        using var encoder = SmallWorld.Encoder();
        Assert.Contains(encoder.Device.Split(':')[0], new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]).Fingerprint);
    }

    private List<float[]> Rows(MimiEncoder encoder, DataSet data, NoiseAugmentation? noise = null, PaddingDialect padding = PaddingDialect.Waveform, string cache = "cache")
    {
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, Key.Tap), [Key.Pooling], padding: padding);
        using var extraction = Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = _folder[cache], Treatments = noise is null ? [] : [new NoiseTreatment(noise)] });
        var set = extraction.Set(Key);
        return [.. Enumerable.Range(0, set.Count).Select(i => set[i].ToArray())];
    }
}
