using System.Text.Json;

namespace MimiNative.Weights;

/// <summary>A Mimi's sizes as moshi and Pocket TTS write them: sections <c>seanet</c>, <c>transformer</c> and <c>quantizer</c>, at the top of a file or under <c>mimi</c>.</summary>
internal static class MoshiConfig
{
    private static readonly MimiConfig Released = new();

    /// <summary>The sizes; null where there are no such sections.</summary>
    /// <exception cref="WeightsException">A value has a wrong form, or it describes a Mimi that this encoder doesn't compute.</exception>
    public static ConfigJson.Found? Find(string path, JsonElement root)
    {
        var (mimi, source) = root.TryGetProperty("mimi", out var inside) && inside.ValueKind == JsonValueKind.Object && inside.TryGetProperty("seanet", out _) ? (inside, $"{path} (mimi)") : (root, path);
        if (!mimi.TryGetProperty("seanet", out var seanet) || seanet.ValueKind != JsonValueKind.Object)
            return null;
        var assumed = new List<string>();
        return new(Read(path, mimi, assumed), source, assumed);
    }

    private static MimiConfig Read(string path, JsonElement root, List<string> assumed)
    {
        var mimi = new ConfigFields(path, root);
        ConfigFields seanet = Section("seanet"), transformer = Section("transformer"), quantizer = Section("quantizer");
        seanet.Expect("channels", 1);
        seanet.Expect("n_residual_layers", 1);
        seanet.ExpectText("pad_mode", "constant");
        if (seanet.Find("causal") is { ValueKind: JsonValueKind.False })
            throw seanet.Wrong("causal", "only causal convolutions are computed");
        var ratios = seanet.Ratios("ratios") ?? [.. Released.Ratios];
        var width = seanet.Integer("dimension") ?? Released.Width;
        var heads = Known(transformer.Integer("num_heads"), Released.Heads, "attention heads");
        transformer.Expect("d_model", width);
        transformer.Expect("input_dimension", width);
        var rate = mimi.Integer("sample_rate") ?? Released.SampleRate;
        // A projection in place of codebooks: the latent is what there is.
        var continuous = mimi.Find("quantizer") is { } section && !section.TryGetProperty("bins", out _) && !section.TryGetProperty("n_q", out _);
        var inner = mimi.Integer("inner_dim") ?? width;
        return mimi.Validated(new MimiConfig
        {
            SampleRate = rate,
            Filters = seanet.Integer("n_filters") ?? Released.Filters,
            Ratios = ratios,
            KernelIn = seanet.Integer("kernel_size") ?? Released.KernelIn,
            KernelOut = seanet.Integer("last_kernel_size") ?? Released.KernelOut,
            KernelResidual = seanet.Integer("residual_kernel_size") ?? Released.KernelResidual,
            Compress = seanet.Integer("compress") ?? Released.Compress,
            Width = width,
            Layers = transformer.Integer("num_layers") ?? Released.Layers,
            Heads = heads,
            HeadDimension = width / heads,
            FeedForward = transformer.Integer("dim_feedforward") ?? Released.FeedForward,
            Window = Known(transformer.Integer("context"), Released.Window, "attention window"),
            RopeBase = transformer.Number("max_period") ?? Released.RopeBase,
            Downsample = mimi.Downsample("frame_rate", rate, ratios) ?? Released.Downsample,
            LatentWidth = inner == width ? 0 : inner,
            CodebookSize = quantizer.Integer("bins") ?? Released.CodebookSize,
            CodebookDimension = (continuous ? null : quantizer.Integer("dimension")) ?? Released.CodebookDimension,
            Codebooks = continuous ? 0 : quantizer.Integer("n_q") ?? Released.Codebooks,
            SemanticCodebooks = continuous ? 0 : Released.SemanticCodebooks,
        }, config => config.Validate());

        ConfigFields Section(string name) => mimi.Find(name) is not { } found ? new(path, default, name)
            : found.ValueKind == JsonValueKind.Object ? new(path, found, name) : throw mimi.Wrong(name, "it must be an object");

        int Known(int? stated, int otherwise, string what)
        {
            if (stated is null)
                assumed.Add($"{what} {otherwise}");
            return stated ?? otherwise;
        }
    }
}
