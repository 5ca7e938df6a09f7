namespace MimiNative.WavLm;

/// <summary>Every place of a WavLM where activations can be had, in the order of the computation.</summary>
internal static class WavLmTaps
{
    public const string Projection = "feature_projection";
    public const string Position = "positional_conv";
    public const string XVector = "xvector";

    public static string Convolution(int i) => $"conv.{i + 1}";

    /// <summary>What enters the first transformer layer is <c>hidden_state.0</c>; a layer's output bears the layer's number.</summary>
    public static string Hidden(int layers) => layers == 0 ? "hidden_state.0" : $"transformer.{layers}";

    public static string Tdnn(int i) => $"tdnn.{i + 1}";

    public static IReadOnlyList<TapInfo> Of(WavLmConfig config)
    {
        var taps = new List<TapInfo>();
        var hop = 1;
        void Add(string name, int channels, string operation) => taps.Add(new TapInfo(name, channels, hop, WavLmConfig.SampleRate, operation));

        for (var i = 0; i < config.ConvolutionChannels.Count; i++)
        {
            hop *= config.ConvolutionStrides[i];
            var norm = config.FeatureNorm == FeatureNorm.Layer ? "LayerNorm, " : i == 0 ? "group norm, " : "";
            Add(Convolution(i), config.ConvolutionChannels[i], $"convolution k{config.ConvolutionKernels[i]} s{config.ConvolutionStrides[i]}, {norm}GELU");
        }

        Add(Projection, config.Width, $"LayerNorm, linear {config.ConvolutionChannels[^1]}→{config.Width}");
        Add(Position, config.Width, $"convolution k{config.PositionKernel} in {config.PositionGroups} groups, GELU");
        Add(Hidden(0), config.Width, "projection + positions, LayerNorm");
        for (var i = 1; i <= config.Layers; i++)
            Add(Hidden(i), config.Width, "post-norm transformer layer");
        for (var i = 0; i < config.TdnnChannels.Count; i++)
            Add(Tdnn(i), config.TdnnChannels[i], $"{config.TdnnKernels[i]} frames {config.TdnnDilations[i]} apart, ReLU");
        taps.Add(new TapInfo(XVector, config.EmbeddingChannels, TapInfo.WholeClip, WavLmConfig.SampleRate, $"mean and standard deviation over frames, linear {2 * config.TdnnChannels[^1]}→{config.EmbeddingChannels}"));
        return taps;
    }
}
