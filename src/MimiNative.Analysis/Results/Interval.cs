using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>A closed range of values.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval of an estimate; null where it or the estimate isn't known.</summary>
    internal static Interval? Of(Estimate estimate) =>
        double.IsFinite(estimate.Value) && double.IsFinite(estimate.Low) && double.IsFinite(estimate.High) ? new Interval(estimate.Low, estimate.High) : null;
}
