using MimiNative.Analysis.Embeddings;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Turns clips into pooled vectors: Mimi with some weights, or a baseline. One pass over a clip gives all its vectors.</summary>
public abstract class ClipEmbedder
{
    /// <summary>What a person should see, e.g. <c>synthetic:1</c> or <c>MFCC</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Changes whenever a clip's vectors would: part of the cache's key.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>The rate at which it takes audio.</summary>
    public virtual int SampleRate => AudioFile.DefaultSampleRate;

    /// <summary>The vectors of a clip, in the order in which they are stored.</summary>
    public abstract IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <summary>Values of each vector, in the order of <see cref="Keys"/>.</summary>
    public abstract IReadOnlyList<int> Dimensions { get; }

    /// <summary>Codebooks whose quantised latents (<see cref="CodebookKeys"/>) and codes are kept besides; 0: none.</summary>
    public virtual int Codebooks => 0;

    /// <summary>Channels of the quantised latent; plays no part without codebooks.</summary>
    public virtual int CodebookChannels => 0;

    /// <summary>The same without codebooks: what treated versions of clips are embedded with, of which only vectors are wanted.</summary>
    public virtual ClipEmbedder WithoutCodebooks => this;

    /// <summary>Everything that is kept of a clip as it is but its codes, with the values of each, in the order in which it is stored.</summary>
    internal IReadOnlyList<(EmbeddingKey Key, int Dimension)> Stored => [.. Keys.Zip(Dimensions), .. CodebookKeys.Of(Codebooks).Select(k => (k, CodebookChannels))];

    /// <summary>Embeds clips, several at once.</summary>
    /// <param name="count">Clips.</param>
    /// <param name="open">Opens a clip, mono at <see cref="SampleRate"/>; called from any thread; the embedder disposes it.</param>
    /// <param name="completed">Called once per clip from any thread, in any order: its vectors one after the other and, with <see cref="Codebooks"/>, those of <see cref="CodebookKeys"/> and its codes, frame by frame; or what went wrong.</param>
    /// <param name="cancellation">Stops the work between clips.</param>
    public abstract void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation);
}
