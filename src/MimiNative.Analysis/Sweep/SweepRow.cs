using System.Globalization;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Sweep;

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

    /// <summary>Name in the manner of the seed study, e.g. <c>layer4_transformer_last_frame_1.0s</c>.</summary>
    public string Name => ExtractionPoints.SeedName(Key.Tap) + "_" + Key.Pooling.SeedName()
        + (Key.Duration is { } d ? "_" + Seconds(d) + "s" : "") + (PostProcessing == PostProcessingKind.None ? "" : "_" + PostName(PostProcessing)) + (CrossValidated ? "_cross_validated" : "");

    /// <summary>Name of a post-processing in the seed study's files; empty for none.</summary>
    public static string PostName(PostProcessingKind kind) => kind switch
    {
        PostProcessingKind.None => "",
        PostProcessingKind.L2Norm => "l2_norm",
        PostProcessingKind.Centre => "centre",
        PostProcessingKind.Whitening => "whitening",
        _ => "pca",
    };

    /// <summary>Seconds as the seed study wrote them: <c>1.0</c>.</summary>
    internal static string Seconds(double seconds) => seconds.ToString("0.0###", CultureInfo.InvariantCulture);

    /// <summary>In words, for people.</summary>
    public string Describe() => Words.Name(Key) + PostProcessing switch
    {
        PostProcessingKind.None => "",
        PostProcessingKind.L2Norm => ", length 1",
        PostProcessingKind.Centre => ", centred",
        PostProcessingKind.Whitening => ", whitened",
        _ => $", PCA to {Dimension}",
    } + (CrossValidated ? " (fitted on other voices)" : "");
}
