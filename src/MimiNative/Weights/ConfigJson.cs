using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Reads the <c>config.json</c> that stands beside a checkpoint: transformers' <c>MimiConfig</c>, alone or as a part of another model's (<c>codec_config</c>, <c>encoder_config</c>), or moshi's sections
/// (<c>seanet</c>, <c>transformer</c>, <c>quantizer</c>), there or in the file that <c>mimi_config_name</c> names.
/// </summary>
internal static class ConfigJson
{
    /// <summary>What a file says.</summary>
    /// <param name="Config">The sizes.</param>
    /// <param name="Source">The file, and the part of it.</param>
    /// <param name="Assumed">Sizes that it leaves open, and that were assumed.</param>
    public sealed record Found(MimiConfig Config, string Source, IReadOnlyList<string> Assumed);

    /// <summary>The sizes that a file gives; what transformers' config leaves out is the released model's. Null where the file describes another model and no Mimi in it.</summary>
    /// <exception cref="WeightsException">It isn't JSON, a value has a wrong form, or it describes a Mimi that this encoder doesn't compute.</exception>
    public static Found? Read(string path) => JsonFile.Read<Found?>(path, root =>
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (IsMimi(root))
            return new(new Reader(path, root).Config(), path, []);
        foreach (var part in root.EnumerateObject())
            if (part.Value.ValueKind == JsonValueKind.Object && (IsMimi(part.Value) || part.Name is "encoder_config" or "codec_config" && part.Value.TryGetProperty("upsampling_ratios", out _)))
                return new(new Reader($"{path}: {part.Name}", part.Value).Config(), $"{path} ({part.Name})", []);
        if (MoshiConfig.Find(path, root) is { } sections)
            return sections;
        if (!root.TryGetProperty("mimi_config_name", out var name) || name.ValueKind != JsonValueKind.String)
            return null;
        // It stands beside; anything with a folder in it would lead elsewhere.
        if (name.GetString() is not { Length: > 0 } file || file != Path.GetFileName(file) || Path.Combine(Path.GetDirectoryName(path)!, file) is var other && other == path)
            throw new WeightsException($"{path}: mimi_config_name: {Printable.Quote(name.GetRawText())} isn't the name of a file beside it");
        return JsonFile.Read(other, named => named.ValueKind == JsonValueKind.Object ? MoshiConfig.Find(other, named) : null)
            ?? throw new WeightsException($"{other}, which {path} names as mimi_config_name, has no section seanet");
    });

    private static bool IsMimi(JsonElement part) => part.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "mimi";

    private sealed class Reader(string path, JsonElement root)
    {
        private static readonly MimiConfig Default = new();

        private readonly ConfigFields _fields = new(path, root);

        public MimiConfig Config()
        {
            RefuseWhatIsNotComputed();
            var ratios = _fields.Ratios("upsampling_ratios") ?? [.. Default.Ratios];
            var rate = Integer("sampling_rate", Default.SampleRate);
            var width = Integer("hidden_size", Default.Width);
            var heads = Integer("num_attention_heads", Default.Heads);
            var config = new MimiConfig
            {
                SampleRate = rate,
                Filters = Integer("num_filters", Default.Filters),
                Ratios = ratios,
                KernelIn = Integer("kernel_size", Default.KernelIn),
                KernelOut = Integer("last_kernel_size", Default.KernelOut),
                KernelResidual = Integer("residual_kernel_size", Default.KernelResidual),
                Compress = Integer("compress", Default.Compress),
                Width = width,
                Layers = Integer("num_hidden_layers", Default.Layers, ConfigFields.MostLevels),
                Heads = heads,
                HeadDimension = Integer("head_dim", width / heads),
                FeedForward = Integer("intermediate_size", Default.FeedForward),
                Window = Integer("sliding_window", Default.Window),
                NormEps = _fields.Number("norm_eps") ?? Default.NormEps,
                RopeBase = RopeBase() ?? Default.RopeBase,
                Downsample = _fields.Downsample("frame_rate", rate, ratios) ?? _fields.Downsample("_frame_rate", rate, ratios) ?? Default.Downsample,
                CodebookSize = Integer("codebook_size", Default.CodebookSize),
                CodebookDimension = Integer("codebook_dim", Default.CodebookDimension),
                Codebooks = Integer("num_quantizers", Default.Codebooks, ConfigFields.MostLevels),
                SemanticCodebooks = Integer("num_semantic_quantizers", Default.SemanticCodebooks),
            };
            if (config.SemanticCodebooks >= config.Codebooks)
                throw _fields.Wrong("num_semantic_quantizers", $"{config.SemanticCodebooks} of {config.Codebooks} quantizers leave none for the acoustic branch");
            if (config.HeadDimension % 2 != 0)
                throw _fields.Wrong("head_dim", $"rotary embeddings need an even size, not {config.HeadDimension}");
            if ((long)heads * config.HeadDimension != width)
                throw _fields.Wrong("head_dim", $"{heads} heads of {config.HeadDimension} don't make up a hidden_size of {width}");
            if (config.Filters % config.Compress != 0)
                throw _fields.Wrong("compress", $"{config.Filters} filters can't be divided by {config.Compress}");
            return _fields.Validated(config, c => c.Validate());
        }

        private void RefuseWhatIsNotComputed()
        {
            _fields.Expect("num_residual_layers", 1);
            _fields.Expect("audio_channels", 1);
            _fields.Expect("vector_quantization_hidden_dimension", Integer("codebook_dim", Default.CodebookDimension));
            if (_fields.Find("num_key_value_heads") is { ValueKind: JsonValueKind.Number })
                _fields.Expect("num_key_value_heads", Integer("num_attention_heads", Default.Heads));
            _fields.ExpectText("hidden_act", "gelu");
            _fields.ExpectText("pad_mode", "constant");
            if (root.TryGetProperty("use_causal_conv", out var causal) && causal.ValueKind != JsonValueKind.True)
                throw _fields.Wrong("use_causal_conv", "only causal convolutions are computed");
            if (_fields.Find("use_conv_shortcut") is { ValueKind: JsonValueKind.True })
                throw _fields.Wrong("use_conv_shortcut", "only identity shortcuts are computed");
            if (_fields.Find("attention_bias") is { ValueKind: JsonValueKind.True })
                throw _fields.Wrong("attention_bias", "only attention without bias is computed");
        }

        private double? RopeBase()
        {
            if (_fields.Find("rope_parameters") is not { ValueKind: JsonValueKind.Object } rope)
                return _fields.Number("rope_theta");
            if (rope.TryGetProperty("rope_type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() != "default")
                throw _fields.Wrong("rope_parameters", $"rope_type {ConfigFields.Shown(type)} isn't computed");
            return new ConfigFields(path, rope).Number("rope_theta");
        }

        private int Integer(string key, int otherwise, int most = ConfigFields.MostChannels) => _fields.Integer(key, most) ?? otherwise;
    }
}
