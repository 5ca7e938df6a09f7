using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>An embedding of clean clips with all its metrics and how sure they are.</summary>
/// <param name="Name">For people: <c>Mimi</c>, <c>random weights</c>, <c>MFCC baseline</c>.</param>
/// <param name="Embedding">Which embedding.</param>
/// <param name="Set">The vectors.</param>
/// <param name="Metrics">Every metric.</param>
/// <param name="Uncertainty">Intervals and p-values of the headline metrics.</param>
public sealed record MeasuredSpace(string Name, string Embedding, EmbeddingSet Set, SpaceMetrics Metrics, Uncertainty Uncertainty)
{
    /// <summary>Measures an embedding.</summary>
    public static MeasuredSpace Of(string name, EmbeddingSet set, UncertaintyOptions options, bool logisticProbe) => new(
        name, set.Name, set, SpaceMetrics.Compute(set.Matrix, set.Labels, new SpaceMetricsOptions { LogisticProbe = logisticProbe }), Uncertainty.Compute(set.Matrix, set.Labels, options));

    /// <summary>Equal error rate over all pairs.</summary>
    public MetricUncertainty Eer => Headline("eer_interpolated");

    /// <summary>Acoustics score; NaN where texts are unknown.</summary>
    public MetricUncertainty AcousticsScore => Headline("acoustics_score");

    /// <summary>Separability ratio.</summary>
    public MetricUncertainty SeparabilityRatio => Headline("separability_ratio");

    /// <summary>Intra-speaker consistency.</summary>
    public MetricUncertainty Consistency => Headline("intra_consistency_mean");

    private MetricUncertainty Headline(string name) => Uncertainty.Raw.First(m => m.Name == name);
}
