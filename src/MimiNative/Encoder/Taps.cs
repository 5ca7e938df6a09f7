namespace MimiNative.Encoder;

/// <summary>Every place of an encoder of given sizes where activations can be had, in the order of the computation.</summary>
internal static class Taps
{
    public const string In = "seanet.conv_in";
    public const string Out = "seanet.out";
    public const string Latent = "latent";
    public const string RvqSemantic = "rvq.semantic";
    public const string RvqAcoustic = "rvq.acoustic";
    public const string Rvq = "rvq";

    public static string Down(int stage) => $"seanet.down{stage + 1}";

    public static string Residual(int stage) => $"seanet.res{stage + 1}";

    public static string Transformer(int layer) => $"transformer.{layer + 1}";

    public static string Attention(int layer) => Transformer(layer) + ".attn";

    public static string Mlp(int layer) => Transformer(layer) + ".mlp";

    /// <summary>The quantised latent of the first <paramref name="codebooks"/> codebooks.</summary>
    public static string RvqFirst(int codebooks) => $"rvq@{codebooks}";

    public static IReadOnlyList<TapInfo> Of(MimiConfig config)
    {
        var taps = new List<TapInfo>();
        int channels = config.Filters, hop = 1;
        void Add(string name, string operation) => taps.Add(new TapInfo(name, channels, hop, config.SampleRate, operation));

        Add(In, $"convolution k{config.KernelIn} s1, 1→{channels}");
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            Add(Residual(stage), $"residual block on {channels}");
            var ratio = config.Ratios[stage];
            (channels, hop) = (channels * 2, hop * ratio);
            Add(Down(stage), $"ELU, convolution k{2 * ratio} s{ratio}, {channels / 2}→{channels}");
        }

        var wide = channels;
        channels = config.Width;
        Add(Out, $"ELU, convolution k{config.KernelOut} s1, {wide}→{channels}");
        for (var layer = 0; layer < config.Layers; layer++)
        {
            Add(Attention(layer), $"attention, {config.Heads} heads of {config.HeadDimension}, window {config.Window}; before LayerScale");
            Add(Mlp(layer), $"GELU feed-forward {config.FeedForward}; before LayerScale");
            Add(Transformer(layer), "pre-norm transformer layer");
        }

        hop *= config.Downsample;
        channels = config.LatentChannels;
        Add(Latent, $"convolution k{2 * config.Downsample} s{config.Downsample}, {config.Width}→{channels}, no bias");
        if (config.Codebooks == 0)
            return taps;
        Add(RvqSemantic, $"quantised latent of the semantic codebook{(config.SemanticCodebooks > 1 ? "s" : "")}");
        Add(RvqAcoustic, $"quantised latent of the {config.Codebooks - config.SemanticCodebooks} acoustic codebooks");
        for (var n = 1; n < config.Codebooks; n++)
            Add(RvqFirst(n), $"quantised latent of the first {n} codebook{(n > 1 ? "s" : "")}");
        Add(Rvq, $"quantised latent of all {config.Codebooks} codebooks");
        return taps;
    }

    /// <summary>Frames that a tap has for a clip, in integers.</summary>
    public static long Frames(MimiConfig config, TapInfo tap, long samples, PaddingDialect padding)
    {
        var frames = padding.Fed(samples, config.SamplesPerFrame);
        var hop = 1;
        foreach (var ratio in config.Ratios.Append(config.Downsample))
        {
            if (hop == tap.SamplesPerFrame)
                break;
            frames = (frames + ratio - 1) / ratio;
            hop *= ratio;
        }

        return frames;
    }
}
