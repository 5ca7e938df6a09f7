using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

public class WeightsCommandTests
{
    [Theory]
    [InlineData("hf")]
    [InlineData("native.safetensors")]
    public void Check_accepts_both_layouts(string layout)
    {
        var result = Cli.Run("weights", "check", Repository.Shared($"reference/tiny/checkpoint/{layout}"), "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Json.GetProperty("ok").GetBoolean());
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Weights_says_what_would_be_used()
    {
        var result = Cli.Run("weights", "--weights", "synthetic:7");
        Assert.Equal("synthetic:7\n", result.Output);
    }

    [Fact]
    public void Random_weights_in_a_file_are_called_random()
    {
        using var place = new Workplace();
        Assert.Equal(0, Cli.Run("weights", "write", Workplace.Tiny, "--layout", "native", "--out", place["tiny.safetensors"]).ExitCode);
        Assert.DoesNotContain("random", Cli.Run("weights", "-w", place["tiny.safetensors"]).Output, StringComparison.Ordinal);
        var path = place["random/model.safetensors"];
        using (var random = new MimiNative.Weights.SyntheticCheckpoint("1", new MimiConfig { Filters = 4, Width = 16, Layers = 1, Heads = 2, HeadDimension = 8, FeedForward = 8, CodebookSize = 4, CodebookDimension = 4, Codebooks = 2 }))
            MimiNative.Weights.CheckpointWriter.Write(random, MimiNative.Weights.CheckpointLayout.Native, path);
        Assert.Contains("random numbers, not trained; F32; SHA-256 ", Cli.Run("weights", "-w", path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_tells_a_file_by_its_bytes_and_says_what_is_assumed()
    {
        var result = Cli.Run("weights", "--weights", Repository.Shared("reference/tiny/checkpoint/native.safetensors"));
        Assert.Contains("not a published file; F32; SHA-256 ", result.Output, StringComparison.Ordinal);
        Assert.Contains("assumed  attention window 250", result.Output, StringComparison.Ordinal);
        var encoded = Cli.Run("inspect", new Workplace().Wav(), "-w", Repository.Shared("reference/tiny/checkpoint/native.safetensors"), "--json");
        Assert.Contains("attention window 250", encoded.Json.GetProperty("used").GetProperty("assumed").GetString(), StringComparison.Ordinal);
        Assert.Contains("assumed are: ", encoded.Error, StringComparison.Ordinal);
        var stated = Cli.Run("weights", "--json", "--weights", Workplace.Tiny);
        Assert.Empty(stated.Json.GetProperty("assumed").EnumerateArray());
        Assert.Equal("not a published file", stated.Json.GetProperty("weights_variant").GetString());
    }

    [Theory]
    [InlineData("README.md.safetensors")]
    [InlineData("MimiNative.sln")]
    [InlineData("src")]
    public void What_is_no_checkpoint_gives_exit_code_3(string path)
    {
        var result = Cli.Run("weights", "check", Path.Combine(Repository.Root, path));
        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("mimi: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_a_command_ends_with_an_example()
    {
        var help = Cli.Run("weights", "check", "--help").Output;
        Assert.EndsWith("mimi weights check model.safetensors\n", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Example", Cli.Run("--help").Output, StringComparison.Ordinal);
    }
}
