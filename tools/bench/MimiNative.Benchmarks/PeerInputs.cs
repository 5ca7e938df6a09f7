using MimiNative.Audio;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.Benchmarks;

/// <summary>What other implementations are given, and what they must arrive at: weights, a clip of noise, and our latent of it.</summary>
internal static class PeerInputs
{
    private const int Seconds = 10;

    /// <summary>Writes a safetensors file: the encoder's tensors up to the latent under moshi's names, <c>samples</c>, and <c>latent</c> (frames, channels).</summary>
    public static int Write(string path, string weights)
    {
        using var checkpoint = Checkpoint.Open(weights);
        using var encoder = MimiEncoder.Load(Checkpoint.Open(weights));
        var config = encoder.Config;
        var samples = Noise.Floats(Seconds * config.SampleRate);
        foreach (ref var sample in samples.AsSpan())
            sample *= 0.1f;
        var latent = encoder.Encode(samples)["latent"].Values;
        var tensors = TensorCatalog.Encoder(config).Where(t => !t.Name.StartsWith("quantizer.", StringComparison.Ordinal)).ToList();
        using var writer = new SafetensorsWriter(path,
        [
            .. tensors.Select(t => (t.Name, SafetensorsType.F32, (IReadOnlyList<long>)[.. t.Shape.Select(n => (long)n)])),
            ("samples", SafetensorsType.F32, [samples.Length]),
            ("latent", SafetensorsType.F32, [config.Frames(samples.Length), config.Width]),
        ]);
        foreach (var tensor in tensors)
            writer.Append<float>(tensor.Name, checkpoint.Read(tensor.Name));
        writer.Append<float>("samples", samples);
        writer.Append<float>("latent", latent);
        writer.Commit();
        return 0;
    }
}
