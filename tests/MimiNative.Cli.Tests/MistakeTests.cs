using System.Text.Json;

namespace MimiNative.Cli.Tests;

/// <summary>What people get wrong: each is one line that says what and how else, before any work is done.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("encode CLIP --tpas latent", "unknown option --tpas; did you mean --taps?")]
    [InlineData("encode --tpas=latent CLIP", "unknown option --tpas; did you mean --taps?")]
    [InlineData("embed CLIP --otu OUT/e.npz", "unknown option --otu; did you mean --out?")]
    [InlineData("embed CLIP --out --tpas latent", "unknown option --tpas; did you mean --taps? (--out needs a value)")]
    [InlineData("inspect CLIP --jsno", "unknown option --jsno; did you mean --json?")]
    [InlineData("encode CLIP --bananas", "unknown option --bananas")]
    [InlineData("encode CLIP -z", "unknown option -z")]
    [InlineData("encoed CLIP", "there is no command 'encoed'; did you mean encode?")]
    [InlineData("inspect CLIP CLIP", "is too much: inspect takes 1 of audio")]
    [InlineData("encode", "Required argument 'audio' missing")]
    [InlineData("encode CLIP --threads 0", "--threads 0: give a whole number from 1 to 1024")]
    [InlineData("encode CLIP --threads x", "--threads x: give a whole number")]
    [InlineData("encode CLIP --codes 1.5", "--codes 1.5: give a whole number")]
    [InlineData("encode CLIP --codes 99", "--codes 99: give a whole number from 0 to 32")]
    [InlineData("encode CLIP --codes 9", "--codes 9: this model has 5 codebooks")]
    [InlineData("encode CLIP --device gpu", "--device gpu: there are cpu, opencl, opencl:N, cuda, cuda:N, ilgpu:cuda, ilgpu:opencl (with :N too), ilgpu:cpu and auto")]
    [InlineData("encode CLIP --out OUT/e.txt", "must end in .safetensors or .npz")]
    [InlineData("encode CLIP CLIP2 --out OUT/x.npz", "2 clips make 2 files; give a folder")]
    [InlineData("encode CLIP --pcm mp3", "--pcm mp3: there are u8")]
    [InlineData("encode CLIP --taps nowhere", "--taps nowhere: no tap 'nowhere'; there are: seanet.conv_in")]
    [InlineData("embed CLIP --out OUT/e.txt", "no embeddings format '.txt'")]
    [InlineData("embed CLIP --out OUT/e.csv --taps seed", "this format holds one matrix")]
    [InlineData("embed CLIP --out OUT/e.npz --pool ,", "--pool ,: names no pooling")]
    [InlineData("embed CLIP --out OUT/e.npz --pool median", "no pooling 'median'")]
    [InlineData("embed CLIP --out OUT/e.npz --durations 1,x", "--durations x: give seconds")]
    [InlineData("embed CLIP --out OUT/e.npz --shard 3/2", "--shard 3/2: give I/N")]
    [InlineData("analyze EMPTY", "dataset is empty")]
    [InlineData("analyze DATA --out EMPTY", "--out is empty")]
    [InlineData("analyze DATA --out OUT --focus nosuch/mean", "--focus nosuch/mean: not among what is embedded")]
    [InlineData("analyze DATA --out OUT --focus latent/mean/", "--focus latent/mean/: give TAP/POOLING")]
    [InlineData("analyze DATA --out OUT --focus latent", "--focus latent: give TAP/POOLING")]
    [InlineData("analyze DATA --out OUT --voice nobody", "--voice nobody: there is no such voice")]
    [InlineData("analyze DATA --out OUT --speakers 2", "--speakers goes with --diarize")]
    [InlineData("analyze DATA --out OUT --diarize --speakers 3", "--speakers 3: a conversation takes two or more, and")]
    [InlineData("diagnose DATA --resamples 0", "--resamples 0: give a whole number from 100")]
    [InlineData("train-head DATA --out OUT/h.safetensors --resamples 99", "--resamples 99: give a whole number from 100")]
    [InlineData("score CLIP --resamples 1", "--resamples 1: give a whole number from 100")]
    [InlineData("embed CLIP --out -", "--out -: results go to a file, not to standard output")]
    [InlineData("encode CLIP --out -", "--out -: results go to a file, not to standard output")]
    [InlineData("edge DATA --seed -1", "--seed -1: give a whole number from 0 on")]
    [InlineData("compare CLIP CLIP --threshold high", "--threshold high: not a number")]
    [InlineData("compare CLIP CLIP --out OUT", "--out goes with a data set")]
    [InlineData("compare DATA --threshold 1", "--reference and --threshold go with two clips")]
    [InlineData("compare DATA --tap latent,seanet.out", "--tap latent,seanet.out: this command takes one tap")]
    [InlineData("compare DATA --pool mean,std", "--pool mean,std: this command takes one")]
    [InlineData("train-head DATA --out OUT/h.npz", "must end in .safetensors")]
    [InlineData("train-head DATA", "Option '--out' is required")]
    [InlineData("train-head DATA --out OUT/h.safetensors --kind svm", "--kind svm: there are ")]
    [InlineData("profile --html OUT/", "is a folder; give a file name")]
    public void A_wrong_word_is_a_usage_error_that_says_how_else(string line, string message)
    {
        var result = Cli.Run([.. Args(line), .. line.StartsWith("encoed", StringComparison.Ordinal) ? Array.Empty<string>() : ["-w", Workplace.Tiny]]);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in mimi", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place["out"]));
    }

    [Theory]
    [InlineData("encode CLIP --out CLIP/a.npz")]
    [InlineData("embed CLIP --out CLIP/folder")]
    [InlineData("analyze DATA --out CLIP")]
    public void A_place_that_holds_no_results_is_exit_code_4_before_any_work(string line)
    {
        var result = Cli.Run([.. Args(line), "-w", Workplace.Tiny]);
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("can't be written", result.Error, StringComparison.Ordinal);
        Assert.Contains("is a file, not a folder", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in mimi", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_two_dashes_every_word_is_a_file()
    {
        var result = Cli.Run("encode", "-w", Workplace.Tiny, "--", "--tpas");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("--tpas: no such file", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("architecture -w TINY --json", "the disk is full")]
    [InlineData("devices --json", "the disk is full")]
    [InlineData("analyze nofile --json", "nofile: no such file or folder; and standard output can't be written: the disk is full")]
    [InlineData("analyze nofile --jsno --json", "did you mean --json?; and standard output can't be written: the disk is full")]
    public void An_error_that_can_not_be_told_as_json_is_the_environment_s_and_one_line(string line, string message)
    {
        using var output = new FullWriter();
        using var error = new StringWriter();
        Assert.Equal(4, MimiCommand.Run([.. line.Split(' ').Select(w => w == "TINY" ? Workplace.Tiny : w)], output, error));
        Assert.EndsWith(message, Assert.Single(error.ToString().Split('\n'), l => l.Contains("disk is full", StringComparison.Ordinal)).TrimEnd());
    }

    [Theory]
    [InlineData("encode missing.wav --json", 3, "bad input", "missing.wav")]
    [InlineData("encode CLIP --tpas latent --json", 2, "usage", "--tpas")]
    [InlineData("encode CLIP --threads x --json", 2, "usage", "--threads x")]
    [InlineData("encode CLIP --device opencl:77 --json", 4, "environment", "opencl:77")]
    [InlineData("encode CLIP --device ilgpu:opencl:77 --json", 4, "environment", "ilgpu:opencl")]
    public void With_json_an_error_is_json_too(string line, int code, string kind, string word)
    {
        var result = Cli.Run([.. Args(line), "-w", Workplace.Tiny]);
        Assert.Equal(code, result.ExitCode);
        var error = result.Json.GetProperty("error");
        Assert.Equal(kind, error.GetProperty("kind").GetString());
        Assert.Equal(code, error.GetProperty("exit_code").GetInt32());
        Assert.Contains(word, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(word, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_leaves_results_and_errors()
    {
        var quiet = Cli.Run("encode", _place.Wav(), _place["missing.wav"], "-w", Workplace.Tiny, "--quiet");
        Assert.Equal(3, quiet.ExitCode);
        Assert.Contains("missing.wav", Assert.Single(quiet.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("latent", quiet.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_clip_into_a_folder_becomes_a_file_of_its_name()
    {
        Assert.Equal(0, Cli.Run("encode", _place.Wav(), "-w", Workplace.Tiny, "--out", _place["folder"]).ExitCode);
        Assert.True(File.Exists(_place["folder/a.safetensors"]));
    }

    [Fact]
    public void Labels_without_a_clean_row_list_what_there_is_and_one_can_be_chosen()
    {
        var data = _place.Voices();
        Assert.Equal(0, Cli.Run("embed", data, "-w", Workplace.Tiny, "--out", _place["e.npz"]).ExitCode);
        var table = File.ReadAllText(Path.Combine(data, "metadata.csv"));
        var labels = _place.Write("labels.csv", table.Replace(",clean,", ",studio,", StringComparison.Ordinal));
        var refused = Cli.Run("metrics", _place["e.npz"], labels);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("--augmentation: studio (12)", refused.Error, StringComparison.Ordinal);
        var other = Cli.Run("metrics", _place["e.npz"], labels, "--augmentation", "clean");
        Assert.Equal(2, other.ExitCode);
        string[] quick = ["--resamples", "100", "--json"];
        var chosen = Cli.Run(["metrics", _place["e.npz"], labels, "--augmentation", "studio", .. quick]);
        Assert.Equal(0, chosen.ExitCode);
        var plain = Cli.Run(["metrics", _place["e.npz"], _place.Write("plain.csv", table), .. quick]);
        Assert.Equal(JsonSerializer.Serialize(plain.Json.GetProperty("values")), JsonSerializer.Serialize(chosen.Json.GetProperty("values")));
    }

    [Fact]
    public void The_shell_can_ask_what_may_follow()
    {
        Assert.Contains("train-head", Cli.Run("[suggest:7]", "mimi tr").Output, StringComparison.Ordinal);
        Assert.Contains("--taps", Cli.Run("[suggest:15]", "mimi encode --t").Output, StringComparison.Ordinal);
        foreach (var shell in (string[])["bash", "zsh", "fish"])
            Assert.Contains("suggest:", Cli.Run("completion", shell).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_a_command_is_found_both_ways()
    {
        Assert.Equal(Cli.Run("weights", "check", "--help").Output, Cli.Run("help", "weights", "check").Output);
        Assert.Equal(Cli.Run("--help").Output, Cli.Run("help").Output);
        var wrong = Cli.Run("help", "encoed");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("did you mean encode?", wrong.Error, StringComparison.Ordinal);
    }

    private string[] Args(string line) => [.. line.Split(' ').Select(a => a
        .Replace("CLIP2", _place["b.wav"]).Replace("CLIP", _place.Wav()).Replace("DATA", a == "DATA" ? _place.Voices(2, 2) : "").Replace("OUT", _place["out"]).Replace("EMPTY", ""))];

    [Theory]
    [InlineData("embed DATA --out OUT/e.npz")]
    [InlineData("train-head DATA --out OUT/h.safetensors")]
    [InlineData("voice DATA")]
    [InlineData("compare DATA")]
    public void Recordings_that_are_left_out_since_they_are_there_already_are_said(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var data = _place.Voices(2, 3);
        File.CreateSymbolicLink(Path.Combine(Directory.GetDirectories(data)[0], "again.wav"), Directory.GetFiles(data, "*.wav", SearchOption.AllDirectories)[0]);
        File.Delete(Path.Combine(data, "metadata.csv"));
        var result = Cli.Run([.. line.Split(' ').Select(w => w == "DATA" ? data : w.Replace("OUT", _place["out"], StringComparison.Ordinal)), "-w", Workplace.Tiny]);
        Assert.Contains("1 further names of files or folders of this data set (links) are left out", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("encode")]
    public void A_truncated_recording_is_named_once(string command)
    {
        var bytes = File.ReadAllBytes(_place.Wav());
        var path = _place.Write("short.wav", bytes[..^1000]);
        Assert.Equal($"mimi: {path}: truncated, 500 of {(bytes.Length - 44) / 2} samples are missing", Assert.Single(Cli.Run(command, path, "-w", Workplace.Tiny).Error.Split('\n'), l => l.Contains("truncated", StringComparison.Ordinal)));
    }

    /// <summary>As /dev/full.</summary>
    private sealed class FullWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("the disk is full");
    }
}
