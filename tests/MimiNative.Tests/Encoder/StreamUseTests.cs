using MimiNative.Audio;

namespace MimiNative.Tests.Encoder;

/// <summary>What a stream refuses, and that it stays whole.</summary>
public sealed class StreamUseTests
{
    private const int Frame = 1920;

    [Fact]
    public async Task A_second_call_while_one_is_under_way_is_refused_from_any_thread()
    {
        using var encoder = SmallModel.Encoder();
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() =>
        {
            inside.Set();
            goOn.Wait();
        }));
        var first = Task.Run(() => stream.Write(SmallModel.Noise(2 * Frame)), TestContext.Current.CancellationToken);
        inside.Wait(TestContext.Current.CancellationToken);
        Refused(() => stream.Write(SmallModel.Noise(Frame)));
        Refused(() => stream.Write([]));
        Refused(stream.Complete);
        Refused(stream.Reset);
        stream.Dispose(); // is allowed, and takes effect when the call ends
        Assert.Equal(0, encoder.IdleBytes);
        goOn.Set();
        await first;
        Assert.True(encoder.IdleBytes > 0);
        Assert.Contains(nameof(StreamingEncoder), Assert.Throws<ObjectDisposedException>(() => stream.Write([])).Message);

        static void Refused(Action call) => Assert.Contains("under way", Assert.Throws<InvalidOperationException>(call).Message);
    }

    [Fact]
    public void A_call_from_within_the_sink_is_refused()
    {
        using var encoder = SmallModel.Encoder();
        StreamingEncoder? stream = null;
        using (stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() => stream!.Write(SmallModel.Noise(Frame)))))
            Assert.Contains("under way", Assert.Throws<InvalidOperationException>(() => stream.Write(SmallModel.Noise(Frame))).Message);
    }

    [Fact]
    public void Two_threads_on_one_stream_break_nothing()
    {
        using var encoder = SmallModel.Encoder();
        var options = SmallModel.Everything(encoder);
        using var stream = encoder.OpenStream(options, new SinkOf(() => { }));
        int done = 0, refused = 0;
        Parallel.For(0, 2, _ =>
        {
            for (var i = 0; i < 400; i++)
            {
                try
                {
                    stream.Write(SmallModel.Noise(1 + i % 7 * Frame, i));
                    Interlocked.Increment(ref done);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.Equal(800, done + refused);
        Assert.True(done > 0 && stream.Samples > 0);

        // The heap is whole: what comes after has the bits that it always has.
        var samples = SmallModel.Noise(12 * Frame + 5);
        using var fresh = SmallModel.Encoder();
        SmallModel.AssertSameBits(fresh.Encode(samples, options), encoder.Encode(samples, options));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NegativeInfinity, "infinite")]
    public void Samples_that_are_not_finite_are_refused_by_their_number(float value, string word)
    {
        using var encoder = SmallModel.Encoder();
        foreach (var position in (int[])[0, 7, 8, 4000, 4999])
        {
            var samples = SmallModel.Noise(5000);
            samples[position] = value;
            var error = Assert.Throws<ArgumentException>("samples", () => encoder.Encode(samples));
            Assert.StartsWith($"sample {position} is {word}", error.Message);
            Assert.StartsWith($"sample {position} is {word}", Assert.Throws<AudioException>(() => encoder.Encode(new ArrayAudioSource(samples), new EncodeOptions(), new SinkOf(() => { }))).Message);
            Exception? failure = null;
            encoder.EncodeMany(1, _ => new ArrayAudioSource(samples), new EncodeOptions(), _ => new SinkOf(() => { }), (_, e) => failure = e);
            Assert.IsType<AudioException>(failure);
        }
    }

    [Fact]
    public void A_refused_piece_leaves_the_clip_as_it_was()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(5 * Frame);
        var collector = new MimiNative.Encoder.ActivationCollector(encoder.Model, new EncodeOptions(), samples.Length);
        using var stream = encoder.OpenStream(new EncodeOptions(), collector);
        stream.Write(samples.AsSpan(0, 3000));
        Assert.StartsWith("sample 3001 is NaN", Assert.Throws<ArgumentException>(() => stream.Write([0, float.NaN])).Message);
        Assert.Equal(3000, stream.Samples);
        stream.Write(samples.AsSpan(3000));
        stream.Complete();
        stream.Complete();
        SmallModel.AssertSameBits(encoder.Encode(samples), collector.Result(samples.Length));
    }

    [Fact]
    public void After_a_sink_threw_the_clip_is_lost_and_Reset_begins_the_next()
    {
        using var encoder = SmallModel.Encoder();
        var broken = true;
        var calls = 0;
        using var stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() => _ = broken ? throw new InvalidDataException("full") : calls++));
        Assert.Throws<InvalidDataException>(() => stream.Write(SmallModel.Noise(Frame)));
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => stream.Write(SmallModel.Noise(Frame))).Message);
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(stream.Complete).Message);
        broken = false;
        stream.Reset();
        stream.Write(SmallModel.Noise(Frame));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Codes_and_frames_that_do_not_exist_are_refused()
    {
        using var encoder = SmallModel.Encoder();
        var result = encoder.Encode(SmallModel.Noise(3 * Frame), new EncodeOptions { Codebooks = 2 });
        var codes = result.Codes!;
        Assert.Equal(codes.Values[5], codes[1, 2]);
        foreach (var (book, frame) in new[] { (0, 3), (2, 0), (-1, 0), (0, -1), (int.MaxValue, int.MaxValue) })
            Assert.Throws<ArgumentOutOfRangeException>(() => codes[book, frame]);
        Assert.Equal(24, result["latent"].Frame(2).Length);
        foreach (var frame in (int[])[3, -1, int.MaxValue])
            Assert.Throws<ArgumentOutOfRangeException>(() => result["latent"].Frame(frame).Length);
    }
}
