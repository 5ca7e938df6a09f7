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
    public static Found? Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path));
            var root = json.RootElement;
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
            using var named = JsonDocument.Parse(SmallFile.Read(other));
            return named.RootElement.ValueKind == JsonValueKind.Object && MoshiConfig.Find(other, named.RootElement) is { } found ? found
                : throw new WeightsException($"{other}, which {path} names as mimi_config_name, has no section seanet");
        }
        // Texts with half a character are an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path} can't be read: {Printable.Quote(e.Message)}", e);
        }
    }

    private static bool IsMimi(JsonElement part) => part.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "mimi";

    private sealed class Reader(string path, JsonElement root)
    {
        // Far above any model, and low enough that no product of sizes overflows and no list of tensors fills the memory.
        private const int MostChannels = 1 << 20;
        private const int MostLevels = 1 << 10;

        private static readonly MimiConfig Default = new();

        public MimiConfig Config()
        {
            RefuseWhatIsNotComputed();
            var ratios = Ratios();
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
                Layers = Integer("num_hidden_layers", Default.Layers, MostLevels),
                Heads = heads,
                HeadDimension = Integer("head_dim", width / heads),
                FeedForward = Integer("intermediate_size", Default.FeedForward),
                Window = Integer("sliding_window", Default.Window),
                NormEps = Number(root, "norm_eps", Default.NormEps),
                RopeBase = RopeBase(),
                Downsample = Downsample(rate, ratios),
                CodebookSize = Integer("codebook_size", Default.CodebookSize),
                CodebookDimension = Integer("codebook_dim", Default.CodebookDimension),
                Codebooks = Integer("num_quantizers", Default.Codebooks, MostLevels),
                SemanticCodebooks = Integer("num_semantic_quantizers", Default.SemanticCodebooks),
            };
            if (config.SemanticCodebooks >= config.Codebooks)
                throw Wrong("num_semantic_quantizers", $"{config.SemanticCodebooks} of {config.Codebooks} quantizers leave none for the acoustic branch");
            if (config.HeadDimension % 2 != 0)
                throw Wrong("head_dim", $"rotary embeddings need an even size, not {config.HeadDimension}");
            if ((long)heads * config.HeadDimension != width)
                throw Wrong("head_dim", $"{heads} heads of {config.HeadDimension} don't make up a hidden_size of {width}");
            if (config.Filters % config.Compress != 0)
                throw Wrong("compress", $"{config.Filters} filters can't be divided by {config.Compress}");
            try
            {
                config.Validate();
            }
            catch (ArgumentException e)
            {
                throw new WeightsException($"{path}: {e.Message}", e);
            }

            return config;
        }

        private void RefuseWhatIsNotComputed()
        {
            Expect("num_residual_layers", 1);
            Expect("audio_channels", 1);
            Expect("vector_quantization_hidden_dimension", Integer("codebook_dim", Default.CodebookDimension));
            if (root.TryGetProperty("num_key_value_heads", out var shared) && shared.ValueKind == JsonValueKind.Number)
                Expect("num_key_value_heads", Integer("num_attention_heads", Default.Heads));
            ExpectText("hidden_act", "gelu");
            ExpectText("pad_mode", "constant");
            if (root.TryGetProperty("use_causal_conv", out var causal) && causal.ValueKind != JsonValueKind.True)
                throw Wrong("use_causal_conv", "only causal convolutions are computed");
            if (root.TryGetProperty("use_conv_shortcut", out var shortcut) && shortcut.ValueKind == JsonValueKind.True)
                throw Wrong("use_conv_shortcut", "only identity shortcuts are computed");
            if (root.TryGetProperty("attention_bias", out var bias) && bias.ValueKind == JsonValueKind.True)
                throw Wrong("attention_bias", "only attention without bias is computed");
        }

        private void Expect(string key, int value)
        {
            if (Integer(key, value) is var found && found != value)
                throw Wrong(key, $"it is {found}; only {value} is computed");
        }

        private void ExpectText(string key, string value)
        {
            if (root.TryGetProperty(key, out var found) && !(found.ValueKind == JsonValueKind.String && found.GetString() == value))
                throw Wrong(key, $"it is {Shown(found)}; only \"{value}\" is computed");
        }

        private int[] Ratios()
        {
            if (!root.TryGetProperty("upsampling_ratios", out var list))
                return [.. Default.Ratios];
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > 8)
                throw Wrong("upsampling_ratios", "it must be a list of 1 to 8 strides");
            // The file gives the decoder's order.
            int[] ratios = [.. list.EnumerateArray().Select(ratio => Positive("upsampling_ratios", ratio, MostLevels)).Reverse()];
            return ratios.Aggregate(1.0, (a, b) => a * b) <= MostChannels ? ratios : throw Wrong("upsampling_ratios", $"their product is above {MostChannels}");
        }

        /// <summary>The encoder's convolutions give rate / product(ratios) frames a second; <c>frame_rate</c> (12.5) says how far the last one goes.</summary>
        private int Downsample(int rate, int[] ratios)
        {
            var frameRate = Number(root, "frame_rate", Number(root, "_frame_rate", 0));
            if (frameRate == 0)
                return Default.Downsample;
            var stride = rate / ratios.Aggregate(1.0, (a, b) => a * b) / frameRate;
            if (stride is >= 1 and <= 64 && Math.Abs(stride - Math.Round(stride)) < 1e-6)
                return (int)Math.Round(stride);
            throw Wrong("frame_rate", $"{frameRate} Hz isn't a whole fraction of the transformer's frame rate");
        }

        private double RopeBase()
        {
            if (!root.TryGetProperty("rope_parameters", out var rope) || rope.ValueKind != JsonValueKind.Object)
                return Number(root, "rope_theta", Default.RopeBase);
            if (rope.TryGetProperty("rope_type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() != "default")
                throw Wrong("rope_parameters", $"rope_type {Shown(type)} isn't computed");
            return Number(rope, "rope_theta", Default.RopeBase);
        }

        private int Integer(string key, int otherwise, int most = MostChannels) =>
            root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? Positive(key, value, most) : otherwise;

        private int Positive(string key, JsonElement value, int most = MostChannels) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
                ? number
                : throw Wrong(key, $"{Shown(value)} isn't a whole number from 1 to {most}");

        private double Number(JsonElement from, string key, double otherwise)
        {
            if (!from.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
                return otherwise;
            return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number)
                ? number
                : throw Wrong(key, $"{Shown(value)} isn't a number above 0");
        }

        /// <summary>As it stands in the file: every text has that form, also one that is no text.</summary>
        private static string Shown(JsonElement value) => Printable.Quote(value.GetRawText());

        private WeightsException Wrong(string key, string what) => new($"{path}: {key}: {what}");
    }
}
