using System.Collections.Concurrent;
using MimiNative.Parity;

namespace MimiNative.Kernels.Tests;

/// <summary>The whole encoder on ILGPU's own simulator of a GPU, where a person steps through kernels. A class of its own, so that it runs beside the others: it takes its time, and so the references of more than two frames are for the devices.</summary>
public sealed class IlgpuCpuTests
{
    private static readonly ConcurrentDictionary<string, MimiEncoder> Encoders = new();

    [Theory]
    [InlineData("samples1921.moshi")]
    [InlineData("samples1921.hf")]
    public void ILGPU_s_simulator_agrees_with_the_tiny_reference_at_every_tap_and_code(string name)
    {
        var reference = ReferenceFile.Open(Repository.Shared($"reference/tiny/{name}.safetensors"));
        var encoder = Encoders.GetOrAdd(reference.Weights ?? reference.Checkpoint, _ => new(reference.OpenCheckpoint(), AllBackends.Get("ilgpu cpu")));
        var result = ParityCheck.Run(encoder, reference);
        Assert.True(result.Ok, string.Join("; ", result.Taps.Where(t => !t.Ok).Select(t => $"{t.Tap}: {t.RelativeRmsError:g3} > {t.Tolerance:g3}")));
        Assert.NotEmpty(result.Taps);
        Assert.NotEmpty(result.Codes);
    }
}
