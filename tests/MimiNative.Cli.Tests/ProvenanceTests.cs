using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Cli.Tests;

/// <summary>Every command that encodes says in its JSON, and in or beside every file it writes, what made them.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private static readonly string[] QuickEdge = ["--taps", "latent", "--pool", "mean", "--durations", "none", "--no-controls"];
    private static readonly string[] Quick = [.. QuickEdge, "--resamples", "100", "--no-noise"];

    // Command lines by command: DATA, CLIP, OUT and TRIALS stand for paths. A command that is missing here makes the test below fail.
    private static readonly Dictionary<string, string[][]> Commands = new()
    {
        ["encode"] = [["CLIP", "--codes", "2", "--out", "OUT/a.safetensors"], ["CLIP", "--codes", "2", "--out", "OUT/a.npz"], ["CLIP", "--out", "OUT/folder"]],
        ["embed"] = [["DATA", "--out", "OUT/e.safetensors"], ["DATA", "--out", "OUT/e.npz"], ["DATA", "--out", "OUT/e.npy"], ["DATA", "--out", "OUT/e.csv"], ["DATA", "--out", "OUT/f.tar", "--pool", "mean,std"], ["DATA", "--out", "OUT/folder", "--pool", "mean,std"]],
        ["train-head"] = [["DATA", "--out", "OUT/h.safetensors", "--resamples", "100"]],
        ["analyze"] = [["DATA", "--out", "OUT", .. Quick]],
        ["inspect"] = [["CLIP"]],
        ["architecture"] = [["--out", "OUT"]],
        ["voice"] = [["DATA", "--out", "OUT"]],
        ["compare"] = [["DATA", "--out", "OUT"], ["CLIP", "CLIP"]],
        ["diagnose"] = [["DATA", "--out", "OUT", .. Quick]],
        ["edge"] = [["DATA", "--out", "OUT", .. QuickEdge]],
        ["score"] = [["TRIALS", "--audio", "DATA", "--out", "OUT/scores.txt"], ["TRIALS", "--audio", "DATA", "--report", "OUT"]],
        ["diarize"] = [["CLIP", "--speakers", "1", "--vad", "none", "--out", "OUT", "--plot"]],
        ["reference"] = [["CLIP", "--tap", "latent", "--out", "OUT/r.safetensors"], ["CLIP", "--tap", "latent", "--out", "OUT/folder/"]],
        ["selftest"] = [[]],
        ["profile"] = [["--repeats", "1", "--trace", "OUT/t.json", "--html", "OUT/p.html"]],
    };

    // The same code as analyze; no files, and slow; no encoder; a list of references, each with its own; lines, each with its own (WorkerCommandTests).
    private static readonly string[] Elsewhere = ["demo", "bench", "devices", "weights", "metrics", "completion", "help", "parity", "der", "mix", "merge", "worker"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    public static TheoryData<string, int> Lines() => [.. Commands.SelectMany(c => c.Value.Select((_, i) => (c.Key, i)))];

    [Fact]
    public void No_command_is_forgotten()
    {
        var all = MimiCommand.Root(new Terminal(TextWriter.Null, TextWriter.Null, default)).Subcommands.Select(c => c.Name);
        Assert.Equal(all.Order(), Commands.Keys.Concat(Elsewhere).Order());
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Json_and_every_file_say_what_made_them(string command, int line)
    {
        var clips = Directory.GetFiles(_place.Voices(), "*.wav", SearchOption.AllDirectories);
        var trials = _place.Write("trials", $"1 {Path.GetRelativePath(_place.Voices(), clips[0])} {Path.GetRelativePath(_place.Voices(), clips[1])}\n");
        string[] args = [command, .. Commands[command][line].Select(a => a.Replace("DATA", _place.Voices()).Replace("CLIP", _place.Wav()).Replace("OUT", _place["out"]).Replace("TRIALS", trials)), "-w", Workplace.Tiny, "--padding", "per-layer"];
        var result = Cli.Run([.. args, "--json"]);
        Assert.Equal(0, result.ExitCode);
        var used = result.Json.GetProperty("used");
        var sha = used.GetProperty("weights_sha256").GetString()!;
        Assert.Equal(64, sha.Length);
        var file = used.GetProperty("weights_file_sha256").GetString()!;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Directory.GetFiles(Workplace.Tiny, "*.safetensors").Single()))), file);
        Assert.Equal("not a published file", used.GetProperty("weights_variant").GetString());
        Assert.Equal(JsonValueKind.False, used.GetProperty("synthetic").ValueKind);
        Assert.Equal("per-layer", used.GetProperty("padding").GetString());
        Assert.StartsWith(Workplace.Tiny, used.GetProperty("weights").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("mimi ", used.GetProperty("made_by").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("cpu", used.GetProperty("device").GetString(), StringComparison.Ordinal);
        if (command is not ("architecture" or "inspect" or "selftest" or "profile"))
            Assert.StartsWith("latent", used.GetProperty("tap").GetString(), StringComparison.Ordinal);
        if (Commands[command][line].Any(a => a.StartsWith("OUT", StringComparison.Ordinal)))
            Assert.NotEmpty(Directory.GetFiles(_place["out"], "*", SearchOption.AllDirectories));
        if (Directory.Exists(_place["out"]))
            Assert.Empty(Directory.GetFiles(_place["out"], "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".journal", StringComparison.Ordinal) && !(Says(f, sha) && Says(f, file))).Select(f => Path.GetRelativePath(_place["out"], f)));
    }

    [Fact]
    public void Metrics_pass_on_what_made_the_embeddings()
    {
        var data = _place.Voices();
        Assert.Equal(0, Cli.Run("embed", data, "-w", Workplace.Tiny, "--out", _place["e.csv"]).ExitCode);
        var used = Cli.Run("metrics", _place["e.csv"], Path.Combine(data, "metadata.csv"), "--resamples", "100", "--json").Json.GetProperty("used");
        Assert.StartsWith(Workplace.Tiny, used.GetProperty("weights").GetString(), StringComparison.Ordinal);
        Assert.Equal("latent", used.GetProperty("tap").GetString());
        Assert.Equal("mean", used.GetProperty("pooling").GetString());
    }

    private static bool Says(string file, string sha)
    {
        if (file.EndsWith(".npz", StringComparison.Ordinal) ? EmbeddingFile.ReadMetadata(file).Values.Contains(sha) : Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(sha, StringComparison.Ordinal))
            return true;
        if (File.Exists(file + ".json"))
            return Says(file + ".json", sha);
        // The labels of a matrix belong to it.
        if (file.EndsWith(".npy.csv", StringComparison.Ordinal))
            return Says(file[..^4], sha);
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
            foreach (var about in (string[])["provenance.json", "vectors.tsv.json"])
                if (File.Exists(Path.Combine(folder, about)))
                    return File.ReadAllText(Path.Combine(folder, about)).Contains(sha, StringComparison.Ordinal);
        return false;
    }
}
