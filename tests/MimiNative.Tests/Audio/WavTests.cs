using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

public sealed class WavTests
{
    public static TheoryData<PcmFormat, int, int, bool> Matrix()
    {
        var data = new TheoryData<PcmFormat, int, int, bool>();
        foreach (var format in Enum.GetValues<PcmFormat>())
            foreach (var channels in (int[])[1, 2, 3, 6, 17])
                foreach (var rate in (int[])[8000, 24000, 44100])
                    foreach (var extensible in (bool[])[false, true])
                        data.Add(format, channels, rate, extensible);
        return data;
    }

    [Theory, MemberData(nameof(Matrix))]
    public void Every_format_with_any_channels_and_rate_becomes_its_mono_mean(PcmFormat format, int channels, int rate, bool extensible)
    {
        const int Frames = 1003;
        var tones = WavBytes.Tones(Frames, channels, rate);
        var wav = new WavBytes { Format = format, Channels = channels, SampleRate = (uint)rate, Extensible = extensible, Data = WavBytes.Encode(format, tones) };

        using var source = AudioFile.Open(new MemoryStream(wav.Build()), "tones.wav", sampleRate: null);
        Assert.Equal(rate, source.SampleRate);
        Assert.Equal(Frames, source.Length);
        var samples = source.ReadToEnd();

        Assert.Equal(Frames, samples.Length);
        Assert.Null(source.Warning);
        var step = format switch { PcmFormat.UInt8 => 1 / 128.0, PcmFormat.Int16 => 1 / 32768.0, _ => 1 / 4194304.0 };
        for (var i = 0; i < Frames; i++)
            Assert.Equal(tones.Skip(i * channels).Take(channels).Average(), samples[i], step);
    }

    [Theory, MemberData(nameof(Matrix))]
    public void A_pipe_gives_the_same_bits_as_a_file(PcmFormat format, int channels, int rate, bool extensible)
    {
        var wav = new WavBytes
        {
            Format = format, Channels = channels, SampleRate = (uint)rate, Extensible = extensible,
            Data = WavBytes.Encode(format, WavBytes.Tones(700, channels, rate)), Before = [("JUNK", new byte[5000])],
        }.Build();
        Assert.Equal(Read(wav), AudioFile.Open(new PipeStream(wav, 777), "pipe").ReadToEnd());
    }

    [Fact]
    public void Integers_are_scaled_by_their_full_range()
    {
        Assert.Equal([-1f, -1 / 128f, 0, 127 / 128f], Read(new WavBytes { Format = PcmFormat.UInt8, Data = [0, 127, 128, 255] }.Build()));
        Assert.Equal([-1f, -1 / 32768f, 0, 32767 / 32768f], Read(new WavBytes { Data = [0, 0x80, 0xFF, 0xFF, 0, 0, 0xFF, 0x7F] }.Build()));
        Assert.Equal([-1f, -1 / 8388608f, 8388607 / 8388608f], Read(new WavBytes { Format = PcmFormat.Int24, Data = [0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] }.Build()));
        Assert.Equal([-1f, 0.5f], Read(new WavBytes { Format = PcmFormat.Int32, Data = [0, 0, 0, 0x80, 0, 0, 0, 0x40] }.Build()));
    }

    [Fact]
    public void Twenty_bits_in_three_bytes_are_24_bit_samples()
    {
        var wav = new WavBytes { Format = PcmFormat.Int24, Data = [0, 0, 0x40] }.Build();
        wav[34] = 20;
        Assert.Equal([0.5f], Read(wav));
    }

    [Fact]
    public void Unknown_chunks_of_odd_length_are_stepped_over_with_their_pad_byte()
    {
        var wav = new WavBytes { Data = [0, 0x40, 0, 0xC0], Before = [("LIST", new byte[7]), ("abcd", []), ("bext", new byte[601])], After = [("LIST", new byte[33])] };
        Assert.Equal([0.5f, -0.5f], Read(wav.Build()));
    }

    [Theory, InlineData("RF64"), InlineData("BW64")]
    public void Files_with_64_bit_sizes_are_read(string magic)
    {
        var wav = new WavBytes { Magic = magic, Data = [0, 0x40, 0, 0xC0], After = [("LIST", new byte[10])] };
        Assert.Equal([0.5f, -0.5f], Read(wav.Build()));
    }

