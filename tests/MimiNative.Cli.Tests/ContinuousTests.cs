using MimiNative.Weights;

namespace MimiNative.Cli.Tests;

/// <summary>A Mimi without a quantiser (Pocket TTS's shape): every command does what can be done, and says what can't.</summary>
public sealed class ContinuousTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Everything_but_codes_works()
    {
        var weights = Continuous();
        foreach (var command in (string[][])[["inspect", _place.Wav()], ["architecture"], ["encode", _place.Wav(), "--taps", "latent", "--out", _place["e.npz"]], ["encode", _place.Wav(), "--taps", "all", "--out", _place["all.npz"]],
            ["embed", _place.Voices(), "--out", _place["v.npz"]], ["profile", "--repeats", "1"], ["architecture", "--schedule"]])
        {
            var result = Cli.Run([.. command, "-w", weights]);
            Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.Error}");
        }
        var encode = Cli.Run("encode", _place.Wav(), "--codes", "8", "--out", _place["c.npz"], "-w", weights);
        Assert.Equal(2, encode.ExitCode);
        Assert.Contains("continuous", encode.Error, StringComparison.Ordinal);
        var rvq = Cli.Run("encode", _place.Wav(), "--taps", "rvq", "--out", _place["c.npz"], "-w", weights);
        Assert.Contains("continuous", rvq.Error, StringComparison.Ordinal);
        var selftest = Cli.Run("selftest", "-w", weights);
        Assert.True(selftest.ExitCode == 0, selftest.Output + selftest.Error);
    }

    [Fact]
    public void The_analysis_leaves_out_what_needs_codes()
    {
        var result = Cli.Run("analyze", _place.Voices(), "--out", _place["out"], "-w", Continuous(), "--no-audio");
        Assert.True(result.ExitCode == 0, result.Error);
        var json = File.ReadAllText(_place["out/analysis.json"]);
        Assert.DoesNotContain("codec@8", json, StringComparison.Ordinal);
        Assert.Contains("equalised", json, StringComparison.Ordinal);
    }

    private string Continuous()
    {
        var path = _place["pocket/model.safetensors"];
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(_place["pocket"]);
        var config = new MimiConfig
        {
            Filters = 4, Ratios = [4, 5, 6], Width = 16, Layers = 2, Heads = 2, HeadDimension = 8, FeedForward = 24, Window = 250, Downsample = 16, LatentWidth = 5, Codebooks = 0, SemanticCodebooks = 0,
        };
        using var synthetic = new SyntheticCheckpoint("pocket", config);
        var tensors = TensorCatalog.Encoder(config);
        using var writer = new SafetensorsWriter(path, tensors.Select(t => ("mimi." + t.Name, SafetensorsType.F32, (IReadOnlyList<long>)[.. t.Shape.Select(n => (long)n)])));
        foreach (var tensor in tensors)
            writer.Append<float>("mimi." + tensor.Name, synthetic.Read(tensor.Name));
        writer.Commit();
        return path;
    }
}
