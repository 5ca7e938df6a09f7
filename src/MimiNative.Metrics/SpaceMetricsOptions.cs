namespace MimiNative.Metrics;

/// <summary>What <see cref="SpaceMetrics.Compute"/> leaves out or repeats.</summary>
public sealed record SpaceMetricsOptions
{
    /// <summary>Run the speaker probes.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>Run the logistic one among them, by far the slowest.</summary>
    public bool LogisticProbe { get; init; } = true;

    /// <summary>Bootstrap and permutations; null leaves them out.</summary>
    public UncertaintyOptions? Uncertainty { get; init; } = new();

    /// <summary>Told what is measured; called from any thread.</summary>
    public IProgress<MetricsProgress>? Progress { get; init; }
}
