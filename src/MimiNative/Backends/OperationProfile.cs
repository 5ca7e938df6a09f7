namespace MimiNative.Backends;

/// <summary>What one kind of operation costs in one layer. Of several passes over the same clip the fastest time of each single operation counts.</summary>
/// <param name="Layer">Tap name of the layer.</param>
/// <param name="Operation">convolve, linear, layer norm, attention, quantise, copy; convolve F(m,r) where a minimal filter takes fewer multiplications.</param>
public sealed record OperationProfile(string Layer, string Operation)
{
    /// <summary>Times it ran.</summary>
    public long Calls { get; internal set; }

    /// <summary>Seconds in it: the sum of its calls' fastest times.</summary>
    public double Seconds { get; internal set; }

    /// <summary>Multiply-accumulates by definition, however many are carried out: minimal filters take fewer.</summary>
    public double Macs { get; internal set; }

    /// <summary>Bytes that must move at least once: weights, inputs and results.</summary>
    public double Bytes { get; internal set; }
}

/// <summary>One operation on the time line of a profile: start and length in seconds since the profile began.</summary>
public readonly record struct OperationSpan(string Layer, string Operation, double Start, double Length);
