using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>An embedding of clean clips with all its metrics and how sure they are.</summary>
/// <param name="Kind">The space in question or a control.</param>
/// <param name="Description">What made it, e.g. the weights' description.</param>
/// <param name="Set">The vectors; their name says which embedding they are.</param>
/// <param name="Metrics">Every metric.</param>
/// <param name="Uncertainty">Intervals and p-values of the headline metrics.</param>
public sealed record MeasuredSpace(SpaceKind Kind, string Description, EmbeddingSet Set, SpaceMetrics Metrics, Uncertainty Uncertainty)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }

    /// <summary>Equal error rate over all pairs.</summary>
    public MetricUncertainty Eer => Headline("eer");

    /// <summary>Acoustics score; NaN where texts are unknown.</summary>
    public MetricUncertainty AcousticsScore => Headline("acoustics_score");

    /// <summary>Separability ratio.</summary>
    public MetricUncertainty SeparabilityRatio => Headline("separability_ratio");

    /// <summary>Intra-speaker consistency.</summary>
    public MetricUncertainty Consistency => Headline("consistency");

    private MetricUncertainty Headline(string name) => Uncertainty.Raw.First(m => m.Name == name);
}
