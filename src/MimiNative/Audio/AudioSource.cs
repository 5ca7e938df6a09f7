using MimiNative.Files;

namespace MimiNative.Audio;

/// <summary>Mono samples at one rate, read in order: a file, a pipe, an array. Long audio is never held whole.</summary>
public abstract class AudioSource : IDisposable
{
    /// <summary>Samples per second.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Samples in all, where that is known before reading.</summary>
    public abstract long? Length { get; }

    /// <summary>What a person should know about audio that can be read all the same (a truncated file); null where all is well. Final once <see cref="Read"/> has returned 0.</summary>
    public virtual string? Warning => null;

    /// <summary>Fills as much of <paramref name="samples"/> as there is; 0 means the end.</summary>
    /// <exception cref="AudioException">The audio is damaged; names the file and what is wrong.</exception>
    public abstract int Read(Span<float> samples);

    /// <summary>Everything that is left, in one array.</summary>
    /// <exception cref="AudioException">The audio is damaged, or has more samples than an array can hold.</exception>
    public float[] ReadToEnd()
    {
        // A length is believed only so far: room for a header's promise is made as the samples arrive.
        var samples = new float[Math.Clamp(Length ?? 0, 1 << 12, 1 << 24)];
        Span<float> beyond = stackalloc float[256];
        var count = 0;
        while (true)
        {
            var room = samples.AsSpan(count);
            var read = Read(room.IsEmpty ? beyond : room);
            if (read == 0)
                break;
            if (room.IsEmpty)
            {
                if (count > Array.MaxLength - read)
                    throw new AudioException($"more than {Array.MaxLength:N0} samples: too long for one array, read it in pieces");
                Array.Resize(ref samples, (int)Math.Min(Math.Max(count * 2L, Length ?? 0), Array.MaxLength));
                beyond[..read].CopyTo(samples.AsSpan(count));
            }

            count += read;
        }

        Array.Resize(ref samples, count);
        return samples;
    }

    /// <summary>Leaves samples out, as quickly as the audio allows.</summary>
    /// <returns>How many there were to leave out: fewer where the audio ends.</returns>
    internal virtual long Skip(long samples)
    {
        Span<float> nowhere = stackalloc float[1024];
        var left = samples;
        while (left > 0 && Read(nowhere[..(int)Math.Min(left, nowhere.Length)]) is > 0 and var read)
            left -= read;
        return samples - left;
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Audio that can't be read: which file, what is wrong with it. The message is one line; control characters of a file's name are shown as <c>\u001B</c>.</summary>
public sealed class AudioException(string message, Exception? inner = null) : MimiException(Printable.Line(message), inner);
