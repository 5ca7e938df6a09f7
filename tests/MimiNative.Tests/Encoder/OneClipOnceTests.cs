using MimiNative.Audio;

namespace MimiNative.Tests.Encoder;

/// <summary>A source is read once, a sink pools one clip, a batch that was ended tells nothing more, and what is wrong with a file is told with its result.</summary>
public sealed class OneClipOnceTests
{
    private const int Rate = 24000;

    [Fact]
    public async Task Audio_without_samples_or_that_was_read_before_is_refused_everywhere()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        using var audio = new ArrayAudioSource(SmallModel.Noise(5000), Rate);
        Assert.NotEmpty((await encoder.EncodeAsync(audio, new EncodeOptions(), cancellation: TestContext.Current.CancellationToken)).Taps);
        Assert.Contains("no samples", (await Assert.ThrowsAsync<AudioException>(() => encoder.EncodeAsync(audio, new EncodeOptions(), cancellation: TestContext.Current.CancellationToken))).Message);
        Assert.Throws<AudioException>(() => encoder.Encode(audio, new EncodeOptions(), new SinkOf(() => Assert.Fail("nothing to receive"))));
        // Alone, side by side with others of its length, and long.
        foreach (var (clips, samples) in new[] { (1, 0), (12, 0), (12, 40_000) })
        {
            var outcomes = new Exception?[clips];
            encoder.EncodeMany(clips, i => new ArrayAudioSource(SmallModel.Noise(i % 3 == 0 ? 0 : 3000 + samples), Rate), new EncodeOptions(), _ => new SinkOf(() => { }), (i, e) => outcomes[i] = e);
            Assert.All(Enumerable.Range(0, clips), i => Assert.Equal(i % 3 == 0, outcomes[i] is AudioException));
        }
    }

    [Fact]
    public void Pieces_of_no_samples_are_no_pieces()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(5000);
        var (whole, pieces) = (new PoolingSink([Pooling.Mean]), new PoolingSink([Pooling.Mean]));
        using (var stream = encoder.OpenStream(new EncodeOptions(), whole))
        {
            stream.Write(samples);
            stream.Complete();
        }

        using (var stream = encoder.OpenStream(new EncodeOptions(), pieces))
        {
            stream.Write([]);
            stream.Write(samples.AsSpan(0, 777));
            stream.Write(default);
            stream.Write(samples.AsSpan(777));
            stream.Write([]);
            stream.Complete();
        }

        var key = new EmbeddingKey("latent", Pooling.Mean);
        Assert.Equal(whole.Result(key), pieces.Result(key));
    }

    [Fact]
    public void A_sink_pools_one_clip()
    {
        using var encoder = SmallModel.Encoder();
        var sink = new PoolingSink([Pooling.Mean]);
        encoder.Encode(new ArrayAudioSource(SmallModel.Noise(5000), Rate), new EncodeOptions(), sink);
        var first = sink.Result(new EmbeddingKey("latent", Pooling.Mean));
        Assert.Contains("pools one clip", Assert.Throws<InvalidOperationException>(() => encoder.Encode(new ArrayAudioSource(SmallModel.Noise(7000), Rate), new EncodeOptions(), sink)).Message);
        Assert.Equal(first, sink.Result(new EmbeddingKey("latent", Pooling.Mean)));
        Assert.Throws<ArgumentNullException>("poolings", () => new PoolingSink(null!));
    }

    [Fact]
    public void A_report_that_threw_is_not_called_again()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        var (calls, thrown) = (0, 0);
        Assert.Throws<InvalidDataException>(() => encoder.EncodeMany(300, _ => new ArrayAudioSource(new float[2000]), new EncodeOptions(), _ => new SinkOf(() => { }), (_, _) =>
        {
            Assert.Equal(0, thrown);
            if (++calls != 10)
                return;
            thrown++;
            throw new InvalidDataException();
        }));
        Assert.Equal(10, calls);
    }

    [Fact]
    public async Task A_file_that_ends_early_says_so_beside_its_vectors()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        var folder = Directory.CreateTempSubdirectory("mimi-cut-").FullName;
        try
        {
            var (whole, cut) = (Path.Combine(folder, "whole.wav"), Path.Combine(folder, "cut.wav"));
            WavWriter.Write(whole, SmallModel.Noise(24000), Rate);
            File.WriteAllBytes(cut, File.ReadAllBytes(whole)[..20_000]);
            await foreach (var clip in encoder.EmbedManyAsync([whole, cut], cancellation: TestContext.Current.CancellationToken))
            {
                Assert.Equal(clip.Clip == 1, clip.Warning?.Contains("truncated", StringComparison.Ordinal) == true);
                Assert.Equal(clip.Warning, clip.Result.Warning);
            }

            await foreach (var clip in encoder.EncodeManyAsync(2, i => AudioFile.Open(i == 1 ? cut : whole, Rate), cancellation: TestContext.Current.CancellationToken))
                Assert.Equal(clip.Clip == 1, clip.Warning is not null);
            using var audio = AudioFile.Open(cut, Rate);
            Assert.NotNull(encoder.Embed(audio).Warning);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
