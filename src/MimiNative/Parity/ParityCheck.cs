using MimiNative.WavLm;

namespace MimiNative.Parity;

/// <summary>
/// Compares activations with a reference while they are computed, so that long clips need no memory of their length. Encode <see cref="ReferenceFile.Input"/> with
/// <see cref="Options"/> into this sink, then read <see cref="Result"/>.
/// </summary>
public sealed class ParityCheck : IActivationSink
{
    private readonly ReferenceFile _reference;
    private readonly CodeComparison _codes;
    private readonly Dictionary<string, TapComparison> _taps;

    /// <summary>Prepares for one encoding.</summary>
    /// <param name="reference">What to compare with.</param>
    /// <param name="padding">The dialect to encode with; null takes the reference's.</param>
    /// <param name="semanticCodebooks">Codebooks of the semantic branch (<see cref="MimiConfig.SemanticCodebooks"/>).</param>
    public ParityCheck(ReferenceFile reference, PaddingDialect? padding = null, int semanticCodebooks = 1)
    {
        _reference = reference;
        _codes = new(reference.Codes, reference.Margins, semanticCodebooks);
        _taps = reference.Taps.ToDictionary(t => t.Name, t => new TapComparison(reference.Path, t, reference.Network == ReferenceNetwork.WavLm ? TapTolerance.WavLm : TapTolerance.Mimi));
        Options = new EncodeOptions
        {
            Taps = [.. reference.Taps.Select(t => t.Name)],
            Codebooks = reference.Codes?.Codebooks ?? 0,
            Padding = padding ?? reference.Padding,
        };
    }

    /// <summary>What the encoder must be asked for.</summary>
    public EncodeOptions Options { get; }

    /// <summary>Encodes a reference's clip and compares.</summary>
    /// <param name="encoder">With the reference's weights; <see cref="ReferenceFile.OpenCheckpoint"/> finds them.</param>
    /// <param name="reference">What to compare with.</param>
    /// <param name="padding">The dialect to encode with; null takes the reference's.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="ReferenceException">Encoder and reference have different sizes, rates or taps: they don't belong together.</exception>
    public static ParityResult Run(MimiEncoder encoder, ReferenceFile reference, PaddingDialect? padding = null, CancellationToken cancellation = default)
    {
        RefuseStrangers(encoder, reference);
        var check = new ParityCheck(reference, padding, encoder.Config.SemanticCodebooks);
        using var stream = encoder.OpenStream(check.Options, check);
        const int chunk = 1 << 18;
        for (var start = 0; start < reference.Input.Length; start += chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(reference.Input.AsSpan(start, Math.Min(chunk, reference.Input.Length - start)));
        }
        stream.Complete();
        return check.Result();
    }

    /// <summary>Computes a WavLM's reference and compares.</summary>
    /// <param name="encoder">With the reference's weights.</param>
    /// <param name="reference">What to compare with.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <exception cref="ReferenceException">Encoder and reference have different sizes, rates or taps: they don't belong together.</exception>
    public static ParityResult Run(WavLmEncoder encoder, ReferenceFile reference, CancellationToken cancellation = default)
    {
        if (reference.SampleRate != WavLmConfig.SampleRate)
            throw new ReferenceException($"{reference.Path} is at {reference.SampleRate} Hz, WavLM at {WavLmConfig.SampleRate}: they don't belong together");
        if (WavLmEncoder.Windows(reference.Input.Length) > 1)
            throw new ReferenceException($"{reference.Path} has more than {WavLmEncoder.MostSeconds} s, which are computed in windows: take a shorter clip");
        if (reference.Taps.FirstOrDefault(t => encoder.Taps.All(own => own.Name != t.Name)) is { } unknown)
            throw new ReferenceException($"{reference.Path} has a tap '{unknown.Name}', the encoder hasn't: they don't belong together");
        var check = new ParityCheck(reference);
        encoder.Encode(reference.Input, check.Options.Taps, check, cancellation);
        return check.Result();
    }

    /// <summary>The verdict, once the clip has been encoded.</summary>
    public ParityResult Result()
    {
        var codes = _codes.Compare();
        return new([.. _reference.Taps.Select(t => _taps[t.Name].Result(_codes.ExcusedFrames(t.Name)))], codes, _codes.Frames);
    }

    /// <inheritdoc/>
    void IActivationSink.Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => _taps[tap.Name].Add(tap, firstFrame, rows);

    /// <inheritdoc/>
    void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows) => _codes.Add(codebooks, rows);

    private static void RefuseStrangers(MimiEncoder encoder, ReferenceFile reference)
    {
        var config = encoder.Config;
        if (reference.Network != ReferenceNetwork.Mimi)
            throw Stranger("is of another network");
        if (reference.SampleRate != config.SampleRate)
            throw Stranger($"is at {reference.SampleRate} Hz, the encoder at {config.SampleRate}");
        if (reference.Window is { } window && window != config.Window)
            throw Stranger($"was made with an attention window of {window}, the encoder has {config.Window}");
        if (reference.Codes is { } codes && codes.Codebooks > config.Codebooks)
            throw Stranger($"has {codes.Codebooks} codebooks, the encoder {config.Codebooks}");
        var known = encoder.Taps.Select(t => t.Name).ToHashSet();
        if (reference.Taps.FirstOrDefault(t => !known.Contains(t.Name)) is { } unknown)
            throw Stranger($"has a tap '{unknown.Name}', the encoder hasn't");

        ReferenceException Stranger(string what) => new($"{reference.Path} {what}: they don't belong together");
    }
}
