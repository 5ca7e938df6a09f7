namespace MimiNative;

/// <summary>What to make of a clip: a vector for every tap, pooling and duration named.</summary>
public sealed record EmbedOptions
{
    /// <summary>Taps to pool; see <c>MimiEncoder.Taps</c>.</summary>
    public IReadOnlyList<string> Taps { get; init; } = ["latent"];

    /// <summary>How frames become one vector.</summary>
    public IReadOnlyList<Pooling> Poolings { get; init; } = [Pooling.Mean];

    /// <summary>Seconds from the clip's start to pool besides the whole clip, each above 0; see <see cref="PoolingSink"/>.</summary>
    public IReadOnlyList<double> Durations { get; init; } = [];

    /// <summary>Treatment of the last, incomplete frame.</summary>
    public PaddingDialect Padding { get; init; } = PaddingDialect.Waveform;

    /// <summary>The taps that have to be encoded.</summary>
    internal EncodeOptions Encoding => new() { Taps = Taps, Padding = Padding };

    /// <summary>The same taps, poolings and durations, each in the same order, and padding.</summary>
    public bool Equals(EmbedOptions? other) => other is not null && Padding == other.Padding
        && (Taps ?? []).SequenceEqual(other.Taps ?? []) && (Poolings ?? []).SequenceEqual(other.Poolings ?? []) && (Durations ?? []).SequenceEqual(other.Durations ?? []);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Padding);
        foreach (var tap in Taps ?? [])
            hash.Add(tap);
        foreach (var pooling in Poolings ?? [])
            hash.Add(pooling);
        foreach (var duration in Durations ?? [])
            hash.Add(duration);
        return hash.ToHashCode();
    }

    /// <exception cref="ArgumentException">Names the property.</exception>
    internal void Validate()
    {
        if (Taps is not { Count: > 0 } || Taps.Contains(null!))
            throw new ArgumentException($"{nameof(EmbedOptions)}.{nameof(Taps)} is null, empty, or holds a null");
        if (Poolings is not { Count: > 0 } || Poolings.Any(p => !Enum.IsDefined(p)))
            throw new ArgumentException($"{nameof(EmbedOptions)}.{nameof(Poolings)} is null, empty, or holds what is no pooling");
        if (Durations is null || Durations.Any(d => !(d > 0)))
            throw new ArgumentException($"{nameof(EmbedOptions)}.{nameof(Durations)} is null or holds a duration that isn't above 0 s");
    }
}

/// <summary>Pooled vectors of one clip.</summary>
public sealed class ClipEmbedding
{
    private readonly PoolingSink _pooled;

    /// <summary>What is wrong with audio that was encoded as far as it could be read, such as a file that ends early (<see cref="Audio.AudioSource.Warning"/>); null where nothing is.</summary>
    public string? Warning { get; internal init; }

    internal ClipEmbedding(PoolingSink pooled, EmbedOptions options, double seconds)
    {
        (_pooled, Seconds) = (pooled, seconds);
        double?[] durations = [null, .. options.Durations];
        Keys = [.. options.Taps.Distinct().SelectMany(tap => options.Poolings.Distinct().SelectMany(pooling => durations.Select(d => new EmbeddingKey(tap, pooling, d))))];
    }

    /// <summary>Seconds of audio in the clip.</summary>
    public double Seconds { get; }

    /// <summary>The vectors that there are.</summary>
    public IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <summary>The vector that comes first in <see cref="Keys"/>: the only one, where one was asked for. A new array.</summary>
    public float[] Vector => this[Keys[0]];

    /// <summary>A vector: as many values as the tap has channels, twice that for <see cref="Pooling.Stats"/>. A new array.</summary>
    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public float[] this[EmbeddingKey key] => Keys.Contains(key)
        ? [.. _pooled.Result(key)]
        : throw new KeyNotFoundException($"'{key}' was not asked for; there are: {string.Join(", ", Keys)}");

    /// <summary>The vector of the whole clip.</summary>
    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public float[] this[string tap, Pooling pooling = Pooling.Mean] => this[new EmbeddingKey(tap, pooling)];
}
