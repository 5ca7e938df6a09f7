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

    /// <summary>moshi's other spelling of a fused attention weight.</summary>
    public static string OtherSpelling(string native) => native[..^FusedAttention.Length] + "in_proj.weight";

    /// <summary>The names under which a native tensor stands in a Hugging Face file: one, or q, k, v.</summary>
    public static string[] HuggingFace(string native)
    {
        var name = Chain.Aggregate(native, (text, rule) => text.Replace(rule.Native, rule.HuggingFace, StringComparison.Ordinal));
        if (!IsFusedAttention(native))
            return [name];
        var prefix = name[..^FusedAttention.Length];
        return [prefix + "q_proj.weight", prefix + "k_proj.weight", prefix + "v_proj.weight"];
    }

    /// <summary>The layout of a file with these names, or null where they aren't Mimi's.</summary>
    public static CheckpointLayout? Recognise(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (name.StartsWith("encoder.model.", StringComparison.Ordinal) || name.StartsWith("quantizer.rvq_", StringComparison.Ordinal))
                return CheckpointLayout.Native;
            if (name.StartsWith("encoder.layers.", StringComparison.Ordinal) || name.StartsWith("quantizer.semantic_residual_", StringComparison.Ordinal))
                return CheckpointLayout.HuggingFace;
        }
        return null;
    }

    /// <summary>True for names of the decoder's tensors, in either layout: known, and ignored.</summary>
    public static bool IsDecoder(string name) =>
        name.StartsWith("decoder.", StringComparison.Ordinal) || name.StartsWith("decoder_transformer.", StringComparison.Ordinal) || name.StartsWith("upsample.", StringComparison.Ordinal);
}
