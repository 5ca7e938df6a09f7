using System.Runtime.InteropServices;

namespace MimiNative.Parity;

/// <summary>Keeps all that an encoding gives, to compare it bit by bit with another.</summary>
internal sealed class RecordedClip : IActivationSink
{
    private readonly Dictionary<string, List<float>> _taps = [];
    private readonly List<int> _codes = [];

    /// <summary>Codebooks of the codes kept.</summary>
    public int Codebooks { get; private set; }

    /// <summary>(frames, codebooks).</summary>
    public ReadOnlySpan<int> Codes => CollectionsMarshal.AsSpan(_codes);

    /// <summary>A tap, (frames, channels).</summary>
    public ReadOnlySpan<float> this[string tap] => CollectionsMarshal.AsSpan(_taps[tap]);

    /// <summary>The first tap whose bits differ, or "codes"; null where all are the same. What the other has beyond this one's end doesn't count.</summary>
    public string? FirstDifference(RecordedClip longer)
    {
        foreach (var (tap, values) in _taps)
            if (longer._taps[tap].Count < values.Count || !Bytes(this[tap]).SequenceEqual(Bytes(longer[tap][..values.Count])))
                return tap;
        return longer.Codes.Length >= Codes.Length && Codes.SequenceEqual(longer.Codes[..Codes.Length]) ? null : "codes";
    }

    /// <inheritdoc/>
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (!_taps.TryGetValue(tap.Name, out var values))
            _taps[tap.Name] = values = [];
        values.AddRange(rows);
    }

    /// <inheritdoc/>
    void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        Codebooks = codebooks;
        _codes.AddRange(rows);
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values);
}
