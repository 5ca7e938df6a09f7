using MimiNative.Audio;

namespace MimiNative.Tests.Encoder;

/// <summary>Vectors of clips, and the asynchronous ways to everything.</summary>
public sealed class EmbedTests
{
    private const int Rate = 24000;

    private static ArrayAudioSource Clip(int i) => new(SmallModel.Noise(5000 + 700 * i, i), Rate);

    [Fact]
    public void A_vector_is_the_pooled_activation()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(7000);
        var latent = encoder.Encode(samples)["latent"];
        Assert.Equal([latent.Frames, latent.Channels], latent.AsTensorSpan().Lengths.ToArray());
        Assert.Equal(latent.Frame(2)[5], latent.AsTensorSpan()[2, 5]);
        var mean = encoder.Embed(samples);
        Assert.Equal(latent.Channels, mean.Length);
        for (var c = 0; c < mean.Length; c++)
            Assert.Equal(Enumerable.Range(0, latent.Frames).Average(t => (double)latent.Frame(t)[c]), mean[c], 1e-6);

        var options = new EmbedOptions { Taps = ["transformer.1", "latent"], Poolings = [Pooling.Stats, Pooling.Mean], Durations = [0.1] };
        var all = encoder.Embed(samples, options);
        Assert.Equal(8, all.Keys.Count);
        Assert.Equal(mean, all["latent"]);
        Assert.Equal(2 * latent.Channels, all["latent", Pooling.Stats].Length);
        Assert.Equal(mean, encoder.Embed(new ArrayAudioSource(samples, Rate), options)["latent"]);
        Assert.Contains("latent/max", Assert.Throws<KeyNotFoundException>(() => all["latent", Pooling.Max]).Message);
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        using var encoder = SmallModel.Encoder();
        Assert.Throws<ArgumentException>("samples", () => encoder.Embed([]));
        Assert.Throws<ArgumentNullException>("tap", () => encoder.Embed([0f], (string)null!));
        Assert.Contains("EmbedOptions.Taps", Assert.Throws<ArgumentException>(() => encoder.Embed([0f], new EmbedOptions { Taps = [] })).Message);
        Assert.Contains("EmbedOptions.Poolings", Assert.Throws<ArgumentException>(() => encoder.Embed([0f], new EmbedOptions { Poolings = [] })).Message);
        Assert.Contains("EmbedOptions.Durations", Assert.Throws<ArgumentException>(() => encoder.Embed([0f], new EmbedOptions { Durations = [double.NaN] })).Message);
        Assert.Contains("'nosuch'", Assert.Throws<ArgumentException>(() => encoder.Embed([0f], "nosuch")).Message);
        Assert.Contains("no samples", Assert.Throws<AudioException>(() => encoder.Embed(new ArrayAudioSource(ReadOnlyMemory<float>.Empty, Rate))).Message);
    }

    [Fact]
    public async Task Asynchronous_results_are_the_same_bits()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(9001);
        var options = SmallModel.Everything(encoder);
        var expected = encoder.Encode(samples, options);
        SmallModel.AssertSameBits(expected, await encoder.EncodeAsync(samples, options));
        var heard = new List<double>();
        SmallModel.AssertSameBits(expected, await encoder.EncodeAsync(new ArrayAudioSource(samples, Rate), options, new Told<double>(heard.Add)));
        Assert.Equal(9001.0 / Rate, heard[^1]);
        var sink = new MimiNative.Encoder.ActivationCollector(encoder.Model, options);
        SmallModel.AssertSameBits(expected, sink.Result(await encoder.EncodeAsync(Pieces(samples, 777), options, sink)));
        Assert.Equal(encoder.Embed(samples), (await encoder.EmbedAsync(new ArrayAudioSource(samples, Rate))).Vector);
    }

    [Fact]
    public async Task Many_clips_come_each_once_and_a_failure_is_its_clips_own()
    {
        using var encoder = SmallModel.Encoder(2);
        var told = new List<ManyProgress>();
        var results = new Dictionary<int, ClipResult<ClipEmbedding>>();
        await foreach (var clip in encoder.EmbedManyAsync(20, i => i == 7 ? throw new IOException("gone") : Clip(i), progress: new Told<ManyProgress>(told.Add)))
            results.Add(clip.Clip, clip);
        Assert.Equal(Enumerable.Range(0, 20), results.Keys.Order());
        Assert.Equal("gone", Assert.Throws<IOException>(() => results[7].Result).Message);
        Assert.Equal(encoder.Embed(SmallModel.Noise(5000 + 700 * 3, 3)), results[3].Result.Vector);
        Assert.Equal((20, 20, 1), (told[^1].Clips, told[^1].Done, told[^1].Failed));
        Assert.Equal(results.Values.Sum(r => r.Value?.Seconds ?? 0), told[^1].AudioSeconds, 1e-9);

        var activations = new List<ClipResult<Activations>>();
        await foreach (var clip in encoder.EncodeManyAsync(3, Clip))
            activations.Add(clip);
        SmallModel.AssertSameBits(encoder.Encode(SmallModel.Noise(5000 + 700 * 2, 2)), activations.Single(a => a.Clip == 2).Result);
    }

    [Fact]
    public async Task Leaving_the_loop_or_cancelling_ends_the_work()
    {
        using var encoder = SmallModel.Encoder(2);
        var opened = 0;
        ArrayAudioSource Open(int i)
        {
            Interlocked.Increment(ref opened);
            return Clip(i % 9);
        }

        await foreach (var _ in encoder.EmbedManyAsync(1000, Open))
            break;
        Assert.InRange(opened, 1, 80); // two threads, each with up to 16 short clips side by side
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in encoder.EmbedManyAsync(1000, Open, cancellation: stop.Token))
                await stop.CancelAsync();
        });
        Assert.InRange(opened, 2, 80);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoder.EncodeAsync(SmallModel.Noise(100), cancellation: stop.Token));
    }

    [Fact]
    public async Task A_stream_that_may_not_be_waited_for_is_read_whole_within_bounds()
    {
        var wav = new Audio.WavBytes { Data = new byte[6000] }.Build();
        using var audio = await AudioFile.OpenAsync(new OnlyAsync(wav), "body");
        Assert.Equal(3000, audio.ReadToEnd().Length);
        Assert.Contains("body: more than 1000 bytes", (await Assert.ThrowsAsync<AudioException>(() => AudioFile.OpenAsync(new OnlyAsync(wav), "body", mostBytes: 1000))).Message);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Pieces(float[] samples, int length)
    {
        for (var i = 0; i < samples.Length; i += length)
        {
            await Task.Yield();
            yield return samples.AsMemory(i, Math.Min(length, samples.Length - i));
        }
    }

    private sealed class Told<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }

    /// <summary>What a web server's request body is like.</summary>
    private sealed class OnlyAsync(byte[] bytes) : MemoryStream
    {
        private int _at;

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("Synchronous operations are disallowed");

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Take(buffer);

        private ValueTask<int> Take(Memory<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - _at);
            bytes.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return new(count);
        }
    }
}
