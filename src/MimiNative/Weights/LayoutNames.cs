namespace MimiNative.Weights;

/// <summary>Whose names a checkpoint file uses.</summary>
public enum CheckpointLayout
{
    /// <summary>moshi's own.</summary>
    Native,

    /// <summary>Hugging Face transformers': other names, q/k/v apart, and q and k permuted inside each head.</summary>
    HuggingFace,
}

/// <summary>Names of tensors in the two layouts (transformers, <c>convert_mimi_checkpoint_to_pytorch.py</c>).</summary>
internal static class LayoutNames
{
    private const string FusedAttention = "in_proj_weight";

    private static readonly string[] EncoderParts = ["encoder.", "encoder_transformer.", "downsample.", "quantizer."];

    private static readonly (string Part, CheckpointLayout Layout, string[] Inside)[] Anchors =
    [
        ("encoder.model.", CheckpointLayout.Native, [".conv."]),
        ("encoder.layers.", CheckpointLayout.HuggingFace, [".conv.", ".block."]),
        ("quantizer.rvq_", CheckpointLayout.Native, ["."]),
        ("quantizer.semantic_residual_", CheckpointLayout.HuggingFace, ["."]),
    ];

    // Each replaces a substring in the result of those before it: the order matters.
    private static readonly (string Native, string HuggingFace)[] Chain =
    [
        ("conv.conv.conv", "conv"),
        ("convtr.convtr.convtr", "conv"),
        ("conv.conv", "conv"),
        ("convtr.convtr", "conv"),
        ("quantizer.rvq_first.vq", "quantizer.semantic_residual_vector_quantizer"),
        ("quantizer.rvq_first", "quantizer.semantic_residual_vector_quantizer"),
        ("quantizer.rvq_rest.vq", "quantizer.acoustic_residual_vector_quantizer"),
        ("quantizer.rvq_rest", "quantizer.acoustic_residual_vector_quantizer"),
        ("_codebook", "codebook"),
        ("_initialized", "initialized"),
        ("embedding_sum", "embed_sum"),
        ("encoder.model", "encoder.layers"),
        ("decoder.model", "decoder.layers"),
        ("encoder_transformer.transformer", "encoder_transformer"),
        ("decoder_transformer.transformer", "decoder_transformer"),
        ("linear1", "mlp.fc1"),
        ("linear2", "mlp.fc2"),
        ("self_attn.out_proj", "self_attn.o_proj"),
        ("norm1", "input_layernorm"),
        ("norm2", "post_attention_layernorm"),
        ("layer_scale_1", "self_attn_layer_scale"),
        ("layer_scale_2", "mlp_layer_scale"),
    ];

    /// <summary>True for the one tensor of a layer that Hugging Face splits in three.</summary>
    public static bool IsFusedAttention(string native) => native.EndsWith(FusedAttention, StringComparison.Ordinal);

    /// <summary>Other spellings of a native name: a fused attention weight as a module's own, and Pocket TTS's convolutions, which are wrapped once less.</summary>
    public static IEnumerable<string> OtherSpellings(string native)
    {
        if (IsFusedAttention(native))
            yield return native[..^FusedAttention.Length] + "in_proj.weight";
        if (native.Contains(".conv.conv.", StringComparison.Ordinal))
            yield return native.Replace(".conv.conv.", ".conv.", StringComparison.Ordinal);
    }

    /// <summary>The names under which a native tensor stands in a Hugging Face file: one, or q, k, v.</summary>
    public static string[] HuggingFace(string native)
    {
        var name = Chain.Aggregate(native, (text, rule) => text.Replace(rule.Native, rule.HuggingFace, StringComparison.Ordinal));
        if (!IsFusedAttention(native))
            return [name];
        var prefix = name[..^FusedAttention.Length];
        return [prefix + "q_proj.weight", prefix + "k_proj.weight", prefix + "v_proj.weight"];
    }

    /// <summary>
    /// Whose names these are, and what stands before each of the encoder's (<c>codec_model.</c>, <c>mimi.</c>, mostly nothing): where most of them are. Null where no Mimi is among them.
    /// Only convolutions tell: other models have encoders with layers too.
    /// </summary>
    public static (CheckpointLayout Layout, string Prefix)? Recognise(IEnumerable<string> names)
    {
        var found = new Dictionary<(CheckpointLayout, string), int>();
        foreach (var name in names)
            if (Anchor(name) is { } anchor)
                found[anchor] = found.GetValueOrDefault(anchor) + 1;
        return found.Count == 0 ? null : found.MaxBy(f => f.Value).Key;
    }

    /// <summary>Whether a name, without its prefix, is of a part that the encoder reads: what else is there belongs to a decoder or to another model.</summary>
    public static bool IsEncoder(string name) => Array.Exists(EncoderParts, part => name.StartsWith(part, StringComparison.Ordinal));

    private static (CheckpointLayout, string)? Anchor(string name)
    {
        foreach (var (part, layout, inside) in Anchors)
            if (Position(name, part) is var at and >= 0 && inside.Any(text => name.IndexOf(text, at + part.Length, StringComparison.Ordinal) >= 0))
                return (layout, name[..at]);
        return null;
    }

    /// <summary>Where a part begins: at the start, or after a dot.</summary>
    private static int Position(string name, string part)
    {
        var at = name.IndexOf(part, StringComparison.Ordinal);
        return at <= 0 || name[at - 1] == '.' ? at : -1;
    }
}
