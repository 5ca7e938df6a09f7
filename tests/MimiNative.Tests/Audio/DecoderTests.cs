using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

/// <summary>Files that libsndfile or ffmpeg decode, made by them on the spot.</summary>
[Collection("ffmpeg")]
public sealed unsafe class DecoderTests : IDisposable
{
    private const int Rate = 22050;
    private const int Frames = 40_000;

    private readonly TemporaryFolder _folder = new();
    private readonly double[] _tones = WavBytes.Tones(Frames, 2, Rate);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clip.flac", 0x170000 | 0x0002)]
    [InlineData("adpcm.wav", 0x010000 | 0x0012)]
    [InlineData("clip.ogg", 0x200000 | 0x0060)]
    [InlineData("clip.mp3", 0x230000 | 0x0082)]
    public void A_stretch_is_cut_from_what_the_whole_decodes_to(string name, int format)
    {
        var path = Encode(name, format);
        var whole = AudioFile.ReadAll(path, sampleRate: null);
        foreach (var (first, count) in ((int, int)[])[(0, 5000), (4410, 2205), (22050, 17_000), (39_000, 900)])
        {
            using var segment = AudioFile.Open(path, sampleRate: null, segment: new((double)first / Rate, (double)count / Rate));
            Assert.Equal(whole[first..(first + count)], segment.ReadToEnd());
        }
    }

    [Theory]
    [InlineData("clip.flac", 0x170000 | 0x0002)]
    [InlineData("clip.aiff", 0x020000 | 0x0002)]
    [InlineData("clip.w64", 0x0B0000 | 0x0002)]
    [InlineData("clip.caf", 0x180000 | 0x0002)]
    [InlineData("flac-named.wav", 0x170000 | 0x0002)]
    public void A_lossless_file_gives_the_bits_of_the_WAV_file(string name, int format)
    {
        var path = Encode(name, format);
        Assert.Equal(ReadWav(), AudioFile.ReadAll(path));
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        var path = Encode("clip.flac", 0x170000 | 0x0002);
        var stream = new MemoryStream([.. new byte[33], .. File.ReadAllBytes(path)]) { Position = 33 };
        using (var source = AudioFile.Open(stream, "clip"))
            Assert.Equal(AudioFile.ReadAll(path), source.ReadToEnd());
        Assert.False(stream.CanRead);
    }

    [Theory]
    [InlineData("clip.ogg", 0x200000 | 0x0060, 0.06)]
    [InlineData("g711.wav", 0x010000 | 0x0010, 0.02)]
    [InlineData("adpcm.wav", 0x010000 | 0x0012, 0.05)]
    public void A_lossy_file_gives_nearly_the_samples_of_the_WAV_file(string name, int format, double tolerance)
    {
        AssertNear(ReadWav(), AudioFile.ReadAll(Encode(name, format)), tolerance);
    }

    [Fact]
    public void An_MP3_file_gives_nearly_the_samples_of_the_WAV_file()
    {
        var path = Path.Combine(_folder.Path, "clip.mp3");
        Ffmpeg("-i", WavFile(), "-b:a", "160k", path);
        AssertNear(ReadWav(), AudioFile.ReadAll(path), 0.03);
    }

