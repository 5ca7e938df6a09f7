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
}
