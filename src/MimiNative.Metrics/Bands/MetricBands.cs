namespace MimiNative.Metrics;

/// <summary>What the values of one metric mean: its bands from the lowest value to the highest, and the value wanted.</summary>
public sealed class MetricBands
{
    private readonly Band _undefined;
    private readonly Band[] _bands;

    internal MetricBands(string metric, double? target, string undefined, params Band[] bands)
    {
        (Metric, Target, _bands) = (metric, target, bands);
        _undefined = new Band("not measurable", Grade.Undefined, double.NaN, Meaning: undefined);
    }

    /// <summary>The metric's name in JSON.</summary>
    public string Metric { get; }

    /// <summary>The value that must be exceeded; null where there is no such aim.</summary>
    public double? Target { get; }

    /// <summary>The bands in rising order of value; the last ends at +∞.</summary>
    public IReadOnlyList<Band> All => _bands;

    /// <summary>The band that a value falls into; one graded <see cref="Grade.Undefined"/> for NaN.</summary>
    public Band Of(double value)
    {
        if (double.IsNaN(value))
            return _undefined;
        foreach (var band in _bands)
            if (value < band.UpTo || (band.Inclusive && value == band.UpTo))
                return band;
        return _bands[^1];
    }
}