    [Fact]
    public void A_damaged_or_truncated_FLAC_file_gives_samples_or_one_error()
    {
        var good = File.ReadAllBytes(Encode("clip.flac", 0x170000 | 0x0002));
        var random = new Random(3);
        for (var round = 0; round < 60; round++)
        {
            var bytes = round % 2 == 0 ? good[..random.Next(50, good.Length)] : [.. good];
            if (round % 2 == 1)
                for (var i = random.Next(50, bytes.Length - 8); i < bytes.Length && i % 8 != 7; i++)
                    bytes[i] ^= 0x55;
            var path = _folder.File("damaged.flac", bytes);
            try
            {
                Assert.All(AudioFile.ReadAll(path), sample => Assert.True(float.IsFinite(sample)));
            }
            catch (AudioException e)
            {
                Assert.StartsWith(path + ": ", e.Message);
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void Reading_in_pieces_gives_the_same_bits()
    {
        var path = Encode("clip.ogg", 0x200000 | 0x0060);
        var whole = AudioFile.ReadAll(path);
        using var source = AudioFile.Open(path);
        var buffer = new float[1000];
        var pieces = new List<float>();
        for (int count, size = 1; (count = source.Read(buffer.AsSpan(0, size))) > 0; size = size * 7 % 997 + 1)
            pieces.AddRange(buffer.AsSpan(0, count));
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void What_ffmpeg_decodes_is_mixed_and_resampled_like_everything_else()
    {
        var wav = WavFile();
        // ALAC in MP4 is lossless, and unknown to libsndfile.
        var path = Path.Combine(_folder.Path, "clip.m4a");
        Ffmpeg("-i", wav, "-c:a", "alac", path);
        Assert.Equal(ReadWav(), AudioFile.ReadAll(path));

        using var source = AudioFile.Open(path, sampleRate: null);
        Assert.Equal(Rate, source.SampleRate);
        Assert.Equal(10, source.Read(new float[10]));
    }

    [Fact]
    public void A_file_that_ffmpeg_finds_damaged_is_named()
    {
        var path = Path.Combine(_folder.Path, "clip.m4a");
        Ffmpeg("-i", WavFile(), "-c:a", "alac", path);
        var bytes = File.ReadAllBytes(path);
        var cut = _folder.File("cut.m4a", bytes[..(bytes.Length / 2)]);
        var message = Assert.Throws<AudioException>(() => AudioFile.ReadAll(cut)).Message;
        Assert.StartsWith(cut + ": ", message);
        Assert.EndsWith("ffmpeg: Invalid data found when processing input)", message);
    }

    [Fact]
    public void What_ffmpeg_complains_of_is_a_warning_where_samples_came_all_the_same()
    {
        var path = Path.Combine(_folder.Path, "clip.mka");
        Ffmpeg("-i", WavFile(), "-c:a", "pcm_s16le", path);
        var bytes = File.ReadAllBytes(path);
        var cut = _folder.File("cut.mka", bytes[..(bytes.Length / 2)]);
        using var source = AudioFile.Open(cut);
        Assert.InRange(source.ReadToEnd().Length, 10_000, 30_000);
        Assert.Equal($"{cut}: ffmpeg: File ended prematurely", source.Warning);
    }

    [Fact]
    public void A_video_without_sound_is_named()
    {
        var path = Path.Combine(_folder.Path, "mute.avi");
        Ffmpeg("-f", "lavfi", "-i", "color=black:s=32x32:d=0.2", "-c:v", "mjpeg", path);
        Assert.StartsWith(path + ": not audio that can be read here", Assert.Throws<AudioException>(() => AudioFile.ReadAll(path)).Message);
    }

    private static void AssertNear(float[] expected, float[] actual, double tolerance)
    {
        // ADPCM ends with a whole block.
        Assert.InRange(actual.Length, expected.Length - 10, expected.Length + 1100);
        var error = Enumerable.Range(2000, 30_000).Average(i => Math.Pow(actual[i] - expected[i], 2));
        Assert.InRange(Math.Sqrt(error), 0, tolerance);
    }

    private float[] ReadWav() => AudioFile.ReadAll(WavFile());

    private string WavFile() =>
        _folder.File("clip-as.wav", new WavBytes { Channels = 2, SampleRate = Rate, Data = WavBytes.Encode(PcmFormat.Int16, _tones) }.Build());

    private void Ffmpeg(params string[] arguments)
    {
        try
        {
            using var process = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
        catch (Win32Exception)
        {
            Assert.Skip("ffmpeg is not installed");
        }
    }

    private string Encode(string name, int format)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libsndfile.so.1", out var library), "libsndfile is not installed");
        var open = (delegate* unmanaged<byte*, int, LibSndfile.Info*, nint>)NativeLibrary.GetExport(library, "sf_open");
        var write = (delegate* unmanaged<nint, short*, long, long>)NativeLibrary.GetExport(library, "sf_writef_short");
        var close = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "sf_close");

        var path = Path.Combine(_folder.Path, name);
        var info = new LibSndfile.Info { SampleRate = Rate, Channels = 2, Format = format };
        var utf8 = Marshal.StringToCoTaskMemUTF8(path);
        var file = open((byte*)utf8, 0x20, &info);
        Marshal.FreeCoTaskMem(utf8);
        Assert.SkipWhen(file == 0, $"this libsndfile does not write {name}");
        var samples = MemoryMarshal.Cast<byte, short>(WavBytes.Encode(PcmFormat.Int16, _tones));
        fixed (short* values = samples)
            Assert.Equal(Frames, write(file, values, Frames));
        close(file);
        return path;
    }
}
