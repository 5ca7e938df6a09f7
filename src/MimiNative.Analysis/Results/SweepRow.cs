using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>One measured configuration: where, pooled how, over how much audio, and what was done to the vectors.</summary>
public sealed record SweepRow
{
    /// <summary>The embedding.</summary>
    public required EmbeddingKey Key { get; init; }

    /// <summary>What was done to the vectors before they were compared.</summary>
    public required PostProcessingKind PostProcessing { get; init; }

    /// <summary>Fitted on other voices than those measured, in folds; false: fitted (where it fits at all) on the very clips that are measured, which flatters.</summary>
    public required bool CrossValidated { get; init; }

    /// <summary>Values per vector after post-processing.</summary>
    public required int Dimension { get; init; }

    /// <summary>Voices measured.</summary>
    public required int Voices { get; init; }

    /// <summary>Clips measured.</summary>
    public required int Samples { get; init; }

    /// <summary>Mean cosine, same voice and different texts.</summary>
    public required double IntraVoiceSimilarity { get; init; }

    /// <summary>Mean cosine, same text and different voices.</summary>
    public required double InterVoiceSimilarity { get; init; }

    /// <summary>Intra − inter.</summary>
    public double AcousticsScore => IntraVoiceSimilarity - InterVoiceSimilarity;

    /// <summary>The same with the mean of all vectors taken off.</summary>
    public required double CentredAcousticsScore { get; init; }

    /// <summary>Distance between centroids over distance within voices.</summary>
    public required double SeparabilityRatio { get; init; }

    /// <summary>Mean distance within voices.</summary>
    public required double IntraDistance { get; init; }

    /// <summary>Mean distance between centroids.</summary>
    public required double InterDistance { get; init; }

    /// <summary>Equal error rate over all pairs.</summary>
    public required double Eer { get; init; }

    /// <summary>Equal error rate of centred vectors.</summary>
    public required double CentredEer { get; init; }

    /// <summary>Area under the ROC curve.</summary>
    public required double Auc { get; init; }

    /// <summary>Equal error rate of the same configuration with random weights.</summary>
    public double RandomEer { get; init; } = double.NaN;

    /// <summary>Acoustics score of the same configuration with random weights.</summary>
    public double RandomAcousticsScore { get; init; } = double.NaN;
}
