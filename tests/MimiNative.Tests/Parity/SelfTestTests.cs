using MimiNative.Parity;
using MimiNative.Tests.Weights;
using MimiNative.Weights;

namespace MimiNative.Tests.Parity;

public sealed class SelfTestTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_step_passes_with_synthetic_weights()
    {
        using var encoder = MimiEncoder.Load("synthetic:1");
        var result = Run(encoder);
        Assert.True(result.Ok);
        Assert.DoesNotContain(result.Steps, s => s.Outcome == SelfTestOutcome.Skipped);
        Assert.Equal("synthetic:1", result.Weights);
    }

    [Fact]
    public void Weights_of_other_sizes_skip_only_the_known_answer()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", CheckpointFiles.ConfigJson());
        using var encoder = MimiEncoder.Load(CheckpointFiles.Write(folder["model.safetensors"], CheckpointFiles.HuggingFace()));
        var result = Run(encoder);
        Assert.True(result.Ok);
        Assert.Equal(SelfTestOutcome.Skipped, Assert.Single(result.Steps, s => s.Outcome != SelfTestOutcome.Ok).Outcome);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_found()
    {
        var tensors = CheckpointFiles.Native();
        tensors["encoder.model.6.conv.conv.weight"].Values[5] = float.NaN;
        using var folder = new TemporaryFolder();
        using var encoder = MimiEncoder.Load(Checkpoint.Open(CheckpointFiles.Write(folder["x.safetensors"], tensors), CheckpointFiles.Toy));
        var result = Run(encoder);
        Assert.False(result.Ok);
        Assert.Contains("encoder.model.6.conv.conv.weight", result.Steps[0].Detail);
    }

    private SelfTestResult Run(MimiEncoder encoder)
    {
        var result = SelfTest.Run(encoder);
        foreach (var step in result.Steps)
            output.WriteLine($"{step.Outcome}: {step.Name}: {step.Detail}");
        return result;
    }
}
