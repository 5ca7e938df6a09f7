using System.Text.Json;
using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>Reads transformers' <c>config.json</c> of a WavLM, and what <c>preprocessor_config.json</c> says of the audio. What they leave out is the base model's.</summary>
internal sealed class WavLmConfigJson
{
    // Far above any model, and low enough that no product of sizes overflows and no list of tensors fills the memory.
    private const int MostChannels = 1 << 16;
    private const int MostLayers = 1 << 8;

    private readonly string _path;
    private readonly JsonElement _root;

    private WavLmConfigJson(string path, JsonElement root) => (_path, _root) = (path, root);

    /// <summary>The sizes that a file gives.</summary>
    /// <exception cref="WeightsException">It isn't JSON, a value has a wrong form, or it describes what this network doesn't compute.</exception>
    public static WavLmConfig Read(string path) => With(path, root => new WavLmConfigJson(path, root).Config());

    /// <summary>Whether audio is normalised.</summary>
    /// <exception cref="WeightsException">It isn't JSON, or <c>do_normalize</c> is neither true nor false.</exception>
    public static bool ReadNormalizesAudio(string path) => With(path, root => new WavLmConfigJson(path, root).NormalizesAudio());

    private static T With<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path));
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : throw new WeightsException($"{path}: it isn't a JSON object");
        }
        // Texts with half a character are an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path} can't be read: {Printable.Quote(e.Message)}", e);
        }
    }

    private bool NormalizesAudio()
    {
        if (Find("sampling_rate") is { } rate && !(rate.ValueKind == JsonValueKind.Number && rate.TryGetInt32(out var hertz) && hertz == WavLmConfig.SampleRate))
            throw Wrong("sampling_rate", $"it is {Shown(rate)}; only {WavLmConfig.SampleRate} is computed");
        return Flag("do_normalize", false);
    }

    private WavLmConfig Config()
    {
        if (Find("model_type") is { } type && Text(type) != "wavlm")
            throw Wrong("model_type", $"it is {Shown(type)}, not a WavLM");
        if (Flag("do_stable_layer_norm", false))
            throw Wrong("do_stable_layer_norm", "only post-norm transformers are computed");
        if (Flag("add_adapter", false))
            throw Wrong("add_adapter", "adapters aren't computed");
        foreach (var key in (string[])["hidden_act", "feat_extract_activation"])
            if (Find(key) is { } activation && Text(activation) != "gelu")
                throw Wrong(key, $"it is {Shown(activation)}; only \"gelu\" is computed");
        var config = new WavLmConfig();
        config = config with
        {
            ConvolutionChannels = Integers("conv_dim", config.ConvolutionChannels),
            ConvolutionKernels = Integers("conv_kernel", config.ConvolutionKernels),
            ConvolutionStrides = Integers("conv_stride", config.ConvolutionStrides),
            ConvolutionBias = Flag("conv_bias", config.ConvolutionBias),
            FeatureNorm = Find("feat_extract_norm") is { } norm ? Norm(norm) : config.FeatureNorm,
            Width = Integer("hidden_size", config.Width),
            Layers = Integer("num_hidden_layers", config.Layers, MostLayers),
            Heads = Integer("num_attention_heads", config.Heads),
            FeedForward = Integer("intermediate_size", config.FeedForward),
            PositionKernel = Integer("num_conv_pos_embeddings", config.PositionKernel),
            PositionGroups = Integer("num_conv_pos_embedding_groups", config.PositionGroups),
            Buckets = Integer("num_buckets", config.Buckets),
            MostBucketDistance = Integer("max_bucket_distance", config.MostBucketDistance),
            NormEps = Number("layer_norm_eps", config.NormEps),
            WeightedSum = Flag("use_weighted_layer_sum", false),
            TdnnChannels = Integers("tdnn_dim", config.TdnnChannels),
            TdnnKernels = Integers("tdnn_kernel", config.TdnnKernels),
            TdnnDilations = Integers("tdnn_dilation", config.TdnnDilations),
            EmbeddingChannels = Integer("xvector_output_dim", config.EmbeddingChannels),
        };
        try
        {
            config.Validate();
            return config;
        }
        catch (ArgumentException e)
        {
            throw new WeightsException($"{_path}: {e.Message}", e);
        }
    }

    private FeatureNorm Norm(JsonElement value) => Text(value) switch
    {
        "group" => FeatureNorm.Group,
        "layer" => FeatureNorm.Layer,
        _ => throw Wrong("feat_extract_norm", $"it is {Shown(value)}; known are \"group\" and \"layer\""),
    };

    private JsonElement? Find(string key) => _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Flag(string key, bool otherwise) => Find(key) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Wrong(key, $"{Shown(other)} is neither true nor false"),
    };

    private double Number(string key, double otherwise) => Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) ? number
        : throw Wrong(key, $"{Shown(value)} isn't a number above 0");

    private int Integer(string key, int otherwise, int most = MostChannels) => Find(key) is { } value ? Positive(key, value, most) : otherwise;

    private IReadOnlyList<int> Integers(string key, IReadOnlyList<int> otherwise) => Find(key) is not { } list ? otherwise
        : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is >= 1 and <= MostLayers ? [.. list.EnumerateArray().Select(value => Positive(key, value, MostChannels))]
        : throw Wrong(key, $"it must be a list of 1 to {MostLayers} numbers");

    private int Positive(string key, JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
            ? number
            : throw Wrong(key, $"{Shown(value)} isn't a whole number from 1 to {most}");

    private static string Shown(JsonElement value) => Printable.Quote(value.GetRawText());

    private WeightsException Wrong(string key, string what) => new($"{_path}: {key}: {what}");
}
