using MimiNative.Audio;
using MimiNative.Weights;

namespace MimiNative.Tests.Audio;

public sealed class ResamplerTests(ITestOutputHelper output)
{
    public static TheoryData<int, int> Ratios() => new()
    {
        { 8000, 24000 }, { 16000, 24000 }, { 48000, 24000 }, { 44100, 24000 }, { 24000, 16000 }, { 11025, 24000 },
        { 44101, 24000 }, { 24000, 44101 }, { 1, 7 }, { 7, 1 }, { 96001, 8000 }, { 3, 100 }, { 100, 3 }, { 24000, 24000 },
    };

    [Fact]
    public void Every_reference_of_torchaudio_is_matched_to_1e_6()
    {
        using var clips = SafetensorsFile.Open(Repository.Shared("reference/audio/resample-sinc-hann.safetensors"));
        var names = clips.Tensors.Select(tensor => tensor.Name).Where(name => name.EndsWith("/input", StringComparison.Ordinal)).Select(name => name[..^6]).ToArray();
        Assert.Equal(9, names.Length);
        foreach (var name in names)
        {
            var rates = name.Split('/')[1].Split('-').Select(int.Parse).ToArray();
            var actual = Resampler.Resample(clips.Read<float>(name + "/input"), rates[0], rates[1]);
            var expected = clips.Read<float>(name + "/output");
            Assert.Equal(expected.Length, actual.Length);
            var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
            output.WriteLine($"{name}: largest difference {worst:g3}");
            Assert.True(worst <= 1e-6, $"{name} differs by {worst:g3}");
        }
    }

    [Theory, MemberData(nameof(Ratios))]
    public void The_stream_agrees_with_the_formula(int from, int to)
    {
        var samples = Noise(from > 20 * to ? 40 : 701);
        var actual = Resampler.Resample(samples, from, to);
        var expected = Plain(samples, from, to);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6);
    }

    [Theory, MemberData(nameof(Ratios))]
    public void Reading_in_any_pieces_gives_the_same_bits(int from, int to)
    {
        var samples = Noise(9_011);
        var whole = Resampler.Resample(samples, from, to);
        var random = new Random(to);
        foreach (var largest in (int[])[1, 100, 20_000])
        {
            using var source = Resampler.Open(new Trickle(samples, from, random), to);
            Assert.Equal(whole.Length, Resampler.OutputLength(samples.Length, from, to));
            var pieces = new List<float>();
            var buffer = new float[largest];
            for (int count; (count = source.Read(buffer.AsSpan(0, random.Next(1, largest + 1)))) > 0;)
                pieces.AddRange(buffer.AsSpan(0, count));
            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void Length_is_known_beforehand_and_right_for_every_short_clip()
    {
        for (var length = 1; length < 60; length++)
            foreach (var (from, to) in ((int, int)[])[(44100, 24000), (8000, 24000), (48000, 24000), (24000, 48000)])
            {
                using var source = Resampler.Open(new ArrayAudioSource(Noise(length), from), to);
                Assert.Equal(source.Length, source.ReadToEnd().Length);
                Assert.Equal((int)Math.Ceiling(length * (double)to / from), source.Length);
            }
    }

    [Fact]
    public void Ratios_without_a_common_divisor_stay_bounded_in_memory()
    {
        var samples = Noise(3000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Resampler.Resample(samples, 9_999_991, 24000);
        Resampler.Resample(samples, 23_999, 9_999_991);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 40 << 20, $"{allocated:N0} bytes");
    }

    [Fact]
    public void Kernels_that_are_not_kept_agree_with_the_formula()
    {
        var samples = Noise(5000);
        Assert.True((long)new SincKernels(700_001, 24000).Taps * 24000 > 1 << 22);
        var actual = Resampler.Resample(samples, 700_001, 24000);
        var expected = Plain(samples, 700_001, 24000);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6);
    }

    [Fact]
    public void A_live_source_is_asked_for_no_more_than_the_output_needs()
    {
        var source = new Trickle(Noise(48_000), 48_000, null);
        using var resampled = Resampler.Open(source, 24_000);
        resampled.Read(new float[1920]);
        Assert.InRange(source.Taken, 3840, 3840 + 40);
    }

    [Fact]
    public void Ten_minutes_need_no_more_memory_than_a_second()
    {
        using var source = Resampler.Open(new Silence(600L * 16_000, 16_000), 24_000);
        var buffer = new float[48_000];
        source.Read(buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        long samples = buffer.Length;
        for (int count; (count = source.Read(buffer)) > 0;)
            samples += count;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(600L * 24_000, samples);
    }

    private static float[] Noise(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>The definition, sample by sample, in float64.</summary>
    private static float[] Plain(float[] samples, int from, int to)
    {
        if (from == to)
            return samples;
        var cutoff = Math.Min(from, to) * 0.99;
        var output = new float[(int)(((long)samples.Length * to + from - 1) / from)];
        for (var m = 0; m < output.Length; m++)
        {
            var sum = 0.0;
            for (var k = 0; k < samples.Length; k++)
            {
                var t = (k / (double)from - m / (double)to) * cutoff;
                if (Math.Abs(t) < 6)
                    sum += samples[k] * (t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t)) * Math.Pow(Math.Cos(Math.PI * t / 12), 2) * cutoff / from;
            }

            output[m] = (float)sum;
        }

        return output;
    }

    /// <summary>Gives fewer samples than asked for, at random, without telling its length.</summary>
    private sealed class Trickle(float[] samples, int rate, Random? random) : AudioSource
    {
        public int Taken { get; private set; }
        public override int SampleRate => rate;
        public override long? Length => null;

        public override int Read(Span<float> destination)
        {
            var count = Math.Min(samples.Length - Taken, random?.Next(1, destination.Length + 1) ?? destination.Length);
            samples.AsSpan(Taken, count).CopyTo(destination);
            Taken += count;
            return count;
        }
    }

    private sealed class Silence(long length, int rate) : AudioSource
    {
        private long _left = length;
        public override int SampleRate => rate;
        public override long? Length { get; } = length;

        public override int Read(Span<float> destination)
        {
            var count = (int)Math.Min(_left, destination.Length);
            destination[..count].Clear();
            _left -= count;
            return count;
        }
    }
}
