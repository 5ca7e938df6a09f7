using System.Text.Json;

namespace MimiNative.Weights;

/// <summary>Writes sizes as the config.json of transformers' <c>MimiConfig</c>, which <see cref="ConfigJson"/> reads.</summary>
internal static class ConfigWriter
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Why transformers has no words for these sizes; null where it has.</summary>
    public static string? WhyNot(MimiConfig config) =>
        config.Codebooks == 0 ? "it is a continuous Mimi, and transformers knows none without a quantiser"
        : config.LatentChannels != config.Width ? $"its latent has {config.LatentChannels} channels and its transformer {config.Width}, which transformers can't tell apart"
        : null;

    /// <summary>The whole file.</summary>
    public static void Write(Stream stream, MimiConfig config)
    {
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue("MimiModel");
        json.WriteEndArray();
        json.WriteString("model_type", "mimi");
        json.WriteNumber("sampling_rate", config.SampleRate);
        json.WriteNumber("frame_rate", config.FrameRate);
        json.WriteNumber("audio_channels", 1);
        json.WriteNumber("num_filters", config.Filters);
        json.WriteNumber("num_residual_layers", 1);
        // transformers gives the decoder's order.
        json.WriteStartArray("upsampling_ratios");
        foreach (var ratio in config.Ratios.Reverse())
            json.WriteNumberValue(ratio);
        json.WriteEndArray();
        json.WriteNumber("kernel_size", config.KernelIn);
        json.WriteNumber("last_kernel_size", config.KernelOut);
        json.WriteNumber("residual_kernel_size", config.KernelResidual);
        json.WriteNumber("dilation_growth_rate", 2);
        json.WriteNumber("compress", config.Compress);
        json.WriteBoolean("use_causal_conv", true);
        json.WriteBoolean("use_conv_shortcut", false);
        json.WriteString("pad_mode", "constant");
        json.WriteNumber("trim_right_ratio", 1.0);
        json.WriteNumber("hidden_size", config.Width);
        json.WriteNumber("num_hidden_layers", config.Layers);
        json.WriteNumber("num_attention_heads", config.Heads);
        json.WriteNumber("num_key_value_heads", config.Heads);
        json.WriteNumber("head_dim", config.HeadDimension);
        json.WriteNumber("intermediate_size", config.FeedForward);
        json.WriteNumber("sliding_window", config.Window);
        json.WriteString("hidden_act", "gelu");
        json.WriteBoolean("attention_bias", false);
        json.WriteNumber("norm_eps", config.NormEps);
        json.WriteNumber("rope_theta", config.RopeBase);
        json.WriteNumber("upsample_groups", config.Width);
        json.WriteNumber("codebook_size", config.CodebookSize);
        json.WriteNumber("codebook_dim", config.CodebookDimension);
        json.WriteNumber("vector_quantization_hidden_dimension", config.CodebookDimension);
        json.WriteNumber("num_quantizers", config.Codebooks);
        json.WriteNumber("num_semantic_quantizers", config.SemanticCodebooks);
        json.WriteEndObject();
    }
}
