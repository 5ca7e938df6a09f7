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
        _codes = new(reference, semanticCodebooks);
        _taps = reference.Taps.ToDictionary(t => t.Name, t => new TapComparison(reference.Path, t));
        Options = new EncodeOptions
        {
            Taps = [.. reference.Taps.Select(t => t.Name)],
            Codebooks = reference.Codes?.Codebooks ?? 0,
            Padding = padding ?? reference.Padding,
        };
    }

    /// <summary>What the encoder must be asked for.</summary>
    public EncodeOptions Options { get; }

    /// <summary>The verdict, once the clip has been encoded.</summary>
    public ParityResult Result()
    {
        var codes = _codes.Compare();
        return new([.. _reference.Taps.Select(t => _taps[t.Name].Result(_codes.ExcusedFrames(t.Name)))], codes, _codes.Frames);
    }

    /// <inheritdoc/>
    void IActivationSink.Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => _taps[tap.Name].Add(tap, firstFrame, rows);

    /// <inheritdoc/>
    void IActivationSink.Codes(long firstFrame, int codebooks, ReadOnlySpan<int> codes) => _codes.Add(codebooks, codes);
}
