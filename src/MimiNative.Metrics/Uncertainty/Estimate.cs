namespace MimiNative.Metrics;

/// <summary>A number with its 95 % interval; NaN where undefined.</summary>
/// <param name="Value">On all clips.</param>
/// <param name="Low">2.5th percentile over bootstrap replicates.</param>
/// <param name="High">97.5th percentile.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>What isn't known.</summary>
    public static Estimate None { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>A value with the 2.5th and 97.5th percentile of what it was in each draw; without an interval where fewer than half of the draws define it.</summary>
    /// <param name="value">On all clips.</param>
    /// <param name="draws">In each draw; NaN or infinite where undefined.</param>
    public static Estimate Of(double value, IReadOnlyCollection<double> draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var (low, high) = Bootstrap.Bounds(draws);
        return new Estimate(value, low, high);
    }
}
