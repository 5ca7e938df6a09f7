using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Cli.Inputs;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

public sealed class MergeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-merge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".npz")]
    [InlineData(".parquet")]
    public void Parts_put_together_are_the_bytes_of_one_run(string extension)
    {
        var data = Clips();
        var whole = Embed(data, "whole" + extension);
        string[] parts = [.. Enumerable.Range(1, 3).Select(i => Embed(data, $"part{i}{extension}", "--shard", $"{i}/3"))];
        var merged = Cli.Run("merge", parts[2], parts[0], parts[1], "--out", At("merged" + extension));
        Assert.Equal((0, $"9 clips of 3 parts → {At("merged" + extension)}"), (merged.ExitCode, merged.Output.Trim()));
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(At("merged" + extension)));
    }

    [Fact]
    public void What_a_part_left_out_is_left_out_of_the_whole_and_said()
    {
        var data = Clips();
        File.WriteAllText(Path.Combine(data, "b/2.wav"), "no audio");
        var whole = Run(data, "whole.npz", 3, []);
        string[] parts = [.. Enumerable.Range(1, 2).Select(i => Run(data, $"p{i}.npz", null, ["--shard", $"{i}/2"]))];
        var merged = Cli.Run(["merge", .. parts, "--out", At("m.npz")]);
        Assert.Equal(3, merged.ExitCode);
        Assert.Contains("1 of 9 recordings have no row", merged.Error);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(At("m.npz")));
    }

    [Fact]
    public void A_missing_doubled_damaged_or_foreign_part_is_refused_by_name_and_nothing_is_written()
    {
        var data = Clips();
        string[] parts = [.. Enumerable.Range(1, 3).Select(i => Embed(data, $"p{i}.safetensors", "--shard", $"{i}/3"))];
        Refused("1 of 3 parts is missing: 2", parts[0], parts[2]);
        Refused($"{parts[0]} and {parts[0]} are both part 1 of 3", parts[0], parts[0], parts[2]);
        Refused("is of 3 of 9: they are no parts of one whole", parts[0], Embed(data, "of2.safetensors", "--shard", "2/2"), parts[2]);
        Refused("no part of a data set", parts[0], Embed(data, "whole.safetensors"), parts[2]);
        Refused("synthetic is 'true', and in ", parts[0], Embed(data, "other.safetensors", "--shard", "2/3", "-w", "synthetic:1"), parts[2]);
        Refused("pooling is 'stats'", parts[0], Embed(data, "pool.safetensors", "--shard", "2/3", "--pool", "stats"), parts[2]);
        Refused("all of one format that holds ids and what made them: .safetensors, .npz, .parquet", parts[0], Embed(data, "x.npz", "--shard", "2/3"), parts[2]);

        File.Move(Path.Combine(data, "a/1.wav"), Path.Combine(data, "a/9.wav"));
        Refused("with other ids", parts[0], Embed(data, "renamed.safetensors", "--shard", "2/3"), parts[2]);
        var half = At("half.safetensors");
        File.WriteAllBytes(half, File.ReadAllBytes(parts[1])[..^100]);
        Refused(half, parts[0], half, parts[2]);

        void Refused(string why, params string[] files)
        {
            var result = Cli.Run(["merge", .. files, "--out", At("merged.safetensors")]);
            Assert.Equal(3, result.ExitCode);
            Assert.Contains(why, result.Error.ReplaceLineEndings(" "));
            Assert.False(File.Exists(At("merged.safetensors")));
        }
    }

    /// <summary>A hundred machines: parts of a clip or two, given in any order; with one missing, one twice or one half-written nothing is made, and which one it is is said.</summary>
    [Fact]
    public void A_hundred_parts_are_one_run_and_the_one_that_is_wrong_is_named()
    {
        var data = At("many");
        Directory.CreateDirectory(data);
        File.WriteAllLines(Path.Combine(data, "metadata.csv"), ["sample_id,voice_id,filepath", .. Enumerable.Range(0, 130).Select(i => $"c{i},v{i % 7},{i}.wav")]);
        for (var i = 0; i < 130; i++)
            MimiNative.Audio.WavWriter.Write(Path.Combine(data, $"{i}.wav"), [.. Enumerable.Range(0, 400 + 37 * (i % 50)).Select(k => 0.3f * MathF.Sin((0.01f + 0.001f * i) * k))]);
        string[] parts = [.. Enumerable.Range(1, 100).Select(i => Embed(data, $"part{i}.safetensors", "--threads", "1", "--shard", $"{i}/100"))];

        var (missing, doubled, half) = (parts.Where((_, i) => i != 41), parts.Append(parts[7]), At("half.safetensors"));
        File.WriteAllBytes(half, File.ReadAllBytes(parts[63])[..^200]);
        foreach (var (files, why) in (ReadOnlySpan<(IEnumerable<string>, string)>)[(missing, "1 of 100 parts is missing: 42"), (doubled, "are both part 8 of 100"), (parts.Select((p, i) => i == 63 ? half : p), half)])
        {
            var refused = Cli.Run(["merge", .. files, "--out", At("merged.safetensors")]);
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains(why, refused.Error.ReplaceLineEndings(" "));
            Assert.False(File.Exists(At("merged.safetensors")));
        }

        new Random(1).Shuffle(parts);
        Assert.Equal(0, Cli.Run(["merge", .. parts, "--out", At("merged.safetensors")]).ExitCode);
        // The number of threads stands in a file.
        Assert.Equal(File.ReadAllBytes(Embed(data, "one.safetensors", "--threads", "1")), File.ReadAllBytes(At("merged.safetensors")));
    }

    [Theory]
    [InlineData("2/8", "", 2, 8)]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1", 1, 3)]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1", 3, 3)]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=30 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=10", 3, 3)]
    public void A_part_is_named_or_Slurm_s_task(string text, string environment, int index, int count)
    {
        var shard = ShardChoice.Parse(text, Ten, Variables(environment));
        Assert.Equal((index, count), (shard.Index, shard.Plan.Count));
    }

    [Theory]
    [InlineData("0/3", "", "give I/N")]
    [InlineData("4/3", "", "give I/N")]
    [InlineData("-1/3", "", "give I/N")]
    [InlineData("slurm", "", "SLURM_ARRAY_TASK_ID isn't set; this is no task of a job array")]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=x", "SLURM_ARRAY_TASK_ID is 'x', no whole number")]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1", "arrays with gaps")]
    [InlineData("slurm", "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_STEP=1", "task 2 is an array of one task")]
    public void What_is_no_part_is_refused(string text, string environment, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => ShardChoice.Parse(text, Ten, Variables(environment))).Message);

    [Fact]
    public void Three_tasks_of_an_array_and_a_merge_give_one_run()
    {
        var data = Clips();
        try
        {
            foreach (var (name, value) in (IEnumerable<(string, string)>)[("COUNT", "3"), ("MIN", "0"), ("STEP", "1")])
                Environment.SetEnvironmentVariable($"SLURM_ARRAY_TASK_{name}", value);
            foreach (var task in (string[])["0", "1", "2"])
            {
                Environment.SetEnvironmentVariable("SLURM_ARRAY_TASK_ID", task);
                Embed(data, $"t{task}.npz", "--shard", "slurm");
            }
        }
        finally
        {
            foreach (var name in (string[])["COUNT", "MIN", "STEP", "ID"])
                Environment.SetEnvironmentVariable($"SLURM_ARRAY_TASK_{name}", null);
        }
        Assert.Equal(0, Cli.Run("merge", At("t0.npz"), At("t1.npz"), At("t2.npz"), "--out", At("m.npz")).ExitCode);
        Assert.Equal(File.ReadAllBytes(Embed(data, "whole.npz")), File.ReadAllBytes(At("m.npz")));
    }

    private static DataSet Ten { get; } = new("x", "x", [.. Enumerable.Range(0, 10).Select(i => new Sample { Id = $"{i}", Voice = "v" })]);

    private static Func<string, string?> Variables(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]).GetValueOrDefault;

    private string At(string name) => Path.Combine(_folder, name);

    private string Clips()
    {
        var data = At("data");
        foreach (var (voice, v) in ((string[])["a", "b", "c"]).Select((n, i) => (n, i)))
            for (var s = 1; s <= 3; s++)
            {
                Directory.CreateDirectory(Path.Combine(data, voice));
                var (pitch, length) = (0.02f * (1 + v) + 0.003f * s, 3000 * (1 + v * 3 + s));
                MimiNative.Audio.WavWriter.Write(Path.Combine(data, voice, $"{s}.wav"), [.. Enumerable.Range(0, length).Select(i => 0.3f * MathF.Sin(pitch * i))]);
            }
        return data;
    }

    private string Embed(string data, string name, params string[] more) => Run(data, name, 0, more);

    private string Run(string data, string name, int? expected, string[] more)
    {
        var path = At(name);
        var result = Cli.Run(["embed", data, .. more.Contains("-w") ? (string[])[] : ["-w", Repository.Shared("reference/tiny/checkpoint/hf")], "--out", path, .. more]);
        if (expected is { } code)
            Assert.True(result.ExitCode == code, result.Error);
        return path;
    }
}
