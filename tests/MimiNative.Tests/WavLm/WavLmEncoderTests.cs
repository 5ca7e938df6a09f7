using System.Runtime.InteropServices;
using MimiNative.Plain;
using MimiNative.Tests.Backends;
using MimiNative.WavLm;

namespace MimiNative.Tests.WavLm;

/// <summary>The network against the plain one, for what the references don't cover; and what a caller may rely on.</summary>
public sealed class WavLmEncoderTests
{
    public static TheoryData<string, bool, int, string> Cases
    {
        get
        {
            var data = new TheoryData<string, bool, int, string>();
            foreach (var set in new CpuInstructionSets())
                foreach (var network in (string[])["group", "layer", "wide"])
                    foreach (var samples in (int[])[0, 1, 777, 3000])
                        data.Add(network, samples % 2 == 1, samples, set.Data);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tap_is_the_plain_networks(string network, bool normalizes, int moreSamples, string instructions)
    {
        var config = network switch { "group" => SmallWavLm.Group, "layer" => SmallWavLm.Layer, _ => SmallWavLm.Wide };
        using var encoder = SmallWavLm.Encoder(config, normalizes, instructions: CpuInstructionSets.Named(instructions));
        var clip = SmallWavLm.Clip(config.LeastSamples + moreSamples);
        var expected = new PlainWavLm(encoder.Checkpoint).Encode(clip);
        var taps = encoder.Encode(clip, [.. encoder.Taps.Select(t => t.Name)]);
        Assert.Equal(expected.Keys.Order(), taps.Select(t => t.Tap.Name).Order());
        foreach (var tap in taps)
        {
            var plain = expected[tap.Tap.Name];
            Assert.Equal((plain.GetLength(0), plain.GetLength(1)), (tap.Frames, tap.Channels));
            double error = 0, size = 0;
            for (var i = 0; i < tap.Values.Length; i++)
            {
                var truth = plain[i / tap.Channels, i % tap.Channels];
                (error, size) = (error + Math.Pow(tap.Values[i] - truth, 2), size + truth * truth);
            }
            // The shortest clips have a standard deviation over two or three frames: a small difference of large numbers.
            Assert.True(Math.Sqrt(error / size) < Recording.Tolerance * (tap.Tap.Name == WavLmEncoder.EmbeddingTap ? 3 : 1), $"{tap.Tap.Name}: {Math.Sqrt(error / size)}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(500)]
    public void A_clip_of_any_number_of_frames_gives_the_same_bits_for_any_thread_count(int moreFrames)
    {
        var config = SmallWavLm.Wide;
        var clip = SmallWavLm.Clip(config.LeastSamples + moreFrames * config.SamplesPerFrame + 3);
        using WavLmEncoder one = SmallWavLm.Encoder(config), three = SmallWavLm.Encoder(config, threads: 3);
        IReadOnlyList<string> taps = [.. one.Taps.Select(t => t.Name)];
        foreach (var (a, b) in one.Encode(clip, taps).Zip(three.Encode(clip, taps)))
            Assert.True(MemoryMarshal.AsBytes<float>(a.Values).SequenceEqual(MemoryMarshal.AsBytes<float>(b.Values)), a.Tap.Name);
    }

    [Fact]
    public void What_is_asked_for_changes_no_bit_of_it()
    {
        using var encoder = SmallWavLm.Encoder(SmallWavLm.Group);
        var clip = SmallWavLm.Clip(5000);
        var all = encoder.Encode(clip, [.. encoder.Taps.Select(t => t.Name)]);
        foreach (var tap in all)
            Assert.Equal(tap.Values, encoder.Encode(clip, [tap.Tap.Name])[0].Values);
        Assert.Equal(all[^1].Values, encoder.Embed(clip));
        // A shorter clip in between, in buffers of the longer one.
        encoder.Embed(clip.AsSpan(0, encoder.Config.LeastSamples));
        Assert.Equal(all[^1].Values, encoder.Embed(clip));
    }

    [Fact]
    public void Too_short_a_clip_is_refused_with_the_least_length()
    {
        Assert.Equal(5200, new WavLmConfig().LeastSamples);
        Assert.Equal(400, new WavLmConfig().ReceptiveField);
        using var encoder = SmallWavLm.Encoder(SmallWavLm.Group);
        var least = encoder.Config.LeastSamples;
        Assert.True(encoder.Embed(SmallWavLm.Clip(least)).All(float.IsFinite));
        var message = Assert.Throws<ArgumentException>(() => encoder.Embed(SmallWavLm.Clip(least - 1))).Message;
        Assert.Contains($"at least {least}", message);
        Assert.Throws<ArgumentException>(() => encoder.Embed([]));
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => encoder.Embed([.. SmallWavLm.Clip(least), float.NaN])).Message);
        Assert.Contains("conv.1", Assert.Throws<ArgumentException>(() => encoder.Encode(SmallWavLm.Clip(least), ["conv.9"])).Message);
    }

    [Fact]
    public void A_long_clip_comes_in_equal_windows_whose_embeddings_are_averaged()
    {
        var most = WavLmEncoder.MostSeconds * WavLmConfig.SampleRate;
        Assert.Equal([1, 1, 2, 3], new[] { 1, most, most + 1, 2 * most + 1 }.Select(s => WavLmEncoder.Windows(s)));
        // Frames so far apart that a minute is short.
        using var encoder = SmallWavLm.Encoder(SmallWavLm.Group with { ConvolutionStrides = [80, 20, 2], ConvolutionKernels = [80, 20, 2] });
        var clip = SmallWavLm.Clip(most + 1000);
        var middle = clip.Length / 2;
        var (first, second) = (encoder.Embed(clip.AsSpan(0, middle)), encoder.Embed(clip.AsSpan(middle)));
        Assert.Equal(first.Zip(second, (a, b) => (float)(((double)a + b) / 2)), encoder.Embed(clip));
        var taps = encoder.Encode(clip, ["transformer.1", "xvector"]);
        Assert.Equal(encoder.Config.Frames(middle) + encoder.Config.Frames(clip.Length - middle), taps[0].Frames);
        Assert.Equal([.. first, .. second], taps[1].Values);
    }

    [Fact]
    public void A_cancelled_clip_ends_and_a_disposed_encoder_refuses()
    {
        var encoder = SmallWavLm.Encoder(SmallWavLm.Group);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => encoder.Embed(SmallWavLm.Clip(5000), cancelled.Token));
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => encoder.Embed(SmallWavLm.Clip(5000)));
    }

    [Fact]
    public void Silence_is_finite()
    {
        using var encoder = SmallWavLm.Encoder(SmallWavLm.Group, normalizes: true);
        Assert.True(encoder.Embed(new float[4000]).All(float.IsFinite));
    }

    [Fact]
    public void Buckets_of_the_released_model_are_those_of_exact_logarithms()
    {
        var config = new WavLmConfig();
        using var checkpoint = new WavLmSynthetic("1");
        var plain = new PlainWavLm(checkpoint);
        Assert.All(Enumerable.Range(-3000, 6001), d => Assert.Equal(plain.Bucket(d), Positions.Bucket(d, config.Buckets, config.MostBucketDistance)));
        Assert.Equal([159, 80, 79, 0, 161, 239, 240, 319], new[] { -800, -80, -79, 0, 1, 79, 80, 800 }.Select(d => Positions.Bucket(d, 320, 800)));
    }
}
