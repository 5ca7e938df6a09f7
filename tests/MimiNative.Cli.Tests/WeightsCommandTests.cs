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
