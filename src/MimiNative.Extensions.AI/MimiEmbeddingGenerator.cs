using Microsoft.Extensions.AI;

namespace MimiNative.Extensions.AI;

/// <summary>Pooled activations of Mimi's encoder as embeddings: clips in, a vector each out. Thread-safe.</summary>
public sealed class MimiEmbeddingGenerator : IEmbeddingGenerator<SpeechClip, Embedding<float>>
{
    private readonly MimiEncoder _encoder;
    private readonly EmbedOptions _options;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>A generator over an encoder, which stays the caller's to dispose.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="tap">Where in it.</param>
    /// <param name="pooling">How frames become one vector.</param>
    /// <exception cref="ArgumentException">The tap or the pooling is unknown.</exception>
    public MimiEmbeddingGenerator(MimiEncoder encoder, string tap = "latent", Pooling pooling = Pooling.Mean)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (!Enum.IsDefined(pooling))
            throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "there is no such pooling");
        var channels = encoder.Taps.FirstOrDefault(t => t.Name == tap)?.Channels ?? throw new ArgumentException($"tap '{tap}' is not known", nameof(tap));
        (_encoder, _options) = (encoder, new EmbedOptions { Taps = [tap], Poolings = [pooling] });
        _metadata = new EmbeddingGeneratorMetadata("MimiNative", null, $"{encoder.Checkpoint.Description} {tap}/{pooling.Name()}", pooling.Dimension(channels));
    }

    /// <summary>A vector for each clip, in the order of the clips.</summary>
    /// <param name="values">Clips.</param>
    /// <param name="options">Where it names dimensions or a model, they must be those of the embedding (<see cref="EmbeddingGeneratorMetadata"/>).</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>In the order of the clips. What is wrong with a clip that was read as far as it could be, such as a file that ends early, is its property "warning".</returns>
    /// <exception cref="MimiException">A clip can't be read.</exception>
    /// <exception cref="ArgumentException">A clip is null.</exception>
    /// <exception cref="NotSupportedException">Other dimensions, or another model, are asked for.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<SpeechClip> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } asked && asked != _metadata.DefaultModelDimensions)
            throw new NotSupportedException($"{asked} dimensions are asked for, and this embedding has {_metadata.DefaultModelDimensions}");
        if (options?.ModelId is { } model && model != _metadata.DefaultModelId)
            throw new NotSupportedException($"the model '{model}' is asked for, and this embedding is of '{_metadata.DefaultModelId}'");
        SpeechClip[] clips = [.. values];
        if (Array.IndexOf(clips, null) is >= 0 and var missing)
            throw new ArgumentException($"clip {missing} is null", nameof(values));
        var embeddings = new Embedding<float>[clips.Length];
        await foreach (var clip in _encoder.EmbedManyAsync(clips.Length, i => clips[i].Open(_encoder.Config.SampleRate), _options, null, cancellationToken).ConfigureAwait(false))
            embeddings[clip.Clip] = new Embedding<float>(clip.Result.Vector)
            {
                ModelId = _metadata.DefaultModelId,
                CreatedAt = DateTimeOffset.UtcNow,
                AdditionalProperties = clip.Warning is { } warning ? new AdditionalPropertiesDictionary { ["warning"] = warning } : null,
            };
        return new GeneratedEmbeddings<Embedding<float>>(embeddings);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(MimiEncoder) ? _encoder
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the encoder is its owner's.</summary>
    public void Dispose()
    {
    }
}
