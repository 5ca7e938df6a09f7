using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Cli.Tests;

/// <summary>Other encoders on command lines.</summary>
public sealed class PeerCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    private static string TinyWavLm => Repository.Shared("reference/wavlm/tiny-checkpoint");

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Diagnose_holds_Mimi_against_WavLM_and_a_file_on_the_same_clips()
    {
        var voices = _place.Voices();
        Assert.Equal(0, Cli.Run("embed", voices, "--encoder", $"wavlm={TinyWavLm}", "--out", _place["w.npz"]).ExitCode);
        var result = Cli.Run([.. Diagnose(voices), "--conditions", "equalised", "--peer", $"wavlm={TinyWavLm}", "--peer", $"same thing={_place["w.npz"]}", "--out", _place["out"], "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var peers = result.Json.GetProperty("peers");
        Assert.Equal(["wavlm", "same thing"], peers.EnumerateArray().Select(p => p.GetProperty("peer").GetString()));
        // Computed here or read from the file that the same network made: the same numbers.
        Assert.Equal(peers[0].GetProperty("eer").GetRawText(), peers[1].GetProperty("eer").GetRawText());
        Assert.Equal(peers[0].GetProperty("made_by").GetProperty("weights_sha256").GetString(), peers[1].GetProperty("made_by").GetProperty("weights_sha256").GetString());
        Assert.Equal(64, peers[1].GetProperty("file_sha256").GetString()!.Length);
        Assert.Equal((12, 12), (peers[0].GetProperty("clips").GetInt32(), peers[0].GetProperty("of_clips").GetInt32()));
        var head = result.Json.GetProperty("heads")[0].GetProperty("unseen_voices").GetProperty("peers");
        Assert.Equal(head[0].GetProperty("difference").GetRawText(), head[1].GetProperty("difference").GetRawText());
        // The network hears the equalised recordings too; a file can't.
        var equalised = result.Json.GetProperty("conditions")[0].GetProperty("head_both").GetProperty("peers");
        Assert.Equal("wavlm", Assert.Single(equalised.EnumerateArray()).GetProperty("peer").GetString());
        Assert.Equal(["wavlm", "same thing"], result.Json.GetProperty("claims").EnumerateArray().Where(c => c.GetProperty("question").GetString() == "better_than_peer").Select(c => c.GetProperty("evidence")[0].GetProperty("controls")[0].GetProperty("peer").GetString()));
        var provenance = File.ReadAllText(_place["out/provenance.json"]);
        Assert.Contains("\"peer_wavlm\": ", provenance, StringComparison.Ordinal);
        Assert.Contains(_place["w.npz"], provenance, StringComparison.Ordinal);
        Assert.Equal(1 + 2, File.ReadLines(_place["out/diagnostic/peers.csv"]).Count());

        var text = Cli.Run([.. Diagnose(voices), "--peer", $"ecapa={_place["w.npz"]}"]);
        Assert.Contains("beside other encoders, on the clips that both have", text.Output, StringComparison.Ordinal);
        Assert.Contains("Beside it, ecapa: ", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_weights_of_a_file_are_said_wherever_its_name_stands()
    {
        var voices = _place.Voices(4, 2);
        Embeddings("random.npz", voices, _ => true, new() { ["synthetic"] = "true", ["encoder"] = "wavlm", ["weights"] = "synthetic:3" });
        var result = Cli.Run("analyze", voices, "-w", Workplace.Tiny, "--tap", "latent", "--pool", "mean", "--durations", "none", "--conditions", "none", "--no-noise", "--resamples", "100", "--no-audio",
            "--peer", $"the real WavLM={_place["random.npz"]}", "--out", _place["out"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("the real WavLM: random weights", result.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(_place["out/report.html"]);
        // The mark stands before the name in every table and plot, where ends of names may be cut off; sentences, its warning and its provenance say it in words of their own.
        var bare = System.Text.RegularExpressions.Regex.Matches(page, "(?<!RANDOM )the real");
        Assert.All(bare, m => Assert.Matches("random|RANDOM|<strong>surely better", page[Math.Max(0, m.Index - 200)..Math.Min(page.Length, m.Index + 300)]));
        Assert.InRange(bare.Count, 4, 12);
        Assert.True(System.Text.RegularExpressions.Regex.Count(page, "RANDOM the real WavLM") > 20);
        Assert.Contains("WavLM, only quoted", page, StringComparison.Ordinal);
        Assert.Contains("random weights, which say nothing about what they are named after", File.ReadAllText(_place["out/provenance.json"]), StringComparison.Ordinal);
        Assert.Contains("\"synthetic\": true", File.ReadAllText(_place["out/diagnostic/metrics.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_shows_peers_beside_and_says_which_clips_they_lack()
    {
        var voices = _place.Voices();
        Embeddings("most.csv", voices, s => s.Text != DataSet.Open(voices).Texts[0]);
        var result = Cli.Run("compare", voices, "-w", Workplace.Tiny, "--peer", $"most={_place["most.csv"]}", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var peer = result.Json.GetProperty("peers")[0];
        Assert.Equal((8, 12), (peer.GetProperty("clips").GetInt32(), peer.GetProperty("peer").GetProperty("of_clips").GetInt32()));
        Assert.Contains("most (8 of 12 clips)", Cli.Run("compare", voices, "-w", Workplace.Tiny, "--peer", $"most={_place["most.csv"]}").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ecapa", "give wavlm, wavlm=PATH, or NAME=FILE")]
    [InlineData("=e.npz", "it is empty")]
    [InlineData("ecapa=", "give wavlm, wavlm=PATH, or NAME=FILE")]
    [InlineData("wavlm=", "give wavlm, wavlm=PATH, or NAME=FILE")]
    [InlineData("wavlm=e.npz", "wavlm=PATH names weights; embeddings take another name")]
    [InlineData("mimi=e.npz", "the name is taken")]
    [InlineData("<b>=e.npz", "use letters, digits")]
    public void What_can_not_be_meant_is_a_mistake_of_usage(string peer, string problem)
    {
        var result = Cli.Run("diagnose", _place.Voices(), "-w", Workplace.Tiny, "--peer", peer);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_and_a_peer_of_two_clips_are_mistakes_of_usage()
    {
        Assert.Contains("two are called", Cli.Run("diagnose", _place.Voices(), "-w", Workplace.Tiny, "--peer", "a=1.npz", "--peer", "A=2.npz").Error, StringComparison.Ordinal);
        var pair = Cli.Run("compare", _place.Wav(), _place.Wav("b.wav"), "-w", Workplace.Tiny, "--peer", "a=1.npz");
        Assert.Equal(2, pair.ExitCode);
        Assert.Contains("--peer goes with a data set", pair.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_can_not_be_used_is_bad_input_before_anything_is_encoded()
    {
        var voices = _place.Voices();
        Embeddings("few.npz", voices, s => s.Voice == DataSet.Open(voices).Voices[0]);
        foreach (var (file, problem) in new[] { ("none.npz", "none.npz"), ("few.npz", "it has 3 of 12 clean clips") })
        {
            var result = Cli.Run([.. Diagnose(voices), "--cache", _place["cache"], "--peer", $"a={_place[file]}"]);
            Assert.Equal(3, result.ExitCode);
            Assert.Contains(problem, result.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_place["cache"]));
        }
    }

    private static string[] Diagnose(string voices) => ["diagnose", voices, "-w", Workplace.Tiny, "--tap", "latent", "--pool", "mean", "--durations", "none", "--no-noise", "--no-probes", "--resamples", "100"];

    private void Embeddings(string file, string voices, Func<Sample, bool> keep, Dictionary<string, string>? madeBy = null)
    {
        Sample[] samples = [.. DataSet.Open(voices).Samples.Where(keep)];
        EmbeddingFile.Write(_place[file], [new EmbeddingSet("e", samples, 4, [.. Enumerable.Range(0, samples.Length * 4).Select(i => (float)Math.Sin(i * i))])], madeBy);
    }
}
