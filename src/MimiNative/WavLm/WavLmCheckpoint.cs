using System.Security.Cryptography;
using System.Text;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>The tensors of a WavLM with an x-vector head, under transformers' names, as float32 in C order.</summary>
public abstract class WavLmCheckpoint : ITensors, IDisposable
{
    /// <summary>What is looked for where nothing is named.</summary>
    public const string DefaultRepository = "microsoft/wavlm-base-plus-sv";

    /// <summary>The command that gets it.</summary>
    public const string HowToGet = $"hf download {DefaultRepository} config.json preprocessor_config.json pytorch_model.bin";

    /// <summary>The sizes.</summary>
    public abstract WavLmConfig Config { get; }

    /// <summary>Whether clips are brought to mean 0 and variance 1 first (<c>do_normalize</c> of <c>preprocessor_config.json</c>).</summary>
    public abstract bool NormalizesAudio { get; }

    /// <summary>What a person should see: <c>synthetic:1</c>, or the file's path.</summary>
    public abstract string Description { get; }

    /// <summary>Made from a seed, not trained: every output must say so.</summary>
    public abstract bool IsSynthetic { get; }

    /// <summary>Changes when any weight that is read changes; a cache key. Hex SHA-256. Takes a pass over the weights, once.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>The SHA-256 of the file's bytes; null for <c>synthetic:SEED</c>.</summary>
    public virtual string? FileSha256 => null;

    /// <summary>Copies a tensor, converted to float32, into <paramref name="destination"/>, whose length must be the tensor's element count.</summary>
    /// <exception cref="WeightsException">There is no such tensor, or the file can't be read.</exception>
    public abstract void Read(string name, Span<float> destination);

    /// <summary>Opens the weights that a person named.</summary>
    /// <param name="weights">
    /// A file that <c>save_pretrained</c> wrote (<c>model.safetensors</c>, or PyTorch's <c>pytorch_model.bin</c>, of which nothing is executed) with its <c>config.json</c> beside it, the folder of these, a
    /// repository of the Hugging Face cache such as <c>microsoft/wavlm-base-sv</c>, <c>synthetic:SEED</c>, or null for <see cref="DefaultRepository"/> in that cache.
    /// </param>
    /// <exception cref="WeightsException">Nothing found, or it can't be used: says where it looked, what is wrong, and what to do.</exception>
    public static WavLmCheckpoint Open(string? weights = null) =>
        SyntheticCheckpoint.SeedIn(weights) is { } seed ? new WavLmSynthetic(seed) : WavLmFile.Open(weights);

    /// <summary>Random weights of any sizes, the same from the same seed: what a network of that shape gives that nobody trained.</summary>
    /// <param name="seed">Any text.</param>
    /// <param name="config">Sizes; the released model's if null.</param>
    /// <param name="normalizesAudio">As <see cref="NormalizesAudio"/>.</param>
    /// <exception cref="WeightsException">The sizes can't be.</exception>
    public static WavLmCheckpoint Untrained(string seed, WavLmConfig? config = null, bool normalizesAudio = false) => new WavLmSynthetic(seed, config, normalizesAudio);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The hash of sizes and values.</summary>
    private protected static string Hash(string kind, WavLmConfig config, bool normalizes, Action<IncrementalHash> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}\n{config.Describe()}\n{normalizes}\n"));
        values(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
