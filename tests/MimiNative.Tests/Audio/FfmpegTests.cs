using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

/// <summary>What ffmpeg is asked to do, and what it is never asked to do.</summary>
[Collection("ffmpeg")]
public sealed class FfmpegTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_full_paths_of_PATH_are_searched_for_the_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are Unix's");
        var first = Directory.CreateDirectory(Path.Combine(_folder.Path, "first")).FullName;
        var second = Directory.CreateDirectory(Path.Combine(_folder.Path, "second")).FullName;
        foreach (var folder in (string[])[first, second])
            File.WriteAllText(Path.Combine(folder, "program"), "#!/bin/sh\n");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, second);
        Assert.Null(FfmpegProgram.Find($"{first}:{second}", "program")); // Not executable.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(second, "program"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(Path.Combine(second, "program"), FfmpegProgram.Find($"{relative}:{first}:{second}", "program"));
        foreach (var path in (string?[])[null, "", ".", ":", relative, $":.:{relative}", first])
            Assert.Null(FfmpegProgram.Find(path, "program"));
    }

    [Fact]
    public void It_is_not_started_where_the_caller_forbids_it()
    {
        var path = Path.Combine(_folder.Path, "sine.m4a");
        Run("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", path);
        Assert.NotEmpty(AudioFile.ReadAll(path));
        Assert.Contains("ffmpeg may not be started", Assert.Throws<AudioException>(() => AudioFile.Open(path, allowFfmpeg: false)).Message);
        using var stream = File.OpenRead(path);
        Assert.Contains("ffmpeg may not be started", Assert.Throws<AudioException>(() => AudioFile.Open(stream, "sine", allowFfmpeg: false)).Message);
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n#\u0001\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\nsecret.ts\n#\u0001\n")]
    [InlineData("ffconcat version 1.0\nfile secret.ts\n#\u0001\n")]
    public async Task A_playlist_under_any_name_reads_no_other_file(string text)
    {
        Run("-f", "lavfi", "-i", "sine=d=1", "-c:a", "mp2", Path.Combine(_folder.Path, "secret.ts"));
        foreach (var name in (string[])["p.wav", "p.m3u8", "p.ffconcat"])
        {
            var path = _folder.File(name, Encoding.UTF8.GetBytes(text));
            var error = await Assert.ThrowsAsync<AudioException>(() => Task.Run(() => AudioFile.ReadAll(path)).WaitAsync(Soon));
            Assert.Contains("not audio that can be read here", error.Message);
        }
    }

    [Fact]
    public async Task A_header_that_makes_no_sense_does_not_wait_for_the_rest()
    {
        // 1 MiB of an .au of 20 MHz: ffmpeg hands it over, and would wait for ever for someone to take it.
        var bytes = new byte[1 << 20];
        ".snd"u8.CopyTo(bytes);
        foreach (var (at, value) in (ReadOnlySpan<(int, int)>)[(4, 24), (8, bytes.Length - 24), (12, 3), (16, 20_000_000), (20, 1)])
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
        var path = _folder.File("fast.au", bytes);
        var error = await Assert.ThrowsAsync<AudioException>(() => Task.Run(() => AudioFile.ReadAll(path)).WaitAsync(Soon));
        Assert.Contains("sample rate", error.Message);
    }

    [Fact]
    public void A_source_that_is_dropped_ends_the_program()
    {
        var path = Path.Combine(_folder.Path, "long.mka");
        Run("-f", "lavfi", "-i", "sine=d=120", "-c:a", "pcm_s16le", path);
        using (var source = AudioFile.Open(path))
        {
            Assert.Equal(10, source.Read(new float[10]));
            Assert.Equal(1, Children());
        }

        Assert.Equal(0, Children());
    }

    [Theory]
    [InlineData("adts.aac", "aac")]
    [InlineData("plain.mp4", "aac")]
    [InlineData("clip.mka", "ac3")]
    [InlineData("clip.webm", "libopus")]
    [InlineData("clip.wma", "wmav2")]
    [InlineData("clip.ac3", "ac3")]
    [InlineData("clip.eac3", "eac3")]
    [InlineData("clip.ts", "mp2")]
    [InlineData("clip.mpg", "mp2")]
    [InlineData("clip.avi", "pcm_s16le")]
    [InlineData("clip.flv", "aac")]
    [InlineData("clip.wv", "wavpack")]
    [InlineData("clip.tta", "tta")]
    [InlineData("clip.mov", "pcm_s16be")]
    [InlineData("clip.mp2", "mp2")]
    public void A_format_is_found_by_its_content(string name, string codec)
    {
        var made = Path.Combine(_folder.Path, name);
        Run("-f", "lavfi", "-i", "sine=f=500:d=2:r=24000", "-ac", "1", "-c:a", codec, "-strict", "-2", made);
        var hidden = Path.Combine(_folder.Path, "hidden.wav");
        File.Move(made, hidden);
        var samples = AudioFile.ReadAll(hidden);
        Assert.InRange(samples.Length, 45_000, 52_000);
        // lavfi's sine has an amplitude of 1/8.
        Assert.InRange(Math.Sqrt(samples[10_000..40_000].Average(s => (double)s * s)), 0.08, 0.095);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        var path = Path.Combine(_folder.Path, "clip.mka");
        Run("-f", "lavfi", "-i", "sine=d=1", "-c:a", "pcm_s16le", path);
        var stream = new MemoryStream([.. new byte[77], .. File.ReadAllBytes(path)]) { Position = 77 };
        using var source = AudioFile.Open(stream, "clip");
        Assert.Equal(AudioFile.ReadAll(path), source.ReadToEnd());
    }

    private static int Children()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are counted in /proc");
        var parent = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Directory.EnumerateDirectories("/proc").Count(folder =>
        {
            try
            {
                // "1234 (ffmpeg) S 1 ...": name, state, parent.
                var fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(' ');
                return fields[1] == "(ffmpeg)" && fields[2] != "Z" && fields[3] == parent;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
    }

    private static void Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]);
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, "this ffmpeg lacks the encoder");
        }
        catch (Win32Exception)
        {
            Assert.Skip("ffmpeg is not installed");
        }
    }
}
