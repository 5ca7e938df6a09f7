using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

public sealed class AudioFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named()
    {
        AssertFails(Path.Combine(_folder.Path, "absent.wav"), "no such file");
        AssertFails(Path.Combine(_folder.Path, "absent", "clip.wav"), "no such file");
    }

    [Fact]
    public void A_directory_is_not_audio() => AssertFails(_folder.Path, "this is a directory");

    [Fact]
    public void An_empty_file_is_named() => AssertFails(_folder.File("empty.wav", []), "the file is empty (0 bytes)");

    [Fact]
    public void A_file_without_permission_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are Unix's");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read every file");
        var path = _folder.File("secret.wav", new WavBytes { Data = [1, 2] }.Build());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
        AssertFails(path, "no permission to read this file");
    }

    [Theory, InlineData("notes.wav"), InlineData("notes.gsm"), InlineData("notes.mp3"), InlineData("notes")]
    public void A_text_file_is_told_from_audio_whatever_its_name(string name) =>
        AssertFails(_folder.File(name, "Dies ist kein Ton, sondern Text über Töne.\n"u8.ToArray()), "this is a text file, not audio");

    [Fact]
    public void Bytes_that_mean_nothing_are_not_audio()
    {
        var bytes = new byte[3000];
        new Random(2).NextBytes(bytes);
        AssertFails(_folder.File("noise.wav", bytes), "not audio that can be read here");
    }

    [Fact]
    public void Audio_without_samples_is_named() => AssertFails(_folder.File("none.wav", new WavBytes().Build()), "the audio has no samples");

    [Theory]
    [InlineData(double.NaN, "sample 5000 (at 0.3125 s) is NaN")]
    [InlineData(double.PositiveInfinity, "sample 5000 (at 0.3125 s) is infinite")]
    [InlineData(1e300, "sample 5000 (at 0.3125 s) is infinite")]
    public void A_sample_that_is_not_finite_is_named_with_its_place(double value, string expected)
    {
        var values = new double[8000];
        values[5000] = value;
        var wav = new WavBytes { Format = PcmFormat.Float64, SampleRate = 16000, Data = WavBytes.Encode(PcmFormat.Float64, values) };
        AssertFails(_folder.File("broken.wav", wav.Build()), expected);
    }

    [Fact]
    public void A_file_is_resampled_to_24_kHz_unless_another_rate_or_its_own_is_asked_for()
    {
        var path = _folder.File("eight.wav", new WavBytes { SampleRate = 8000, Data = WavBytes.Encode(PcmFormat.Int16, WavBytes.Tones(8000, 1, 8000)) }.Build());
        var own = AudioFile.ReadAll(path, null);
        Assert.Equal(8000, own.Length);
        Assert.Equal(24000, AudioFile.ReadAll(path).Length);
        Assert.Equal(16000, AudioFile.ReadAll(path, 16000).Length);
        Assert.Equal(Resampler.Resample(own, 8000, 24000), AudioFile.ReadAll(path));
    }

    [Fact]
    public async Task A_pipe_or_a_device_is_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/mkfifo"), "there is no mkfifo");
        var pipe = Path.Combine(_folder.Path, "pipe.wav");
        System.Diagnostics.Process.Start("/usr/bin/mkfifo", [pipe]).WaitForExit();
        var link = Path.Combine(_folder.Path, "link.wav");
        File.CreateSymbolicLink(link, pipe);
        foreach (var (path, kind) in ((string, string)[])[(pipe, "a named pipe"), (link, "a named pipe"), ("/dev/zero", "a character device")])
        {
            var error = await Assert.ThrowsAsync<AudioException>(() => Task.Run(() => AudioFile.ReadAll(path)).WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Equal($"{path}: this is {kind}, not a regular file", error.Message);
        }
    }

    [Fact]
    public void A_name_with_control_characters_is_shown_on_one_line()
    {
        var message = Assert.Throws<AudioException>(() => AudioFile.ReadAll(Path.Combine(_folder.Path, "a\u001b[31m\nb\u202e.wav"))).Message;
        Assert.EndsWith("a\\u001B[31m\\nb\\u202E.wav: no such file", message);
    }

    [Fact]
    public void A_name_with_a_zero_character_is_no_file() =>
        Assert.Throws<AudioException>(() => AudioFile.ReadAll(Path.Combine(_folder.Path, "a\0.wav")));

    [Fact]
    public void Raw_PCM_is_the_same_as_its_WAV_file()
    {
        foreach (var format in Enum.GetValues<PcmFormat>())
        {
            var data = WavBytes.Encode(format, WavBytes.Tones(2000, 2, 16000));
            var path = _folder.File("clip.wav", new WavBytes { Format = format, Channels = 2, SampleRate = 16000, Data = data }.Build());
            using var raw = AudioFile.OpenRawPcm(new PipeStream(data, 99), format, 16000, channels: 2);
            Assert.Equal(AudioFile.ReadAll(path), raw.ReadToEnd());
        }
    }

    [Fact]
    public void Raw_PCM_that_can_not_be_is_refused()
    {
        Assert.Contains("a sample rate of 999 Hz; it must be 1000 to", Assert.Throws<AudioException>(() => AudioFile.OpenRawPcm(new MemoryStream(), PcmFormat.Int16, 999)).Message);
        Assert.Contains("a sample rate of 0 Hz", Assert.Throws<AudioException>(() => AudioFile.OpenRawPcm(new MemoryStream(), PcmFormat.Int16, 0)).Message);
        Assert.Contains("0 channels", Assert.Throws<AudioException>(() => AudioFile.OpenRawPcm(new MemoryStream(), PcmFormat.Int16, 16000, channels: 0)).Message);
        using var empty = AudioFile.OpenRawPcm(new MemoryStream(), PcmFormat.Int16, 16000);
        Assert.Equal("standard input: the audio has no samples", Assert.Throws<AudioException>(() => empty.Read(new float[10])).Message);
        using var cut = AudioFile.OpenRawPcm(new MemoryStream([0, 0x40, 7]), PcmFormat.Int16, 24000);
        Assert.Equal([0.5f], cut.ReadToEnd());
        Assert.Contains("ends inside a sample", cut.Warning);
    }

    [Theory, InlineData(PcmFormat.Int16), InlineData(PcmFormat.Float32)]
    public void What_is_written_is_read_again(PcmFormat format)
    {
        float[] samples = [0, 0.5f, -1, 32767 / 32768f, -3 / 32768f];
        var path = Path.Combine(_folder.Path, "written.wav");
        WavWriter.Write(path, [1, 2, 3], 8000, format);
        WavWriter.Write(path, samples, 24000, format);
        Assert.Equal(samples, AudioFile.ReadAll(path, null));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Written_integers_are_rounded_and_clipped()
    {
        var stream = new MemoryStream();
        WavWriter.Write(stream, [1.5f, -1.5f, 0.6f / 32768], 24000);
        stream.Position = 0;
        using var source = AudioFile.Open(stream, "clip");
        Assert.Equal([32767 / 32768f, -1f, 1 / 32768f], source.ReadToEnd());
    }

    [Fact]
    public void An_array_is_a_source_in_any_pieces()
    {
        using var source = new ArrayAudioSource(new float[] { 1, 2, 3, 4, 5 }, 8000);
        var two = new float[2];
        Assert.Equal((8000, 5L), (source.SampleRate, source.Length));
        Assert.Equal(2, source.Read(two));
        Assert.Equal([3f, 4f, 5f], source.ReadToEnd());
        Assert.Equal(0, source.Read(two));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArrayAudioSource(two, 0));
    }

    private static void AssertFails(string path, string expected)
    {
        var message = Assert.Throws<AudioException>(() => AudioFile.ReadAll(path)).Message;
        Assert.StartsWith(path + ": ", message);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }
}
