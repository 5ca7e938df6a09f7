namespace MimiNative.Metrics;

/// <summary>How far a measurement is.</summary>
/// <param name="Part">What is measured now.</param>
/// <param name="Share">How much of it is done, 0 to 1; NaN where that isn't known.</param>
public readonly record struct MetricsProgress(string Part, double Share);

/// <summary>Tells whoever listens which part is measured now.</summary>
/// <param name="progress">Who listens.</param>
/// <param name="suffix">Added to every name, e.g. for the view.</param>
internal sealed class Parts(IProgress<MetricsProgress>? progress, string suffix = "")
{
    private string _part = "";

    /// <summary>The same with names that say more.</summary>
    public Parts With(string more) => new(progress, more);

    public void Begin(string part) => progress?.Report(new MetricsProgress(_part = part + suffix, double.NaN));

    public T Begin<T>(string part, Func<T> compute)
    {
        Begin(part);
        return compute();
    }

    /// <summary>Takes the share that is done of the part that has begun; null where nobody listens.</summary>
    public Action<double>? Share => progress is null ? null : share => progress.Report(new MetricsProgress(_part, share));
}
