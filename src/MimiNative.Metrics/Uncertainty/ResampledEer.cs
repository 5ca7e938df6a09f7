namespace MimiNative.Metrics;

/// <summary>An equal error rate and what it is in every draw of a <see cref="PairBootstrap"/>.</summary>
public sealed class ResampledEer
{
    private readonly double[] _draws;

    internal ResampledEer(double value, double[] draws) => (Value, _draws) = (value, draws);

    /// <summary>On all clips; NaN without same-voice or without different-voice pairs.</summary>
    public double Value { get; }

    /// <summary>With its interval over voices.</summary>
    public Estimate Estimate => Estimate.Of(Value, _draws);

    /// <summary>How much higher this is than <paramref name="other"/>, with the interval of the difference, draw by draw. Both come from one bootstrap.</summary>
    /// <exception cref="ArgumentException">They have different numbers of draws.</exception>
    public Estimate Minus(ResampledEer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _draws.Length == other._draws.Length
            ? Estimate.Of(Value - other.Value, [.. _draws.Zip(other._draws, (a, b) => a - b)])
            : throw new ArgumentException($"{_draws.Length} and {other._draws.Length} draws are not of one bootstrap", nameof(other));
    }
}
