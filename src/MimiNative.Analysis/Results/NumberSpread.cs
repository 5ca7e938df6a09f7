namespace MimiNative.Analysis.Results;

/// <summary>Some numbers in brief; NaN where there are none.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The greatest.</param>
public sealed record NumberSpread(int Count, double Mean, double Std, double Minimum, double Maximum)
{
    /// <summary>Of the numbers that are finite.</summary>
    public static NumberSpread Of(IEnumerable<double> values)
    {
        var all = values.Where(double.IsFinite).ToArray();
        if (all.Length == 0)
            return new(0, double.NaN, double.NaN, double.NaN, double.NaN);
        var mean = all.Sum() / all.Length;
        return new(all.Length, mean, Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / all.Length), all.Min(), all.Max());
    }
}
