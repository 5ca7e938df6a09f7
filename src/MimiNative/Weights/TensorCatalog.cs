namespace MimiNative.Weights;

/// <summary>A tensor's native name and shape, e.g. <c>encoder.model.0.conv.conv.weight</c> (64, 1, 7).</summary>
/// <param name="Name">Name in moshi's own files.</param>
/// <param name="Shape">Sizes, slowest first.</param>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Product of <see cref="Shape"/>.</summary>
    public long Elements { get; } = Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The encoder reads it. The rest of a checkpoint is the decoder's.</summary>
    public bool InEncoder { get; } = TensorCatalog.IsEncoderName(Name);
}

/// <summary>Every tensor that a Mimi checkpoint of given sizes holds, under native names (moshi 0.2.13, <c>MimiModel.state_dict()</c>).</summary>
public static class TensorCatalog
{
    /// <summary>What moshi calls a conv's kernel inside its two wrappers.</summary>
    private const string Conv = "conv.conv";
    private const string ConvTransposed = "convtr.convtr";

    /// <summary>All tensors of a checkpoint, encoder (209 in the released model) and decoder (109), in ordinal order of their names.</summary>
    public static IReadOnlyList<TensorSpec> Native(MimiConfig config)
    {
        var tensors = new List<TensorSpec>();
        AddEncoder(tensors, config);
        AddDecoder(tensors, config);
        AddTransformer(tensors, "encoder_transformer", config);
        AddTransformer(tensors, "decoder_transformer", config);
        tensors.Add(new("downsample.conv.conv.conv.weight", [config.Width, config.Width, 2 * config.Downsample]));
        tensors.Add(new("upsample.convtr.convtr.convtr.weight", [config.Width, 1, 2 * config.Downsample]));
        AddQuantizer(tensors, "rvq_first", config.SemanticCodebooks, config);
        AddQuantizer(tensors, "rvq_rest", config.Codebooks - config.SemanticCodebooks, config);
        tensors.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return tensors;
    }

    /// <summary>The part of <see cref="Native"/> that the encoder reads.</summary>
    public static IReadOnlyList<TensorSpec> Encoder(MimiConfig config) => [.. Native(config).Where(t => t.InEncoder)];

    /// <summary>True where a native name belongs to the encoder; the decoder's tensors are known, and ignored.</summary>
    public static bool IsEncoderName(string name) =>
        name.StartsWith("encoder", StringComparison.Ordinal) || name.StartsWith("downsample.", StringComparison.Ordinal) || name.StartsWith("quantizer.", StringComparison.Ordinal);

    /// <summary>Index in <c>encoder.model</c> of the residual block of a stage; its downsampling convolution comes two later (an ELU stands between).</summary>
    public static int ResidualIndex(int stage) => 1 + 3 * stage;

    /// <summary>Index in <c>encoder.model</c> of the downsampling convolution of a stage.</summary>
    public static int DownIndex(int stage) => 3 + 3 * stage;

    /// <summary>Index in <c>encoder.model</c> and <c>decoder.model</c> of the last convolution.</summary>
    public static int OutIndex(MimiConfig config) => 2 + 3 * config.Ratios.Count;

    private static void AddEncoder(List<TensorSpec> tensors, MimiConfig config)
    {
        var channels = config.Filters;
        AddConv(tensors, $"encoder.model.0.{Conv}", [channels, 1, config.KernelIn], channels);
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            AddResidual(tensors, $"encoder.model.{ResidualIndex(stage)}", channels, config);
            AddConv(tensors, $"encoder.model.{DownIndex(stage)}.{Conv}", [2 * channels, channels, 2 * config.Ratios[stage]], 2 * channels);
            channels *= 2;
        }
        AddConv(tensors, $"encoder.model.{OutIndex(config)}.{Conv}", [config.Width, channels, config.KernelOut], config.Width);
    }

    private static void AddDecoder(List<TensorSpec> tensors, MimiConfig config)
    {
        var channels = config.Filters << config.Ratios.Count;
        AddConv(tensors, $"decoder.model.0.{Conv}", [channels, config.Width, config.KernelIn], channels);
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            // A transposed convolution's weight is (in, out, k).
            AddConv(tensors, $"decoder.model.{2 + 3 * stage}.{ConvTransposed}", [channels, channels / 2, 2 * config.Ratios[^(stage + 1)]], channels / 2);
            channels /= 2;
            AddResidual(tensors, $"decoder.model.{3 + 3 * stage}", channels, config);
        }
        AddConv(tensors, $"decoder.model.{OutIndex(config)}.{Conv}", [1, channels, config.KernelOut], 1);
    }

    private static void AddResidual(List<TensorSpec> tensors, string prefix, int channels, MimiConfig config)
    {
        var inner = channels / config.Compress;
        AddConv(tensors, $"{prefix}.block.1.{Conv}", [inner, channels, config.KernelResidual], inner);
        AddConv(tensors, $"{prefix}.block.3.{Conv}", [channels, inner, 1], channels);
    }

    private static void AddConv(List<TensorSpec> tensors, string prefix, int[] weight, int outputs)
    {
        tensors.Add(new(prefix + ".weight", weight));
        tensors.Add(new(prefix + ".bias", [outputs]));
    }

    private static void AddTransformer(List<TensorSpec> tensors, string transformer, MimiConfig config)
    {
        var width = config.Width;
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"{transformer}.transformer.layers.{layer}";
            tensors.Add(new($"{prefix}.self_attn.in_proj_weight", [3 * config.Heads * config.HeadDim, width]));
            tensors.Add(new($"{prefix}.self_attn.out_proj.weight", [width, config.Heads * config.HeadDim]));
            tensors.Add(new($"{prefix}.linear1.weight", [config.FeedForward, width]));
            tensors.Add(new($"{prefix}.linear2.weight", [width, config.FeedForward]));
            foreach (var vector in (string[])["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "layer_scale_1.scale", "layer_scale_2.scale"])
                tensors.Add(new($"{prefix}.{vector}", [width]));
        }
    }

    private static void AddQuantizer(List<TensorSpec> tensors, string branch, int levels, MimiConfig config)
    {
        tensors.Add(new($"quantizer.{branch}.input_proj.weight", [config.CodebookDim, config.Width, 1]));
        tensors.Add(new($"quantizer.{branch}.output_proj.weight", [config.Width, config.CodebookDim, 1]));
        for (var level = 0; level < levels; level++)
        {
            var prefix = $"quantizer.{branch}.vq.layers.{level}._codebook";
            tensors.Add(new($"{prefix}._initialized", [1]));
            tensors.Add(new($"{prefix}.cluster_usage", [config.CodebookSize]));
            tensors.Add(new($"{prefix}.embedding_sum", [config.CodebookSize, config.CodebookDim]));
        }
    }
}
