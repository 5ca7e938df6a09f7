using MimiNative.Audio;

namespace MimiNative;

/// <summary>Vectors of whole clips.</summary>
public sealed partial class MimiEncoder
{
    /// <summary>One vector of a clip.</summary>
    /// <param name="samples">24 kHz mono, in [−1, 1]; at least one.</param>
    /// <param name="tap">Where in the encoder.</param>
    /// <param name="pooling">How frames become one vector.</param>
    /// <returns>As many values as the tap has channels; twice that for <see cref="Pooling.Stats"/>.</returns>
    /// <exception cref="ArgumentException">No samples, one that is NaN or infinite, or an unknown tap or pooling.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public float[] Embed(ReadOnlySpan<float> samples, string tap = "latent", Pooling pooling = Pooling.Mean)
    {
        ArgumentNullException.ThrowIfNull(tap);
        return Embed(samples, new EmbedOptions { Taps = [tap], Poolings = [pooling] }).Vector;
    }

    /// <summary>Vectors of a clip: all from one pass.</summary>
    /// <param name="samples">24 kHz mono, in [−1, 1]; at least one.</param>
    /// <param name="options">Which vectors.</param>
    /// <inheritdoc cref="Embed(ReadOnlySpan{float}, string, Pooling)" path="/exception"/>
    public ClipEmbedding Embed(ReadOnlySpan<float> samples, EmbedOptions options)
    {
        var sink = Pool(options);
        if (samples.IsEmpty)
            throw new ArgumentException("no samples to encode", nameof(samples));
        using var stream = OpenStream(options.Encoding, sink);
        stream.Write(samples, last: true);
        return new ClipEmbedding(sink, options, (double)samples.Length / Config.SampleRate);
    }

    /// <summary>Vectors of audio of any length, in flat memory.</summary>
    /// <param name="audio">At the encoder's rate; the caller disposes it.</param>
    /// <param name="options">Which vectors.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="AudioException">The audio is damaged, has no sample, or one that is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">Not at the encoder's rate, or an unknown tap or pooling.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was.</exception>
    public ClipEmbedding Embed(AudioSource audio, EmbedOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        options ??= new EmbedOptions();
        var (sink, counted) = (Pool(options), new CountingSource(audio));
        Encode(counted, options.Encoding, sink, cancellation);
        return Embedding(sink, options, counted);
    }

    private static PoolingSink Pool(EmbedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PoolingSink(options.Poolings, options.Durations);
    }

    private static ClipEmbedding Embedding(PoolingSink sink, EmbedOptions options, CountingSource audio) => new(sink, options, audio.Seconds) { Warning = audio.Warning };
}
