namespace MimiNative.Fuzz.Processes;

/// <summary>Standard streams that are closed, full, or left by their reader, and places that can't be written.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly MimiProcess _mimi = new();

    public void Dispose() => _mimi.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2>&- <&-")]
    public async Task A_result_does_not_depend_on_who_hears_remarks(string redirection)
    {
        var heard = await _mimi.Run("mimi encode a.wav $S --codes 2 --out heard.safetensors");
        var unheard = await _mimi.Run($"mimi encode a.wav $S --codes 2 --out unheard.safetensors {redirection}");
        Assert.Equal((0, heard.Output.Replace("heard", "unheard", StringComparison.Ordinal)), (unheard.ExitCode, unheard.Output));
        Assert.Equal(File.ReadAllBytes(_mimi.Path("heard.safetensors")), File.ReadAllBytes(_mimi.Path("unheard.safetensors")));
        Assert.Equal(3, (await _mimi.Run($"mimi encode nosuch.wav $S {redirection}")).ExitCode);
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("--json >/dev/full")]
    public async Task A_result_that_can_not_be_written_is_exit_code_4_and_one_line(string redirection)
    {
        var result = await _mimi.Run($"mimi encode a.wav $S {redirection}");
        Assert.Equal(4, result.ExitCode);
        Assert.DoesNotContain("bug in mimi", result.Remarks.Last());
    }

    [Fact]
    public async Task A_reader_that_leaves_after_the_first_line_is_no_failure()
    {
        File.WriteAllLines(_mimi.Path("trials.txt"), Enumerable.Repeat("a.wav a.wav", 20_000));
        var result = await _mimi.Run("mimi score trials.txt $S | head -n 1; echo ${PIPESTATUS[0]}");
        Assert.Matches(@"^a\.wav a\.wav (1|0\.99)[.\d]*\n0\n$", result.Output);
        Assert.NotEmpty(result.Remarks);
    }

    [Theory]
    [InlineData("encode a.wav --out file/x.npz")]
    [InlineData("encode a.wav --out file/x.safetensors")]
    [InlineData("encode a.wav --out /proc/x.npz")]
    [InlineData("encode a.wav --out /proc/self/x.safetensors")]
    [InlineData("embed a.wav --out file/x.npz")]
    [InlineData("embed a.wav --out file/x.safetensors")]
    [InlineData("embed a.wav --out /proc/x.csv")]
    [InlineData("embed a.wav --out file/folder")]
    [InlineData("embed a.wav --out x.npz --cache file/cache")]
    public async Task A_place_that_can_not_be_written_is_exit_code_4_and_named(string command)
    {
        File.WriteAllText(_mimi.Path("file"), "");
        var result = await _mimi.Run($"mimi {command} $S");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("can't be written", result.Remarks.Last());
        Assert.DoesNotContain(".tmp", result.Error);
    }

    [Theory]
    [InlineData("encode a.wav --taps all --out small/x.npz")]
    [InlineData("encode a.wav --taps all --out small/x.safetensors")]
    [InlineData("embed a.wav --taps all --pool all --out small/x.npz")]
    [InlineData("embed a.wav --taps all --out small/x.safetensors")]
    public async Task A_full_disk_is_exit_code_4_and_leaves_nothing(string command)
    {
        Directory.CreateDirectory(_mimi.Path("small"));
        Assert.SkipUnless((await _mimi.Run("mount -t tmpfs -o size=8k none small")).ExitCode == 0, "no file system can be mounted here");
        try
        {
            var result = await _mimi.Run($"mimi {command.Replace("--pool all", "--pool mean,stats,max,std", StringComparison.Ordinal)} $S");
            Assert.Equal(4, result.ExitCode);
            Assert.Contains("space", result.Remarks.Last());
            Assert.Empty(Directory.GetFileSystemEntries(_mimi.Path("small")));
        }
        finally
        {
            await _mimi.Run("umount small");
        }
    }

    [Fact]
    public async Task What_a_native_decoder_prints_about_a_damaged_file_is_not_heard()
    {
        Assert.SkipUnless((await _mimi.Run("ffmpeg -v error -i a.wav -b:a 64k a.mp3")).ExitCode == 0, "ffmpeg makes the MP3 file");
        var bytes = File.ReadAllBytes(_mimi.Path("a.mp3"));
        for (var i = 600; i < bytes.Length; i += 37)
            bytes[i] = 0x55;
        File.WriteAllBytes(_mimi.Path("a.mp3"), bytes);
        Assert.NotEmpty((await _mimi.Run("mimi encode a.mp3 $S")).Remarks);
    }
}
