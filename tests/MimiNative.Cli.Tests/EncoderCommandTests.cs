using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Cli.Tests;

/// <summary>The analysis of other encoders on command lines.</summary>
public sealed class EncoderCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Analyze_takes_embeddings_and_labels_alone_and_prints_what_made_them()
    {
        var (file, labels) = (Embeddings("ecapa.csv"), Labels());
        var result = Cli.Run("analyze", labels, "--embeddings", file, "--resamples", "100", "--no-probes", "--out", _place["out"], "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var used = result.Json.GetProperty("used");
        Assert.Equal((file, 64, labels), (used.GetProperty("embeddings").GetString(), used.GetProperty("embeddings_sha256").GetString()!.Length, used.GetProperty("labels").GetString()));
        Assert.Equal("ecapa", result.Json.GetProperty("embedding").GetString());
        Assert.Contains("What is left out", result.Json.GetProperty("warnings").GetRawText(), StringComparison.Ordinal);
        Assert.True(File.Exists(_place["out/report.html"]));
        Assert.False(Directory.Exists(_place["out/architecture"]));
        Assert.Equal(0, Cli.Run("analyze", labels, "--embeddings", file, "--focus", "ecapa", "--resamples", "100", "--no-probes", "--out", _place["out"]).ExitCode);
    }

    [Fact]
    public void Recordings_behind_the_labels_bring_MFCCs_beside()
    {
        var voices = _place.Voices();
        EmbeddingFile.Write(_place["e.npz"], [Made(DataSet.Open(voices).Samples)], new Dictionary<string, string> { ["synthetic"] = "true" });
        var result = Cli.Run("analyze", voices, "--embeddings", _place["e.npz"], "--resamples", "100", "--no-probes", "--no-audio", "--out", _place["out"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("MFCC baseline", result.Output, StringComparison.Ordinal);
        Assert.Contains("Untrained", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--weights", "synthetic:1", "--weights has no part beside --embeddings")]
    [InlineData("--taps", "latent", "--taps has no part beside --embeddings")]
    [InlineData("--conditions", "equalised", "--conditions has no part beside --embeddings")]
    [InlineData("--encoder", "wavlm", "--encoder has no part beside --embeddings")]
    [InlineData("--peer", "wavlm=synthetic:1", "has no recordings that it could embed")]
    [InlineData("--focus", "latent/mean", "--focus latent/mean: not among what is embedded; there are ecapa")]
    public void What_recordings_are_needed_for_is_a_mistake_of_usage(string option, string value, string problem)
    {
        var result = Cli.Run("analyze", Labels(), "--embeddings", Embeddings("ecapa.csv"), option, value, "--out", _place["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_bad_input_by_name()
    {
        var missing = Cli.Run("analyze", Labels(), "--embeddings", _place["none.npz"], "--out", _place["out"]);
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("none.npz", missing.Error, StringComparison.Ordinal);
        var name = Cli.Run("analyze", Labels(), "--embeddings", Embeddings("ecapa.csv"), "--name", "other", "--out", _place["out"]);
        Assert.Equal(3, name.ExitCode);
        Assert.Contains("has no matrix 'other'; there are: ecapa", name.Error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("analyze", _place.Voices(), "-w", Workplace.Tiny, "--name", "x").ExitCode);
    }

    [Fact]
    public void Analyze_with_another_encoder_is_about_that_encoder()
    {
        var wavlm = $"wavlm={Repository.Shared("reference/wavlm/tiny-checkpoint")}";
        string[] line = ["analyze", _place.Voices(4, 2), "--encoder", wavlm, "--out", _place["out"]];
        var result = Cli.Run([.. line, "--tap", "xvector", "--pool", "mean", "--durations", "none", "--conditions", "none", "--no-noise", "--no-probes", "--no-controls", "--no-audio", "--resamples", "100", "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var used = result.Json.GetProperty("used");
        Assert.Equal(("wavlm", "xvector", false), (used.GetProperty("encoder").GetString(), used.GetProperty("tap").GetString(), used.GetProperty("synthetic").GetBoolean()));
        Assert.Contains("<h1>WavLM on", File.ReadAllText(_place["out/report.html"]), StringComparison.Ordinal);
        foreach (var (option, value) in new[] { ("--tap", "latent"), ("--weights", "synthetic:1"), ("--head", "h.safetensors"), ("--focus", "latent/mean") })
            Assert.Equal(2, Cli.Run([.. line, option, value]).ExitCode);
        Assert.Equal(2, Cli.Run([.. line, "--diarize"]).ExitCode);
    }

    private string Labels() => _place.Write("labels.csv", "sample_id,voice_id,sentence_id\n" + string.Concat(Samples.Select(s => $"{s.Id},{s.Voice},{s.Text}\n")));

    private string Embeddings(string file)
    {
        EmbeddingFile.Write(_place[file], [Made(Samples)]);
        return _place[file];
    }

    private static Sample[] Samples => [.. Enumerable.Range(0, 16).Select(i => new Sample { Id = $"c{i}", Voice = $"v{i / 4}", Text = $"t{i % 4}" })];

    private static EmbeddingSet Made(IReadOnlyList<Sample> samples) => new("e", samples, 4, [.. Enumerable.Range(0, samples.Count * 4).Select(i => (float)Math.Sin(i * i))]);
}
