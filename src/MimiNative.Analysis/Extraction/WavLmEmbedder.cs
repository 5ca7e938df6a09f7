using System.Globalization;
using MimiNative.Audio;
using MimiNative.WavLm;

namespace MimiNative.Analysis.Extraction;

/// <summary>
/// WavLM's x-vector of a clip, and pooled activations of its other taps. A clip after the other, each with all of the processor's threads. The network looks both ways, so the first
/// seconds of a clip are encoded by themselves where durations are asked for.
/// </summary>
public sealed class WavLmEmbedder : ClipEmbedder
{
    private readonly WavLmEncoder _encoder;
    private readonly IReadOnlyList<string> _taps;
    private readonly IReadOnlyList<Pooling> _poolings;
    private readonly IReadOnlyList<double?> _durations;

    /// <summary>An embedder; it doesn't own the encoder.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="taps">Taps of this network, each once. What is computed once for a clip (<see cref="WavLmEncoder.EmbeddingTap"/>) is taken as it is, by the name of the mean.</param>
    /// <param name="poolings">Poolings of the other taps, each once.</param>
    /// <param name="durations">Seconds from the start, besides the whole clip.</param>
    public WavLmEmbedder(WavLmEncoder encoder, IReadOnlyList<TapInfo> taps, IReadOnlyList<Pooling> poolings, IReadOnlyList<double>? durations = null)
    {
        _encoder = encoder;
        _taps = [.. taps.Select(t => t.Name)];
        _durations = [null, .. (durations ?? []).Select(d => (double?)d)];
        IReadOnlyList<Pooling> Of(TapInfo tap) => tap.SamplesPerFrame == TapInfo.WholeClip ? [Pooling.Mean] : poolings;
        var keys = taps.SelectMany(t => _durations.SelectMany(d => Of(t).Select(p => (Key: new EmbeddingKey(t.Name, p, d), Dimension: p.Dimension(t.Channels))))).ToList();
        _poolings = [.. keys.Select(k => k.Key.Pooling).Distinct()];
        Keys = [.. keys.Select(k => k.Key)];
        Dimensions = [.. keys.Select(k => k.Dimension)];
    }

    /// <inheritdoc/>
    public override string Description => $"WavLM {_encoder.Checkpoint.Description}";

    /// <summary>Weights, and the arithmetic, which may differ in the last bits: the processor's instruction set, whatever the number of threads.</summary>
    public override string Fingerprint => $"wavlm {_encoder.Checkpoint.Fingerprint} {MimiEmbedder.Arithmetic(_encoder.Device)}, arithmetic {MimiEmbedder.ArithmeticRevision}";

    /// <inheritdoc/>
    public override int SampleRate => WavLmConfig.SampleRate;

    /// <inheritdoc/>
    public override IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Dimensions { get; }

    /// <inheritdoc/>
    public override void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] values;
            try
            {
                using var audio = open(i);
                values = Embed(audio.ReadToEnd(), cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                completed(i, null, e);
                continue;
            }

            completed(i, values, null);
        }
    }

    private float[] Embed(float[] samples, CancellationToken cancellation)
    {
        var least = _encoder.Config.LeastSamples;
        if (samples.Length < least)
            throw new AudioException(string.Create(CultureInfo.InvariantCulture, $"{(double)samples.Length / SampleRate:0.###} s of audio; WavLM needs {(double)least / SampleRate:0.###} s at least"));
        // Durations above the clip's are the clip, which is encoded once.
        var sinks = new Dictionary<int, PoolingSink>();
        foreach (var length in _durations.Select(Length).Distinct())
        {
            sinks[length] = new PoolingSink(_poolings);
            _encoder.Encode(samples.AsSpan(0, length), _taps, sinks[length], cancellation);
        }

        return [.. Keys.SelectMany(k => sinks[Length(k.Duration)].Result(k with { Duration = null }))];

        // A duration that is too short for the network gives as much as it needs.
        int Length(double? duration) => duration is { } seconds ? (int)Math.Clamp(seconds * SampleRate, least, samples.Length) : samples.Length;
    }
}
