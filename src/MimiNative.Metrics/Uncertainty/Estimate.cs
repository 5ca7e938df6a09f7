namespace MimiNative.Metrics;

/// <summary>A number with its 95 % interval; NaN where undefined.</summary>
/// <param name="Value">On all clips.</param>
/// <param name="Low">2.5th percentile over bootstrap replicates.</param>
/// <param name="High">97.5th percentile.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>What isn't known.</summary>
    public static Estimate None { get; } = new(double.NaN, double.NaN, double.NaN);
}
