using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>A matrix and its bias by name.</summary>
/// <param name="Name">What stands before <c>.weight</c> and <c>.bias</c>.</param>
/// <param name="Outputs">Rows.</param>
/// <param name="Inputs">Columns.</param>
internal sealed record LinearTensors(string Name, int Outputs, int Inputs)
{
    public TensorSpec Weight { get; } = new(Name + ".weight", [Outputs, Inputs]);

    public TensorSpec Bias { get; } = new(Name + ".bias", [Outputs]);

    public IEnumerable<TensorSpec> All => [Weight, Bias];
}

/// <summary>Weight and bias of a norm by name.</summary>
internal sealed record NormTensors(string Name, int Channels)
{
    public TensorSpec Weight { get; } = new(Name + ".weight", [Channels]);

    public TensorSpec Bias { get; } = new(Name + ".bias", [Channels]);

    public IEnumerable<TensorSpec> All => [Weight, Bias];
}

/// <summary>The tensors of one transformer layer.</summary>
internal sealed record WavLmLayerTensors(int Number, WavLmConfig Config)
{
    private string Name => $"wavlm.encoder.layers.{Number}";

    public LinearTensors Query => Square("q_proj");

    public LinearTensors Key => Square("k_proj");

    public LinearTensors Value => Square("v_proj");

    public LinearTensors Output => Square("out_proj");

    public LinearTensors Gate => new($"{Name}.attention.gru_rel_pos_linear", 8, Config.HeadDimension);

    public TensorSpec GateConstant => new($"{Name}.attention.gru_rel_pos_const", [1, Config.Heads, 1, 1]);

    public NormTensors Norm => new($"{Name}.layer_norm", Config.Width);

    public LinearTensors Up => new($"{Name}.feed_forward.intermediate_dense", Config.FeedForward, Config.Width);

    public LinearTensors Down => new($"{Name}.feed_forward.output_dense", Config.Width, Config.FeedForward);

    public NormTensors FinalNorm => new($"{Name}.final_layer_norm", Config.Width);

    public IEnumerable<TensorSpec> All => [.. Query.All, .. Key.All, .. Value.All, .. Output.All, .. Gate.All, GateConstant, .. Norm.All, .. Up.All, .. Down.All, .. FinalNorm.All];

    private LinearTensors Square(string name) => new($"{Name}.attention.{name}", Config.Width, Config.Width);
}

/// <summary>Names and shapes of everything that the network reads, as transformers calls it.</summary>
internal sealed class WavLmTensors(WavLmConfig config)
{
    public TensorSpec RelativeEmbedding { get; } = new("wavlm.encoder.layers.0.attention.rel_attn_embed.weight", [config.Buckets, config.Heads]);

    public TensorSpec PositionGain { get; } = new("wavlm.encoder.pos_conv_embed.conv.weight_g", [1, 1, config.PositionKernel]);

    public TensorSpec PositionDirection { get; } = new("wavlm.encoder.pos_conv_embed.conv.weight_v", [config.Width, config.Width / config.PositionGroups, config.PositionKernel]);

    public TensorSpec PositionBias { get; } = new("wavlm.encoder.pos_conv_embed.conv.bias", [config.Width]);

    public NormTensors ProjectionNorm { get; } = new("wavlm.feature_projection.layer_norm", config.ConvolutionChannels[^1]);

    public LinearTensors Projection { get; } = new("wavlm.feature_projection.projection", config.Width, config.ConvolutionChannels[^1]);

    public NormTensors EncoderNorm { get; } = new("wavlm.encoder.layer_norm", config.Width);

    public TensorSpec LayerWeights { get; } = new("layer_weights", [config.Layers + 1]);

    public LinearTensors Projector { get; } = new("projector", config.TdnnChannels[0], config.Width);

    public LinearTensors Embedding { get; } = new("feature_extractor", config.EmbeddingChannels, 2 * config.TdnnChannels[^1]);

    public ConvolutionTensors Convolution(int i) =>
        new($"wavlm.feature_extractor.conv_layers.{i}.conv", config.ConvolutionChannels[i], i == 0 ? 1 : config.ConvolutionChannels[i - 1], config.ConvolutionKernels[i], config.ConvolutionBias);

    /// <summary>Group norm of the first convolution, or LayerNorm of any.</summary>
    public NormTensors ConvolutionNorm(int i) => new($"wavlm.feature_extractor.conv_layers.{i}.layer_norm", config.ConvolutionChannels[i]);

    public WavLmLayerTensors Layer(int i) => new(i, config);

    /// <summary>A TDNN layer: (out, k · in), the frames of a window one after the other.</summary>
    public LinearTensors Tdnn(int i) => new($"tdnn.{i}.kernel", config.TdnnChannels[i], config.TdnnKernels[i] * (i == 0 ? config.TdnnChannels[0] : config.TdnnChannels[i - 1]));

    /// <summary>All, in the order of the computation.</summary>
    public IEnumerable<TensorSpec> All
    {
        get
        {
            for (var i = 0; i < config.ConvolutionChannels.Count; i++)
                foreach (var tensor in config.FeatureNorm == FeatureNorm.Layer || i == 0 ? Convolution(i).All.Concat(ConvolutionNorm(i).All) : Convolution(i).All)
                    yield return tensor;
            foreach (var tensor in (TensorSpec[])[.. ProjectionNorm.All, .. Projection.All, PositionGain, PositionDirection, PositionBias, .. EncoderNorm.All, RelativeEmbedding])
                yield return tensor;
            for (var i = 0; i < config.Layers; i++)
                foreach (var tensor in Layer(i).All)
                    yield return tensor;
            if (config.WeightedSum)
                yield return LayerWeights;
            foreach (var tensor in Projector.All)
                yield return tensor;
            for (var i = 0; i < config.TdnnChannels.Count; i++)
                foreach (var tensor in Tdnn(i).All)
                    yield return tensor;
            foreach (var tensor in Embedding.All)
                yield return tensor;
        }
    }
}
