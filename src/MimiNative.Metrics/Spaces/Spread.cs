namespace MimiNative.Metrics;

/// <summary>Mean and population standard deviation of some numbers.</summary>
internal static class Spread
{
    /// <summary>Both; NaN where there is no number.</summary>
    public static (double Mean, double Std) Of(IEnumerable<double> values)
    {
        var all = values.ToArray();
        if (all.Length == 0)
            return (double.NaN, double.NaN);
        var mean = all.Sum() / all.Length;
        return (mean, Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / all.Length));
    }
}
