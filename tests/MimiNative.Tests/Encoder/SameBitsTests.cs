using MimiNative.Audio;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.Tests.Encoder;

/// <summary>A result depends on the samples and the weights, and on nothing else.</summary>
public sealed class SameBitsTests
{
    private const int Frame = 1920;

    [Theory]
    [InlineData(PaddingDialect.Waveform, false)]
    [InlineData(PaddingDialect.PerLayer, false)]
    [InlineData(PaddingDialect.Waveform, true)]
    [InlineData(PaddingDialect.PerLayer, true)]
    public void Streaming_in_any_chunks_gives_the_same_bits(PaddingDialect padding, bool wide)
    {
        using var encoder = SmallModel.Encoder(config: wide ? SmallModel.Wide : null);
        foreach (var length in new[] { 1, 100, Frame, Frame + 1, 7 * Frame - 3, 30 * Frame + 961 })
        {
            var samples = SmallModel.Noise(length);
            var options = SmallModel.Everything(encoder, padding);
            var whole = encoder.Encode(samples, options);
            foreach (var pieces in (int[][])[[Frame], [2 * Frame, Frame], [1], [777, 5], [Frame * 5, 1, Frame * 3 - 1], [100_000]])
            {
                if (pieces[0] == 1 && length > 3 * Frame)
                    continue;
                var collector = new ActivationCollector(ModelOf(encoder), options, length);
                using var stream = encoder.OpenStream(options, collector);
                for (int at = 0, i = 0; at < length; i++)
                {
                    var count = Math.Min(pieces[i % pieces.Length], length - at);
                    stream.Write(samples.AsSpan(at, count));
                    at += count;
                }

                stream.Complete();
                SmallModel.AssertSameBits(whole, collector.Result(length));
            }
        }
    }

