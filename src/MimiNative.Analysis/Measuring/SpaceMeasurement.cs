using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Measures one embedding.</summary>
internal static class SpaceMeasurement
{
    /// <summary>Every metric of clean clips' vectors.</summary>
    /// <param name="kind">The space in question or a control.</param>
    /// <param name="description">What made it.</param>
    /// <param name="set">Clean clips.</param>
    /// <param name="uncertainty">How often to resample.</param>
    /// <param name="logisticProbe">Run the logistic probe, by far the slowest.</param>
    public static MeasuredSpace Run(SpaceKind kind, string description, EmbeddingSet set, UncertaintyOptions uncertainty, bool logisticProbe)
    {
        var metrics = SpaceMetrics.Compute(set.Matrix, set.Labels, new SpaceMetricsOptions { LogisticProbe = logisticProbe, Uncertainty = uncertainty });
        return new MeasuredSpace(kind, description, set, metrics, metrics.Uncertainty!);
    }

    /// <summary>Measures an embedding of any encoder: metrics are of clean rows, noisy ones serve the robustness test.</summary>
    /// <param name="set">Rows, noisy ones too.</param>
    /// <param name="uncertainty">How often to resample, and from how many clips on to sample.</param>
    /// <param name="progress">Told what is measured.</param>
    /// <exception cref="DataSetException">No row is clean.</exception>
    public static EmbeddingsResult Run(EmbeddingSet set, UncertaintyOptions? uncertainty = null, IProgress<MetricsProgress>? progress = null)
    {
        var clean = set.Samples.All(s => s.IsClean) ? set : set.Where(s => s.IsClean);
        if (clean.Count == 0)
            throw new DataSetException($"'{set.Name}': no row has the augmentation type '{Sample.Clean}'; metrics are of clean clips");
        uncertainty ??= new UncertaintyOptions();
        var metrics = SpaceMetrics.Compute(clean.Matrix, clean.Labels, new SpaceMetricsOptions { Uncertainty = uncertainty, Progress = progress });
        var space = new MeasuredSpace(SpaceKind.Analysed, set.Name, clean, metrics, metrics.Uncertainty!);
        return new EmbeddingsResult(space, VerificationReport.Compute(clean.Matrix, clean.Labels, uncertainty, metrics.Raw.Scores, progress), SeedTestMeasurement.Of(set, metrics.Raw))
        {
            Padding = Padding(set, clean),
        };
    }

    // The seed study embedded all rows in their order, so that a batch may hold clean and noisy clips.
    private static PaddingDiagnostic? Padding(EmbeddingSet set, EmbeddingSet clean)
    {
        if (set.Samples.Any(s => s.Duration is not > 0))
            return null;
        var shares = PaddingDiagnostic.PaddedShares([.. set.Samples.Select(s => s.Duration!.Value)]);
        int[] rows = [.. Enumerable.Range(0, set.Count).Where(i => set.Samples[i].IsClean)];
        return PaddingDiagnostic.Compute(clean.Matrix, clean.Labels, [.. rows.Select(i => set.Samples[i].Duration!.Value)], [.. rows.Select(i => shares[i])]);
    }
}
