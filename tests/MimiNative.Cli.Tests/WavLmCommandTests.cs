namespace MimiNative.Cli.Tests;

/// <summary>WavLM on command lines.</summary>
public sealed class WavLmCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    private static string Tiny => Repository.Shared("reference/wavlm/tiny-checkpoint");

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Parity_compares_every_tap_with_transformers(string file)
    {
        var result = Cli.Run("parity", Repository.Shared("reference/wavlm/tiny.speech.safetensors"), "-w", Path.Combine(Tiny, file));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("19 of 19 within tolerance", result.Output);
        Assert.Contains("WavLM", result.Error);
        Assert.DoesNotContain("padding", result.Output);
    }

    [Fact]
    public void A_file_that_would_run_something_is_refused_by_the_name_of_it()
    {
        var weights = _place.Write("pytorch_model.bin", File.ReadAllBytes(Path.Combine(Repository.Root, "tests/MimiNative.Fuzz/Corpus/pytorch/call.bin")));
        File.Copy(Path.Combine(Tiny, "config.json"), _place["config.json"]);
        var result = Cli.Run("parity", Repository.Shared("reference/wavlm/tiny.speech.safetensors"), "-w", weights);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'posix.system'", result.Error);
        Assert.Contains(weights, result.Error);
        Assert.Contains("nothing of it was run", result.Error);
    }

    [Fact]
    public void Another_device_than_the_processor_is_refused()
    {
        var result = Cli.Run("parity", Repository.Shared("reference/wavlm/tiny.speech.safetensors"), "--device", "cuda");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("on the processor alone", result.Error);
    }

    [Fact]
    public void Embed_gives_x_vectors_that_say_what_made_them()
    {
        var (voices, cache) = (_place.Voices(2, 2), _place["cache"]);
        string[] line = ["embed", voices, "--encoder", $"wavlm={Tiny}", "--cache", cache, "--out", _place["e.npz"], "--json"];
        var first = Cli.Run(line);
        Assert.True(first.ExitCode == 0, first.Error);
        var used = first.Json.GetProperty("used");
        Assert.Equal("wavlm", used.GetProperty("encoder").GetString());
        Assert.Equal("xvector", used.GetProperty("tap").GetString());
        Assert.False(used.GetProperty("synthetic").GetBoolean());
        Assert.False(used.TryGetProperty("padding", out _));
        Assert.Equal(64, used.GetProperty("weights_sha256").GetString()!.Length);
        Assert.Equal("xvector/mean", first.Json.GetProperty("embeddings")[0].GetString());
        Assert.Equal(20, first.Json.GetProperty("dimensions")[0].GetInt32());
        Assert.Equal(4, first.Json.GetProperty("encoded").GetInt32());

        // The cache is this network's and these weights': nothing is computed again, and nothing of other weights or of Mimi is taken for it.
        Assert.Equal(0, Cli.Run(line).Json.GetProperty("encoded").GetInt32());
        Assert.Equal(4, Cli.Run("embed", voices, "-w", Workplace.Tiny, "--cache", cache, "--out", _place["m.npz"], "--json").Json.GetProperty("encoded").GetInt32());

        var vectors = MimiNative.Analysis.Embeddings.EmbeddingFile.Read(_place["e.npz"]);
        using var encoder = MimiNative.WavLm.WavLmEncoder.Load(Tiny);
        var clip = MimiNative.Analysis.Data.DataSet.Open(voices).Samples[0];
        Assert.Equal(encoder.Embed(MimiNative.Audio.AudioFile.ReadAll(clip.Path, 16000)), vectors[0].Values.Take(20).Select(v => (float)v));
    }

    [Fact]
    public void Random_weights_are_said_to_be_random_wherever_they_show()
    {
        var result = Cli.Run("embed", _place.Wav(), "--encoder", "wavlm=synthetic:1", "--out", _place["e.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("RANDOM weights: nothing below says anything about WavLM", result.Error);
        Assert.Contains("\"synthetic\": true", File.ReadAllText(_place["e.csv.json"]));
    }

    [Fact]
    public void What_is_measured_on_random_weights_says_nothing_about_their_network()
    {
        // Files say what made them; the values are a made-up space.
        var (wavlm, mimi) = (Embeddings("wavlm"), Embeddings(null));
        var labels = _place.Write("labels.csv", "sample_id,voice_id,sentence_id\na,v1,s1\nb,v1,s2\nc,v2,s1\nd,v2,s2\n");
        var trials = _place.Write("trials.txt", "1 a b\n1 c d\n0 a c\n0 b d\n");
        foreach (var (file, name) in ((string, string)[])[(wavlm, "WavLM"), (mimi, "Mimi")])
        {
            Assert.Contains($"nothing below says anything about {name}", Cli.Run("metrics", file, labels, "--resamples", "100").Error);
            Assert.Contains($"so nothing here is about {name}", Cli.Run("score", trials, "--embeddings", file, "--out", _place[name]).Output);
        }

        string Embeddings(string? encoder)
        {
            var facts = new Dictionary<string, string> { ["synthetic"] = "true", ["weights"] = "synthetic:1" };
            if (encoder is not null)
                facts["encoder"] = encoder;
            var samples = ((string, string)[])[("a", "v1"), ("b", "v1"), ("c", "v2"), ("d", "v2")];
            var set = new Analysis.Embeddings.EmbeddingSet("e", [.. samples.Select(s => new Analysis.Data.Sample { Id = s.Item1, Path = s.Item1, Voice = s.Item2 })], 2, [1, 0, 0.9f, 0.2f, 0, 1, 0.1f, 0.8f]);
            Analysis.Embeddings.EmbeddingFile.Write(_place[$"{encoder}.npz"], [set], facts);
            return _place[$"{encoder}.npz"];
        }
    }

    [Fact]
    public void Taps_and_durations_can_be_chosen()
    {
        var json = Cli.Run("embed", _place.Wav(), "--encoder", $"wavlm={Tiny}", "--taps", "transformer.2,xvector", "--pool", "mean,stats", "--durations", "0.4", "--out", _place["e.npz"], "--json").Json;
        Assert.Equal(["transformer.2/mean", "transformer.2/stats", "transformer.2/mean/0.4s", "transformer.2/stats/0.4s", "xvector/mean", "xvector/mean/0.4s"], json.GetProperty("embeddings").EnumerateArray().Select(e => e.GetString()));
        var unknown = Cli.Run("embed", _place.Wav(), "--encoder", $"wavlm={Tiny}", "--taps", "latent", "--out", _place["e.npz"]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("no tap 'latent'; there are: conv.1", unknown.Error);
        Assert.DoesNotContain("Mimi", unknown.Error);
    }

    [Theory]
    [InlineData("wavlm", "-w", "synthetic:1", "are Mimi's")]
    [InlineData("wavlm", "--padding", "per-layer", "pads nothing")]
    [InlineData("hubert", "--threads", "1", "give mimi, wavlm, or wavlm=PATH")]
    [InlineData("wavlm=", "--threads", "1", "give mimi, wavlm, or wavlm=PATH")]
    public void What_can_not_be_meant_is_refused(string encoder, string option, string value, string problem)
    {
        var result = Cli.Run("embed", _place.Wav(), "--encoder", encoder, option, value, "--out", _place["e.npz"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error);
    }

    [Fact]
    public void Weights_that_are_not_there_come_with_the_command_that_gets_them()
    {
        var result = Cli.Run("embed", _place.Wav(), "--encoder", "wavlm=nobody/wavlm-none", "--out", _place["e.npz"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("hf download nobody/wavlm-none config.json", result.Error);
        Assert.Contains("models--nobody--wavlm-none", result.Error);
    }

    [Fact]
    public void A_mistyped_file_is_no_repository()
    {
        var result = Cli.Run("embed", _place.Wav(), "--encoder", "wavlm=folder/pytorch_model.bin", "--out", _place["e.npz"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("weights not found: folder/pytorch_model.bin", result.Error);
        Assert.DoesNotContain("hf download", result.Error);
        Assert.DoesNotContain("models--", Cli.Run("embed", _place.Wav(), "-w", "folder/mimi.pt", "--out", _place["e.npz"]).Error);
    }

    [Fact]
    public void A_clip_that_is_too_short_is_left_out_by_name_with_the_least_length()
    {
        Audio.WavWriter.Write(_place["short.wav"], new float[4800]);
        var result = Cli.Run("embed", _place.Wav(), _place["short.wav"], "--encoder", $"wavlm={Tiny}", "--out", _place["e.npz"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("short.wav: 0.2 s of audio; WavLM needs 0.325 s at least", result.Error);
    }
}