    [Fact]
    public void More_than_4_GB_of_samples_are_believed_where_the_file_has_them()
    {
        const long Frames = 2_500_000_000;
        using var folder = new TemporaryFolder();
        var wav = new WavBytes { Magic = "RF64" }.Build();
        BitConverter.TryWriteBytes(wav.AsSpan(28), 2 * Frames);
        var path = folder.File("huge.wav", wav);
        using (var sparse = File.OpenWrite(path))
            sparse.SetLength(wav.Length + 2 * Frames);

        using var source = AudioFile.Open(path);
        Assert.Equal(Frames, source.Length);
        Assert.Null(source.Warning);
        Assert.Contains("too many to hold", Assert.Throws<AudioException>(() => AudioFile.ReadAll(path)).Message);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 36u)]
    [InlineData(0u, 0xFFFFFFFFu)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu)]
    [InlineData(0x7FFFF000u, 0x7FFFF024u)]
    public void A_size_that_a_pipe_could_not_fill_in_means_to_the_end(uint dataSize, uint riffSize)
    {
        var wav = new WavBytes { Data = [0, 0x40, 0, 0xC0], DataSize = dataSize, RiffSize = riffSize }.Build();
        using var source = AudioFile.Open(new MemoryStream(wav), "streamed.wav");
        Assert.Equal([0.5f, -0.5f], source.ReadToEnd());
        Assert.Null(source.Warning);
    }

    [Fact]
    public void A_true_size_of_0_is_no_audio_even_with_chunks_behind_it()
    {
        var wav = new WavBytes { After = [("LIST", new byte[30])] }.Build();
        Assert.Contains("has no samples", Assert.Throws<AudioException>(() => Read(wav)).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_truncated_file_gives_what_is_there_and_a_warning(bool pipe)
    {
        var wav = new WavBytes { Data = [0, 0x40, 0, 0xC0, 7], DataSize = 20 }.Build()[..^1];
        using var source = AudioFile.Open(pipe ? new PipeStream(wav, 3) : new MemoryStream(wav), "cut.wav");
        Assert.Equal([0.5f, -0.5f], source.ReadToEnd());
        Assert.Equal("cut.wav: truncated, 8 of 10 samples are missing", source.Warning);
    }

    public static TheoryData<string, int, byte[]> Nonsense() => new()
    {
        { "0 channels", 22, [0, 0] },
        { "sample rate is 0 Hz", 24, [0, 0, 0, 0] },
        { "sample rate is 1 Hz, and must be 1000 to 10000000", 24, [1, 0, 0, 0] },
        { "sample rate is 4294967295 Hz", 24, [255, 255, 255, 255] },
        { "0 bits per sample", 34, [0, 0] },
        { "24 bits per sample in 2-byte frames", 34, [24, 0] },
        { "16 bits per sample in 7-byte frames of 1 channel", 32, [7, 0] },
        { "16 bits per sample in 2-byte frames of 3 channels", 22, [3, 0] },
        { "16 bits per sample in 2-byte frames", 20, [3, 0] },
        { "16 are the least", 16, [6, 0, 0, 0] },
        { "claims 2147483647 bytes", 16, [255, 255, 255, 127] },
        { "samples come before its format", 12, [(byte)'x'] },
        { "ends before its samples", 36, [(byte)'x'] },
        { "codec 0x0011", 20, [0x11] },
        { "not a WAV stream", 8, [(byte)'A'] },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public void A_header_that_makes_no_sense_gives_one_clear_line(string expected, int offset, byte[] bytes)
    {
        var wav = new WavBytes { Data = [0, 0x40, 0, 0xC0] }.Build();
        bytes.CopyTo(wav, offset);
        // A pipe, since a stream that can seek is shown to other decoders too.
        var message = Assert.Throws<AudioException>(() => AudioFile.Open(new PipeStream(wav, 50), "clip.wav").ReadToEnd()).Message;
        Assert.StartsWith("clip.wav: ", message);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Millions_of_empty_chunks_are_not_stepped_over(bool pipe)
    {
        // 16 MB: "fmt " and "data" are there, but far behind.
        var wav = new WavBytes { Data = [0, 0x40] }.Build();
        var chunks = new byte[16_000_000];
        for (var i = 0; i < chunks.Length; i += 8)
            "junk\0\0\0\0"u8.CopyTo(chunks.AsSpan(i));
        byte[] padded = [.. wav[..12], .. chunks, .. wav[12..]];
        Assert.Equal("long.wav: damaged WAV file: more than 10000 chunks before its samples",
            Assert.Throws<AudioException>(() => AudioFile.Open(pipe ? new PipeStream(padded, 4096) : new MemoryStream(padded), "long.wav")).Message);
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_gives_samples_or_one_error()
    {
        var wav = new WavBytes { Channels = 2, Data = WavBytes.Encode(PcmFormat.Int16, WavBytes.Tones(9, 2, 100)), Before = [("LIST", new byte[9])] }.Build();
        for (var length = 0; length < wav.Length; length++)
            SamplesOrError(wav[..length]);
        Assert.Contains("ends before its format", Assert.Throws<AudioException>(() => Read(wav[..14])).Message);
        Assert.Contains("ends inside its 'fmt ' chunk", Assert.Throws<AudioException>(() => Read(wav[..30])).Message);
    }

    [Fact]
    public void Random_damage_gives_samples_or_one_error()
    {
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var wav = new WavBytes
            {
                Format = (PcmFormat)random.Next(6), Channels = random.Next(1, 4), Extensible = random.Next(2) == 0, Magic = random.Next(2) == 0 ? "RIFF" : "RF64",
                Data = new byte[240], Before = [("LIST", new byte[random.Next(9)])],
            }.Build();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
                wav[random.Next(random.Next(2) == 0 ? 80 : wav.Length)] = (byte)random.Next(256);
            SamplesOrError(wav);
        }
    }

    private static float[] Read(byte[] wav)
    {
        using var source = AudioFile.Open(new MemoryStream(wav), "clip.wav");
        return source.ReadToEnd();
    }

    private static bool IsPcm(byte[] wav)
    {
        try
        {
            return wav.Length == 0 || (WavHeader.IsWav(wav) && WavHeader.Read(wav.AsSpan(0, 12), new MemoryStream(wav, 12, wav.Length - 12), "").Format is not null);
        }
        catch (AudioException)
        {
            return true;
        }
    }

    private static void SamplesOrError(byte[] wav)
    {
        // What isn't PCM in WAV goes to other decoders, and to a program, where the stream can seek: not thousands of times.
        foreach (var stream in (Stream[])(IsPcm(wav) ? [new MemoryStream(wav), new PipeStream(wav, 50)] : [new PipeStream(wav, 50)]))
        {
            try
            {
                using var source = AudioFile.Open(stream, "damaged.wav");
                var samples = new float[1000];
                for (var reads = 0; reads < 100 && source.Read(samples) > 0; reads++)
                    Assert.All(samples, sample => Assert.True(float.IsFinite(sample)));
            }
            catch (AudioException e)
            {
                Assert.StartsWith("damaged.wav: ", e.Message);
            }
        }
    }
}
