using MimiNative.Encoder;

namespace MimiNative.Weights;

/// <summary>Every tensor that a Mimi checkpoint of given sizes holds, under native names (moshi 0.2.13, <c>MimiModel.state_dict()</c>).</summary>
public static class TensorCatalog
{
    /// <summary>All tensors of a checkpoint, encoder (209 in the released model) and decoder (109), in ordinal order of their names.</summary>
    public static IReadOnlyList<TensorSpec> Native(MimiConfig config) => Sorted([.. Layers(config), .. Decoder(config)]);

    /// <summary>The part of <see cref="Native"/> that the encoder reads: what its layers say.</summary>
    public static IReadOnlyList<TensorSpec> Encoder(MimiConfig config) => Sorted(Layers(config));

    private static IEnumerable<TensorSpec> Layers(MimiConfig config) => LayerList.Of(config).SelectMany(layer => layer.Tensors);

    private static IReadOnlyList<TensorSpec> Sorted(IEnumerable<TensorSpec> tensors) => [.. tensors.OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>The decoder mirrors the encoder; nothing here runs it.</summary>
    private static IEnumerable<TensorSpec> Decoder(MimiConfig config)
    {
        var channels = config.Filters << config.Ratios.Count;
        var tensors = new List<TensorSpec>(new ConvolutionTensors("decoder.model.0.conv.conv", channels, config.Width, config.KernelIn).All);
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            // A transposed convolution's weight is (in, out, k).
            var up = $"decoder.model.{2 + 3 * stage}.convtr.convtr";
            tensors.AddRange([new($"{up}.weight", [channels, channels / 2, 2 * config.Ratios[^(stage + 1)]]), new($"{up}.bias", [channels / 2])]);
            channels /= 2;
            tensors.AddRange(new ResidualTensors($"decoder.model.{3 + 3 * stage}", channels, config).All);
        }

        tensors.AddRange(new ConvolutionTensors($"decoder.model.{LayerList.OutIndex(config)}.conv.conv", 1, channels, config.KernelOut).All);
        for (var layer = 0; layer < config.Layers; layer++)
            tensors.AddRange(new TransformerTensors($"decoder_transformer.transformer.layers.{layer}", config).All);
        tensors.Add(new("upsample.convtr.convtr.convtr.weight", [config.Width, 1, 2 * config.Downsample]));
        return tensors;
    }
}
