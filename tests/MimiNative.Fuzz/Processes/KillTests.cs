using System.Globalization;
using MimiNative.Cli;

namespace MimiNative.Fuzz.Processes;

/// <summary>Runs that end at any moment, run twice at once, or find what they kept damaged.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("MIMI_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    private readonly MimiProcess _mimi = new();
    private readonly Random _random = new(Seed);

    public void Dispose() => _mimi.Dispose();

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task A_run_that_is_killed_at_any_moment_leaves_the_old_file_or_the_new_one(string signal)
    {
        var start = Environment.TickCount64;
        Assert.Equal(0, (await _mimi.Run("mimi encode a.wav $S --out new.safetensors")).ExitCode);
        var usual = (int)(Environment.TickCount64 - start);
        var whole = File.ReadAllBytes(_mimi.Path("new.safetensors"));
        for (var round = 0; round < 4; round++)
        {
            File.WriteAllText(_mimi.Path("x.safetensors"), "old");
            var wait = (_random.NextDouble() * usual / 1000).ToString("0.000", CultureInfo.InvariantCulture);
            await _mimi.Run($"\"${{M[@]}}\" encode a.wav $S --out x.safetensors & sleep {wait}; kill -{signal} $!; wait");
            var found = File.ReadAllBytes(_mimi.Path("x.safetensors"));
            Assert.True(found.AsSpan().SequenceEqual("old"u8) || found.AsSpan().SequenceEqual(whole), $"MIMI_FUZZ_SEED={Seed}, round {round}, {wait} s: {found.Length} bytes of {whole.Length}");
            if (signal == "TERM")
                Assert.Empty(Directory.GetFiles(_mimi.Folder, "*.tmp"));
        }
    }

    [Fact]
    public async Task Two_runs_with_one_output_leave_a_whole_file()
    {
        var result = await _mimi.Run("for i in 1 2 3; do mimi encode a.wav $S --codes 4 --out x.safetensors >/dev/null & p[$i]=$!; done; for i in 1 2 3; do wait ${p[$i]} || echo failed; done; mimi encode a.wav $S --codes 4 --out alone.safetensors >/dev/null");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(File.ReadAllBytes(_mimi.Path("alone.safetensors")), File.ReadAllBytes(_mimi.Path("x.safetensors")));
        Assert.Empty(Directory.GetFiles(_mimi.Folder, "*.tmp"));
    }

    [Fact]
    public async Task Two_runs_with_one_cache_end_in_the_right_file_or_in_a_line_that_says_why()
    {
        var result = await _mimi.Run("for i in 1 2; do mimi embed a.wav $S --cache cache --out $i.npz >/dev/null & p[$i]=$!; done; for i in 1 2; do wait ${p[$i]} && echo $i; done");
        Assert.NotEmpty(result.Output);
        Assert.DoesNotContain("bug in mimi", string.Join('\n', result.Remarks));
        await _mimi.Run("mimi embed a.wav $S --out alone.npz");
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), i => Assert.Equal(File.ReadAllBytes(_mimi.Path("alone.npz")), File.ReadAllBytes(_mimi.Path($"{i}.npz"))));
    }

    [Fact]
    public void A_damaged_cache_changes_no_result()
    {
        Assert.Equal(0, Embed("whole.npz"));
        var expected = File.ReadAllBytes(_mimi.Path("whole.npz"));
        var journal = Assert.Single(Directory.GetFiles(_mimi.Path("cache")));
        var bytes = File.ReadAllBytes(journal);
        for (var round = 0; round < 10; round++)
        {
            var damaged = (byte[])bytes.Clone();
            if (round % 3 == 0)
                damaged = damaged[.._random.Next(damaged.Length)];
            else
                for (var i = round; i > 0; i--)
                    damaged[_random.Next(damaged.Length)] ^= (byte)_random.Next(1, 256);
            File.WriteAllBytes(journal, damaged);
            Assert.Equal(0, Embed("x.npz"));
            Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(_mimi.Path("x.npz"))), $"MIMI_FUZZ_SEED={Seed}, round {round}");
        }
    }

    [Fact]
    public void A_folder_in_the_place_of_the_cache_is_a_line_and_no_bug()
    {
        Assert.Equal(0, Embed("x.npz"));
        var journal = Assert.Single(Directory.GetFiles(_mimi.Path("cache")));
        File.Delete(journal);
        Directory.CreateDirectory(journal);
        Assert.InRange(Embed("x.npz"), 3, 4);
    }

    [Fact]
    public void A_link_in_the_place_of_the_cache_is_not_written_through()
    {
        Assert.Equal(0, Embed("x.npz"));
        var journal = Assert.Single(Directory.GetFiles(_mimi.Path("cache")));
        File.Delete(journal);
        File.WriteAllText(_mimi.Path("precious"), "precious");
        File.CreateSymbolicLink(journal, "../precious");
        Assert.Equal(3, Embed("x.npz"));
        Assert.Equal("precious", File.ReadAllText(_mimi.Path("precious")));
    }

    [Fact]
    public async Task A_pipe_among_recordings_is_left_out_at_once()
    {
        Assert.Equal(0, (await _mimi.Run("mkdir -p set/v set/w && cp a.wav set/v/a.wav && mkfifo set/w/b.wav set/pipe.csv")).ExitCode);
        var result = await _mimi.Run("mimi embed set $S --out x.npz; echo $?");
        Assert.EndsWith("3\n", result.Output);
        Assert.Contains("named pipe", result.Remarks.Last());
    }

    private int Embed(string output)
    {
        using var error = new StringWriter();
        var code = MimiCommand.Run(["embed", _mimi.Path("a.wav"), "--weights", "synthetic:1", "--cache", _mimi.Path("cache"), "--out", _mimi.Path(output)], TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("bug in mimi", error.ToString());
        return code;
    }
}
