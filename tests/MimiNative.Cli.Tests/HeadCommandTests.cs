using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;

namespace MimiNative.Cli.Tests;

public sealed class HeadCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_head_says_what_it_is_worth_and_what_made_it()
    {
        var trained = Train("lda", "--tap", "seanet.out", "--pool", "std");
        var json = trained.Json;
        Assert.Equal("seanet.out/std", json.GetProperty("embedding").GetString());
        Assert.Equal(JsonValueKind.Number, json.GetProperty("eer_unseen_voices").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Number, json.GetProperty("eer_unseen_voices_and_texts_cosine").GetProperty("value").ValueKind);
        Assert.Equal(4, json.GetProperty("training").GetProperty("voices").GetArrayLength());
        var head = HeadFile.Read(_place["lda.safetensors"]);
        Assert.Equal(json.GetProperty("eer_unseen_voices").GetProperty("value").GetDouble(), head.Errors.Head.Value);
        Assert.Equal(json.GetProperty("used").GetProperty("weights_sha256").GetString(), head.Origin.WeightsSha256);
        Assert.Equal(json.GetProperty("training").GetProperty("sha256").GetString(), head.Training.Sha256);
        Assert.False(head.Origin.Synthetic);
    }

    [Fact]
    public void The_table_of_a_head_has_its_rates_beside_cosine()
    {
        var data = _place.Voices(4, 4);
        var said = Cli.Run("train-head", data, "-w", Workplace.Tiny, "--out", _place["h.safetensors"], "--resamples", "100");
        Assert.Equal(0, said.ExitCode);
        var errors = HeadFile.Read(_place["h.safetensors"]).Errors;
        var row = said.Output.Split('\n').Single(l => l.Contains("voices and texts never heard", StringComparison.Ordinal));
        Assert.Contains($"{100 * errors.HeadUnseenTexts.Value:0.0} %", row, StringComparison.Ordinal);
        Assert.Contains($"{100 * errors.CosineUnseenTexts.Value:0.0} %", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lda")]
    [InlineData("plda")]
    public void Embed_projects_and_says_so_in_names_and_dimension(string kind)
    {
        Train(kind, "--pool", "stats", "--duration", "0.5");
        var result = Cli.Run("embed", _place.Voices(4, 4), "-w", Workplace.Tiny, "--head", _place[$"{kind}.safetensors"], "--out", _place["e.npz"], "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"latent/stats/0.5s/{kind}", Assert.Single(result.Json.GetProperty("embeddings").EnumerateArray()).GetString());
        Assert.Equal(3, result.Json.GetProperty("dimensions")[0].GetInt32());
        var matrix = Assert.Single(EmbeddingFile.Read(_place["e.npz"]));
        Assert.Equal(($"latent/stats/0.5s/{kind}", 3), (matrix.Name, matrix.Columns));
        var head = HeadFile.Read(_place[$"{kind}.safetensors"]);
        Assert.Equal(head.Sha256, EmbeddingFile.ReadMetadata(_place["e.npz"])["head_sha256"]);

        Assert.Equal(0, Cli.Run("embed", _place.Voices(4, 4), "-w", Workplace.Tiny, "--pool", "stats", "--durations", "0.5", "--out", _place["plain.npz"]).ExitCode);
        var plain = EmbeddingFile.Read(_place["plain.npz"]).Single(m => m.Name == "latent/stats/0.5s");
        Assert.Equal((float)head.Map.Transform(plain.Values.AsSpan(0, plain.Columns))[0], matrix.Values[0]);
    }

    [Theory]
    [InlineData("lda", "similarity")]
    [InlineData("plda", "log-likelihood ratio")]
    public void Compare_and_score_use_the_head(string kind, string word)
    {
        Train(kind);
        var head = HeadFile.Read(_place[$"{kind}.safetensors"]);
        var clips = Directory.GetFiles(_place.Voices(4, 4), "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        string[] with = ["-w", Workplace.Tiny, "--head", _place[$"{kind}.safetensors"]];
        var two = Cli.Run(["compare", clips[0], clips[5], "--reference", _place.Voices(4, 4), .. with]);
        Assert.Equal(0, two.ExitCode);
        Assert.StartsWith(word, two.Output, StringComparison.Ordinal);
        Assert.Contains("4 voices with the same name", two.Error, StringComparison.Ordinal);
        var similarity = Cli.Run(["compare", clips[0], clips[5], "--json", .. with]).Json.GetProperty("similarity").GetDouble();

        var folder = _place.Voices(4, 4);
        var trials = _place.Write("trials", $"1 {Path.GetRelativePath(folder, clips[0])} {Path.GetRelativePath(folder, clips[1])}\n0 {Path.GetRelativePath(folder, clips[0])} {Path.GetRelativePath(folder, clips[5])}\n");
        Assert.Equal(0, Cli.Run(["score", trials, "--audio", folder, "--out", _place["scores"], .. with]).ExitCode);
        Assert.Equal(similarity, double.Parse(File.ReadLines(_place["scores"]).Last().Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), 1e-6);
        Assert.Contains(head.Sha256!, File.ReadAllText(_place["scores.json"]), StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run(["score", trials, "--audio", folder, "--centred", .. with]).ExitCode);

        var all = Cli.Run(["compare", folder, "--json", .. with]);
        Assert.Equal($"latent/mean/{kind}", all.Json.GetProperty("embedding").GetString());
    }

    [Theory]
    [InlineData("1 V/0.wav V/1.wav\n0 V/0.wav W/0.wav\n", true)]
    [InlineData("V/0.wav V/1.wav\n", true)]
    [InlineData("V_0 V_1 target\nV_0 W_0 nontarget\n", true)]
    [InlineData("a b target\na c nontarget\n", false)]
    [InlineData("a b\n", false)]
    public void Scores_say_that_the_head_knows_the_voices_though_nobody_said_who_speaks(string trials, bool known)
    {
        Train("lda");
        var voices = HeadFile.Read(_place["lda.safetensors"]).Training.Voices;
        var list = _place.Write("t.txt", trials.Replace("V", voices[0], StringComparison.Ordinal).Replace("W", voices[1], StringComparison.Ordinal));
        var clips = Directory.GetFiles(_place.Voices(4, 4), "*.wav", SearchOption.AllDirectories);
        var audio = Directory.CreateDirectory(_place["wav"]).FullName;
        foreach (var (index, recording) in File.ReadAllText(list).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("0" or "1" or "target" or "nontarget")).Distinct().Index())
        {
            var path = Path.Combine(audio, recording.EndsWith(".wav", StringComparison.Ordinal) ? recording : recording + ".wav");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(clips[index], path);
        }

        string[] command = ["score", list, "--audio", audio, "--head", _place["lda.safetensors"], "-w", Workplace.Tiny, "--resamples", "100"];
        var word = known ? "The head knows these speakers. It was fitted on " : "The head may know these speakers. ";
        Assert.Contains(word, Cli.Run(command).Error, StringComparison.Ordinal);
        var json = Cli.Run([.. command, "--json"]);
        Assert.Contains(json.Json.GetProperty("results")[0].GetProperty("cautions").EnumerateArray(), c => c.GetString()!.StartsWith(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("seanet.out/mean", "--tap", "seanet.out")]
    [InlineData("latent/std", "--pool", "std")]
    [InlineData("latent/mean/1s", "--duration", "1")]
    [InlineData("per-layer", "--padding", "per-layer")]
    [InlineData("synthetic:1", "-w", "synthetic:1")]
    public void A_head_for_something_else_is_refused_naming_both(string other, params string[] options)
    {
        Train("lda");
        string[] weights = options[0] == "-w" ? [] : ["-w", Workplace.Tiny];
        var clip = _place.Wav();
        string[][] commands = [["embed", clip, "--out", _place["e.npz"]], ["compare", clip, clip], ["score", _place.Write("trials", "a a\n")]];
        foreach (var command in commands)
        {
            var result = Cli.Run([.. command, "--head", _place["lda.safetensors"], .. weights, .. options]);
            Assert.Equal(3, result.ExitCode);
            Assert.Contains(other, result.Error, StringComparison.Ordinal);
            Assert.Contains(options[0] switch { "--padding" => "waveform", "-w" => "hf", _ => "latent/mean" }, result.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(_place["e.npz"]));
    }

    private CliResult Train(string kind, params string[] options)
    {
        var result = Cli.Run(["train-head", _place.Voices(4, 4), "-w", Workplace.Tiny, "--kind", kind, "--out", _place[$"{kind}.safetensors"], "--resamples", "100", "--json", .. options]);
        Assert.Equal(0, result.ExitCode);
        return result;
    }
}
