namespace MimiNative.Weights;

/// <summary>A file that holds a Mimi, as somebody publishes it.</summary>
/// <param name="Repository">Where, on huggingface.co.</param>
/// <param name="File">Its path there.</param>
/// <param name="Variant">Which weights these are, for a person.</param>
/// <param name="Bytes">Its size; null where it isn't known.</param>
/// <param name="Sha256">Its hash in lower-case hex; null where it isn't known.</param>
/// <param name="HasConfig">Whether a config.json that gives Mimi's sizes stands beside it.</param>
internal sealed record PublishedFile(string Repository, string File, string Variant, long? Bytes = null, string? Sha256 = null, bool HasConfig = false);

/// <summary>The published Mimis, from the pages of their repositories. The same bytes stand in several, under several names: only the hash tells which weights a file holds.</summary>
internal static class PublishedWeights
{
    private const string Moshi = "tokenizer-e351c8d8-checkpoint125.safetensors";
    private const string Pytorch = "mimi-pytorch-e351c8d8@125.safetensors";

    /// <summary>All of them, the released model first.</summary>
    public static IReadOnlyList<PublishedFile> All { get; } =
    [
        new("kyutai/mimi", "model.safetensors", "mimi (Hugging Face layout)", 384_649_828, "bac7e85083dcded655d24eaadde7e6eea34c0da1b35fa2d284e641bd2b942a5e", HasConfig: true),
        Mimi("kyutai/moshiko-pytorch-bf16", Moshi),
        Mimi("kyutai/moshika-pytorch-bf16", Moshi),
        Mimi("nvidia/personaplex-7b-v1", Moshi),
        Mimi("kyutai/tts-1.6b-en_fr", Moshi),
        Mimi("kyutai/stt-1b-en_fr", Pytorch),
        Mimi("kyutai/stt-2.6b-en", Pytorch),
        Mimi("kyutai/hibiki-zero-3b-pytorch-bf16", Pytorch),
        new("kyutai/hibiki-1b-mlx-bf16", "mimi-dbaa9758@125.safetensors", "hibiki dbaa9758 (moshi layout)", 384_644_900, "31c14cf365353131094e8248150c6fe58e8642cf91899c50d9e450f861630e55"),
        new("Qwen/Qwen3-TTS-Tokenizer-12Hz", "model.safetensors", "Qwen3 TTS tokenizer (Hugging Face layout)", HasConfig: true),
    ];

    /// <summary>What a repository publishes; null where it isn't in the table.</summary>
    public static PublishedFile? InRepository(string repository) => All.FirstOrDefault(p => p.Repository.Equals(repository, StringComparison.OrdinalIgnoreCase));

    /// <summary>The variant with a hash; null for what nobody in the table publishes.</summary>
    public static string? Variant(string sha256) => All.FirstOrDefault(p => sha256.Equals(p.Sha256, StringComparison.OrdinalIgnoreCase))?.Variant;

    private static PublishedFile Mimi(string repository, string file) =>
        new(repository, file, "mimi e351c8d8 (moshi layout)", 384_644_900, "09b782f0629851a271227fb9d36db65c041790365f11bbe5d3d59369cf863f50");
}
