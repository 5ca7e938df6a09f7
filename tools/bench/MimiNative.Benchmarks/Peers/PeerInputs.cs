using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.Benchmarks.Peers;

/// <summary>Weights and a clip in a safetensors file, for those who compute elsewhere.</summary>
internal static class PeerInputs
{
    /// <summary>Mimi's, for those who stop at the latent.</summary>
    public static void Write(string path, Checkpoint weights, float[] samples) =>
        Write(path, weights, TensorCatalog.Encoder(weights.Config).Where(t => !t.Name.StartsWith("quantizer.", StringComparison.Ordinal)), samples);

    /// <summary>Writes every tensor under its published name, and the clip as <c>samples</c>.</summary>
    public static void Write(string path, ITensors weights, IEnumerable<TensorSpec> catalog, float[] samples)
    {
        var tensors = catalog.ToList();
        using var writer = new SafetensorsWriter(path,
        [
            .. tensors.Select(t => (t.Name, SafetensorsType.F32, (IReadOnlyList<long>)[.. t.Shape.Select(n => (long)n)])),
            ("samples", SafetensorsType.F32, [samples.Length]),
        ]);
        foreach (var tensor in tensors)
        {
            var values = new float[tensor.Shape.Aggregate(1, (a, b) => a * b)];
            weights.Read(tensor.Name, values);
            writer.Append<float>(tensor.Name, values);
        }

        writer.Append<float>("samples", samples);
        writer.Commit();
    }
}
