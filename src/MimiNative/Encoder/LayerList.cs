namespace MimiNative.Encoder;

/// <summary>The layers of an encoder of given sizes, in the order of the computation. With the layers' own files it is the one place that knows what Mimi's encoder is made of.</summary>
internal static class LayerList
{
    public static IReadOnlyList<Layer> Of(MimiConfig config)
    {
        var taps = Taps.Of(config).ToDictionary(t => t.Name);
        var channels = config.Filters;

        int RowsPerFrame(TapInfo tap) => config.SamplesPerFrame / tap.SamplesPerFrame;

        ConvolutionLayer Convolution(TapInfo tap, int index, int inputs, int kernel, int stride, bool activated) =>
            new(tap, new($"encoder.model.{index}.conv.conv", tap.Channels, inputs, kernel), stride, RowsPerFrame(tap), activated);

        var layers = new List<Layer> { Convolution(taps[Taps.In], 0, 1, config.KernelIn, 1, activated: false) };
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            var ratio = config.Ratios[stage];
            var residual = taps[Taps.Residual(stage)];
            layers.Add(new ResidualLayer(residual, new($"encoder.model.{ResidualIndex(stage)}", channels, config), RowsPerFrame(residual)));
            layers.Add(Convolution(taps[Taps.Down(stage)], DownIndex(stage), channels, 2 * ratio, ratio, activated: true));
            channels *= 2;
        }

        layers.Add(Convolution(taps[Taps.Out], OutIndex(config), channels, config.KernelOut, 1, activated: true));
        for (var i = 0; i < config.Layers; i++)
            layers.Add(new TransformerLayer(taps[Taps.Transformer(i)], taps[Taps.Attention(i)], taps[Taps.Mlp(i)], new($"encoder_transformer.transformer.layers.{i}", config)));
        layers.Add(new LatentLayer(taps[Taps.Latent], config.Width, config.Downsample));
        if (config.Codebooks > 0)
            layers.Add(new QuantiserLayer([.. taps.Values.Where(t => t.Name.StartsWith(Taps.Rvq, StringComparison.Ordinal))], config));
        return layers;
    }

    /// <summary>Layers up to the end of a SEANet stage: the first convolution, then two in each stage.</summary>
    public static int StageEnd(int stage) => 1 + 2 * (stage + 1);

    /// <summary>Index in <c>encoder.model</c> of the residual block of a stage; its downsampling convolution comes two later (an ELU stands between).</summary>
    public static int ResidualIndex(int stage) => 1 + 3 * stage;

    /// <summary>Index in <c>encoder.model</c> of the downsampling convolution of a stage.</summary>
    public static int DownIndex(int stage) => 3 + 3 * stage;

    /// <summary>Index in <c>encoder.model</c> (and <c>decoder.model</c>) of the last convolution.</summary>
    public static int OutIndex(MimiConfig config) => 2 + 3 * config.Ratios.Count;
}
