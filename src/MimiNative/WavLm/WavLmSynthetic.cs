using System.Text;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>A deterministic checkpoint made from a text, needing no file. Random weights say nothing about WavLM, and everything made with them must say so.</summary>
internal sealed class WavLmSynthetic : WavLmCheckpoint
{
    private readonly Dictionary<string, TensorSpec> _tensors;

    /// <summary>The weights of a seed.</summary>
    /// <param name="seed">Any text; "1" is the one that the reference files use.</param>
    /// <param name="config">Sizes; the released model's if null.</param>
    /// <param name="normalizesAudio">As <see cref="WavLmCheckpoint.NormalizesAudio"/>.</param>
    public WavLmSynthetic(string seed, WavLmConfig? config = null, bool normalizesAudio = false)
    {
        Config = config ?? new WavLmConfig();
        Config.Validate();
        (Seed, NormalizesAudio) = (seed, normalizesAudio);
        _tensors = new WavLmTensors(Config).All.ToDictionary(t => t.Name);
        Fingerprint = Hash("wavlm-synthetic-1", Config, normalizesAudio, hash => hash.AppendData(Encoding.UTF8.GetBytes(seed)));
    }

    public string Seed { get; }

    public override WavLmConfig Config { get; }

    public override bool NormalizesAudio { get; }

    public override string Description => SyntheticCheckpoint.Prefix + Seed;

    public override bool IsSynthetic => true;

    public override string Fingerprint { get; }

    public override void Read(string name, Span<float> destination)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new WeightsException($"{Description}: a WavLM checkpoint has no tensor '{name}'");
        if (destination.Length != tensor.Elements)
            throw new ArgumentException($"tensor '{name}' has {tensor.Elements} values, the destination {destination.Length}", nameof(destination));
        var (gain, offset) = Scale(tensor);
        SyntheticTensor.Fill(Seed, name, gain, offset, destination);
    }

    /// <summary>Gain and offset by name, the first rule that fits; found by hand so that activations keep their size through all layers.</summary>
    internal static (float Gain, float Offset) Scale(TensorSpec tensor)
    {
        var name = tensor.Name;
        return name switch
        {
            _ when Has("weight_g") => (0.2f, 1),
            _ when Has("layer_weights") => (0.5f, 0),
            _ when Has("gru_rel_pos_const") => (0.2f, 1),
            _ when Has("masked_spec_embed") => (0.5f, 0),
            _ when Has("layer_norm.weight") => (0.2f, 1),
            _ when Has("bias") => (0.05f, 0),
            _ when Has("rel_attn_embed.weight") => (0.7f, 0),
            _ when Has("conv_layers.0.conv") => (SyntheticTensor.UniformGain(3, tensor), 0),
            _ when Has("conv_layers") => (SyntheticTensor.UniformGain(1.7, tensor), 0),
            _ when Has("pos_conv_embed") => (SyntheticTensor.UniformGain(1, tensor), 0),
            _ when Has("q_proj") || Has("k_proj") => (SyntheticTensor.UniformGain(1.4, tensor), 0),
            _ => (SyntheticTensor.UniformGain(1.2, tensor), 0),
        };

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
    }
}