    [Fact]
    public void Clips_longer_than_a_chunk_match_frame_by_frame_streaming()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(26 * 24000 + 17); // more than two internal chunks
        var options = new EncodeOptions { Taps = ["seanet.res2", "transformer.2", "latent"], Codebooks = 5 };
        var collector = new ActivationCollector(ModelOf(encoder), options, samples.Length);
        using var stream = encoder.OpenStream(options, collector);
        foreach (var chunk in samples.Chunk(Frame))
            stream.Write(chunk);
        stream.Complete();
        SmallModel.AssertSameBits(encoder.Encode(samples, options), collector.Result(samples.Length));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        using var one = SmallModel.Encoder(config: SmallModel.Wide);
        using var many = SmallModel.Encoder(threads, config: SmallModel.Wide);
        var samples = SmallModel.Noise(40 * Frame + 55);
        SmallModel.AssertSameBits(one.Encode(samples, SmallModel.Everything(one)), many.Encode(samples, SmallModel.Everything(many)));
    }

    [Fact]
    public void A_tap_is_the_same_bits_whatever_else_is_asked()
    {
        using var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(5 * Frame + 9);
        var everything = encoder.Encode(samples, SmallModel.Everything(encoder));
        foreach (var tap in encoder.Taps)
        {
            var alone = encoder.Encode(samples, new EncodeOptions { Taps = [tap.Name] });
            Assert.Equal(everything[tap.Name].Values, alone[tap.Name].Values);
            Assert.Null(alone.Codes);
        }

        var three = encoder.Encode(samples, new EncodeOptions { Taps = [], Codebooks = 3 });
        for (var book = 0; book < 3; book++)
            for (var frame = 0; frame < three.Codes!.Frames; frame++)
                Assert.Equal(everything.Codes![book, frame], three.Codes[book, frame]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Clips_in_a_batch_are_the_same_bits_as_alone(int threads)
    {
        using var encoder = SmallModel.Encoder(threads);
        var clips = Enumerable.Range(0, 9).Select(i => SmallModel.Noise(500 + 3001 * i, i)).ToArray();
        var options = SmallModel.Everything(encoder);
        var collectors = clips.Select(c => new ActivationCollector(ModelOf(encoder), options, c.Length)).ToArray();
        var done = new List<int>();
        encoder.EncodeMany(clips.Length, i => new ArrayAudioSource(clips[i], 24000), options, i => collectors[i], (i, e) =>
        {
            Assert.Null(e);
            done.Add(i);
        });
        Assert.Equal(Enumerable.Range(0, 9), done.Order());
        for (var i = 0; i < clips.Length; i++)
            SmallModel.AssertSameBits(encoder.Encode(clips[i], options), collectors[i].Result(clips[i].Length));
    }

    /// <summary>Short clips go side by side on a thread, longer ones by themselves; some aren't what they say.</summary>
    [Theory]
    [InlineData(1, PaddingDialect.Waveform, 4)]
    [InlineData(1, PaddingDialect.PerLayer, 4)]
    [InlineData(3, PaddingDialect.Waveform, 4)]
    [InlineData(1, PaddingDialect.PerLayer, 0)]
    public void Short_clips_side_by_side_have_the_bits_of_each_by_itself(int threads, PaddingDialect padding, int codebooks)
    {
        using var encoder = SmallModel.Encoder(threads, config: SmallModel.Wide);
        var options = codebooks > 0 ? SmallModel.Everything(encoder, padding) with { Codebooks = codebooks } : new EncodeOptions { Taps = ["seanet.res1"], Padding = padding };
        int[] lengths = [1, 100, Frame, Frame + 1, 28799, 28800, 28801, 3 * Frame - 7, 12000, 40000, 24000, 700, .. Enumerable.Range(0, 60).Select(i => 500 + 331 * i)];
        var clips = lengths.Select((length, i) => SmallModel.Noise(length, i)).ToArray();
        for (var round = 0; round < 2; round++) // the second in the first one's buffers
        {
            var collectors = Array.ConvertAll(clips, c => new ActivationCollector(ModelOf(encoder), options, c.Length));
            var sources = clips.Select((clip, i) => new Saying(clip, (i % 5) switch { 0 => 1000, 1 => null, 2 => 100_000, _ => clip.Length })).ToArray();
            encoder.EncodeMany(clips.Length, i => sources[i], options, i => collectors[i]);
            for (var i = 0; i < clips.Length; i++)
                SmallModel.AssertSameBits(encoder.Encode(clips[i], options), collectors[i].Result(clips[i].Length));
            Assert.All(sources, s => Assert.True(s.IsDisposed));
        }
    }

    [Fact]
    public void A_clip_that_fails_in_a_batch_leaves_the_others_alone()
    {
        using var encoder = SmallModel.Encoder(2);
        var failures = new Exception?[4];
        encoder.EncodeMany(4, i => i == 2 ? throw new AudioException("clip 2 is damaged") : new ArrayAudioSource(SmallModel.Noise(4000), 24000),
            new EncodeOptions(), i => new ActivationCollector(ModelOf(encoder), new EncodeOptions(), 4000), (i, e) => failures[i] = e);
        Assert.Equal("clip 2 is damaged", Assert.IsType<AudioException>(failures[2]).Message);
        Assert.Equal(1, failures.Count(f => f is not null));
    }

    [Fact]
    public void A_reset_stream_has_forgotten_everything()
    {
        using var encoder = SmallModel.Encoder();
        var options = SmallModel.Everything(encoder);
        var samples = SmallModel.Noise(12 * Frame);
        var sink = new Collecting();
        using var stream = encoder.OpenStream(options, sink);
        stream.Write(SmallModel.Noise(20 * Frame + 5, 9));
        stream.Reset();
        sink.Rows.Clear();
        stream.Write(samples);
        stream.Complete();
        Assert.Equal(encoder.Encode(samples, options)["latent"].Values, sink.Rows["latent"]);
        Assert.Throws<InvalidOperationException>(() => stream.Write(samples));
    }

    [Theory, ClassData(typeof(Backends.CpuInstructionSets))]
    public void Every_vector_width_agrees_to_rounding_and_in_every_code(string set)
    {
        using var reference = SmallModel.Encoder(1, CpuInstructions.Scalar);
        using var encoder = SmallModel.Encoder(1, Backends.CpuInstructionSets.Named(set));
        var samples = SmallModel.Noise(9 * Frame + 100);
        Activations expected = reference.Encode(samples, SmallModel.Everything(reference)), actual = encoder.Encode(samples, SmallModel.Everything(encoder));
        foreach (var (a, b) in expected.Taps.Zip(actual.Taps))
        {
            double error = 0, power = 0;
            for (var i = 0; i < a.Values.Length; i++)
            {
                error += Math.Pow(a.Values[i] - b.Values[i], 2);
                power += Math.Pow(a.Values[i], 2);
            }

            Assert.True(Math.Sqrt(error / power) < 2e-6, $"{a.Tap.Name}: {Math.Sqrt(error / power):E2}");
        }

        Assert.Equal(expected.Codes!.Values, actual.Codes!.Values);
    }

    [Theory]
    [InlineData(PaddingDialect.Waveform)]
    [InlineData(PaddingDialect.PerLayer)]
    public void Every_tap_has_the_frames_that_integer_arithmetic_says(PaddingDialect padding)
    {
        using var encoder = SmallModel.Encoder();
        foreach (var length in new[] { 1, 2, 4, 5, 959, 960, 961, 1919, 1920, 1921, 3840, 5000 })
        {
            var result = encoder.Encode(SmallModel.Noise(length), SmallModel.Everything(encoder, padding));
            Assert.Equal((length + 1919) / 1920, result["latent"].Frames);
            var l = padding == PaddingDialect.Waveform ? (length + 1919) / 1920 * 1920 : length;
            foreach (var (name, hop) in new[] { ("seanet.res1", 1), ("seanet.down1", 4), ("seanet.down2", 20), ("seanet.down3", 120), ("seanet.down4", 960), ("transformer.2.attn", 960) })
                Assert.Equal((l + hop - 1) / hop, result[name].Frames);
        }
    }

    [Fact]
    public void Wrong_requests_say_what_is_wrong()
    {
        using var encoder = SmallModel.Encoder();
        Assert.Contains("seanet.res1", Assert.Throws<ArgumentException>(() => encoder.Encode(new float[10], new EncodeOptions { Taps = ["seanet.nowhere"] })).Message);
        Assert.Contains("no samples", Assert.Throws<ArgumentException>(() => encoder.Encode([])).Message);
        Assert.Contains("16000 Hz", Assert.Throws<ArgumentException>(() => encoder.Encode(new ArrayAudioSource(new float[10], 16000), new EncodeOptions(), new Collecting())).Message);
        Assert.Contains("0 to 5", Assert.Throws<ArgumentException>(() => encoder.Encode(new float[10], new EncodeOptions { Codebooks = 6 })).Message);
    }

    private static EncoderModel ModelOf(MimiEncoder encoder) => encoder.Model;

    /// <summary>Says any length.</summary>
    private sealed class Saying(float[] samples, long? length) : AudioSource
    {
        private readonly ArrayAudioSource _samples = new(samples);

        public bool IsDisposed { get; private set; }

        public override int SampleRate => _samples.SampleRate;

        public override long? Length => length;

        public override int Read(Span<float> destination) => _samples.Read(destination);

        public override void Dispose()
        {
            Assert.False(IsDisposed);
            IsDisposed = true;
            base.Dispose();
        }
    }

    private sealed class Collecting : IActivationSink
    {
        public Dictionary<string, List<float>> Rows { get; } = [];

        public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
        {
            if (!Rows.TryGetValue(tap.Name, out var list))
                Rows[tap.Name] = list = [];
            Assert.Equal(list.Count, firstFrame * tap.Channels);
            list.AddRange(rows);
        }

        public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
        {
        }
    }
}
