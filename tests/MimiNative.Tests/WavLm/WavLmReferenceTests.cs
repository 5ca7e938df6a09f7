using System.Globalization;
using MimiNative.Parity;
using MimiNative.WavLm;

namespace MimiNative.Tests.WavLm;

/// <summary>The whole network against float64 transformers. The tables go to the test's output.</summary>
public sealed class WavLmReferenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("reference/wavlm/tiny.speech.safetensors", "model.safetensors", 19)]
    [InlineData("reference/wavlm/tiny.speech.safetensors", "pytorch_model.bin", 19)]
    [InlineData("reference/wavlm/base.speech.safetensors", null, 28)]
    public void Every_tap_agrees_with_transformers(string path, string? file, int taps)
    {
        var reference = ReferenceFile.Open(Repository.Shared(path));
        Assert.Equal(ReferenceNetwork.WavLm, reference.Network);
        using var encoder = WavLmEncoder.Load(file is null ? reference.Weights : Path.Combine(reference.Weights!, file));
        Assert.Equal(file is null, encoder.Checkpoint.IsSynthetic);
        var result = ParityCheck.Run(encoder, reference);
        foreach (var tap in result.Taps)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tap.Tap,-20} rms {tap.RelativeRmsError:0.0e+0} PyTorch {tap.Float32RelativeRmsError:0.0e+0} ratio {tap.RatioToPyTorch:0.00} {(tap.Ok ? "OK" : $"NOT OK {tap.FirstWrong}")}"));
        Assert.Equal(taps, result.Taps.Count);
        Assert.All(result.Taps, t => Assert.True(t.Ok, $"{t.Tap}: {t}"));
    }
}
