using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>Reads transformers' <c>config.json</c> of a WavLM, and what <c>preprocessor_config.json</c> says of the audio. What they leave out is the base model's.</summary>
internal static class WavLmConfigJson
{
    // Far above any model, and low enough that no list of tensors fills the memory.
    private const int MostChannels = 1 << 16;
    private const int MostLayers = 1 << 8;

    private static readonly WavLmConfig Base = new();

    /// <summary>The sizes that a file gives.</summary>
    /// <exception cref="WeightsException">It isn't JSON, a value has a wrong form, or it describes what this network doesn't compute.</exception>
    public static WavLmConfig Read(string path) => Fields(path, fields =>
    {
        RefuseWhatIsNotComputed(fields);
        return fields.Validated(new WavLmConfig
        {
            ConvolutionChannels = Integers("conv_dim", Base.ConvolutionChannels),
            ConvolutionKernels = Integers("conv_kernel", Base.ConvolutionKernels),
            ConvolutionStrides = Integers("conv_stride", Base.ConvolutionStrides),
            ConvolutionBias = fields.Flag("conv_bias") ?? Base.ConvolutionBias,
            FeatureNorm = fields.Find("feat_extract_norm") is { } norm ? Norm(fields, norm) : Base.FeatureNorm,
            Width = Integer("hidden_size", Base.Width),
            Layers = fields.Integer("num_hidden_layers", MostLayers) ?? Base.Layers,
            Heads = Integer("num_attention_heads", Base.Heads),
            FeedForward = Integer("intermediate_size", Base.FeedForward),
            PositionKernel = Integer("num_conv_pos_embeddings", Base.PositionKernel),
            PositionGroups = Integer("num_conv_pos_embedding_groups", Base.PositionGroups),
            Buckets = Integer("num_buckets", Base.Buckets),
            MostBucketDistance = Integer("max_bucket_distance", Base.MostBucketDistance),
            NormEps = fields.Number("layer_norm_eps") ?? Base.NormEps,
            // transformers' default, which the released models' files change.
            WeightedSum = fields.Flag("use_weighted_layer_sum") ?? false,
            TdnnChannels = Integers("tdnn_dim", Base.TdnnChannels),
            TdnnKernels = Integers("tdnn_kernel", Base.TdnnKernels),
            TdnnDilations = Integers("tdnn_dilation", Base.TdnnDilations),
            EmbeddingChannels = Integer("xvector_output_dim", Base.EmbeddingChannels),
        }, config => config.Validate());

        int Integer(string key, int otherwise) => fields.Integer(key, MostChannels) ?? otherwise;

        IReadOnlyList<int> Integers(string key, IReadOnlyList<int> otherwise) => fields.Integers(key, MostLayers, MostChannels) ?? otherwise;
    });

    /// <summary>Whether audio is normalised.</summary>
    /// <exception cref="WeightsException">It isn't JSON, or <c>do_normalize</c> is neither true nor false.</exception>
    public static bool ReadNormalizesAudio(string path) => Fields(path, fields =>
    {
        fields.Expect("sampling_rate", WavLmConfig.SampleRate);
        return fields.Flag("do_normalize") ?? false;
    });

    private static T Fields<T>(string path, Func<ConfigFields, T> read) => JsonFile.Read(path, root =>
        root.ValueKind == JsonValueKind.Object ? read(new ConfigFields(path, root)) : throw new WeightsException($"{path}: it isn't a JSON object"));

    private static void RefuseWhatIsNotComputed(ConfigFields fields)
    {
        foreach (var (key, value) in ((string, string)[])[("model_type", "wavlm"), ("hidden_act", "gelu"), ("feat_extract_activation", "gelu")])
            if (fields.Find(key) is not null)
                fields.ExpectText(key, value);
        if (fields.Flag("do_stable_layer_norm") == true)
            throw fields.Wrong("do_stable_layer_norm", "only post-norm transformers are computed");
        if (fields.Flag("add_adapter") == true)
            throw fields.Wrong("add_adapter", "adapters aren't computed");
    }

    private static FeatureNorm Norm(ConfigFields fields, JsonElement value) => (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
    {
        "group" => FeatureNorm.Group,
        "layer" => FeatureNorm.Layer,
        _ => throw fields.Wrong("feat_extract_norm", $"it is {ConfigFields.Shown(value)}; known are \"group\" and \"layer\""),
    };
}
