namespace MimiNative.Audio;

/// <summary>Mono samples at one rate, read in order: a file, a pipe, an array. Long audio is never held whole.</summary>
public abstract class AudioSource : IDisposable
{
    /// <summary>Samples per second.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Samples in all, where that is known before reading.</summary>
    public abstract long? Length { get; }

    /// <summary>Fills as much of <paramref name="samples"/> as there is; 0 means the end.</summary>
    /// <exception cref="AudioException">The audio is damaged; names the file and what is wrong.</exception>
    public abstract int Read(Span<float> samples);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Audio that can't be read: which file, what is wrong with it.</summary>
public sealed class AudioException(string message, Exception? inner = null) : Exception(message, inner);
