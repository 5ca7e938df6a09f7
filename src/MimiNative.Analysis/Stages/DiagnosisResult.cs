using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Findings;
using MimiNative.Analysis.Sweep;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Stages;

/// <summary>Speaker against content at one station of the network.</summary>
/// <param name="Tap">Public tap name.</param>
/// <param name="AcousticsScore">Same voice minus same text.</param>
/// <param name="CentredAcousticsScore">The same with the mean taken off.</param>
/// <param name="Eer">Equal error rate.</param>
/// <param name="VoiceShare">Share of the variance between voices.</param>
/// <param name="TextShare">Share of the variance between texts.</param>
/// <param name="CentroidAccuracy">Held-out clips named rightly by the nearest centroid.</param>
/// <param name="RandomEer">Equal error rate with random weights.</param>
public sealed record LayerPoint(string Tap, double AcousticsScore, double CentredAcousticsScore, double Eer, double VoiceShare, double TextShare, double CentroidAccuracy, double RandomEer);

/// <summary>The diagnostic suite: stage 5.</summary>
public sealed record DiagnosisResult
{
    /// <summary>The embedding that headline numbers are about.</summary>
    public required EmbeddingKey Focus { get; init; }

    /// <summary>True where the sweep chose it, false where a person did.</summary>
    public required bool FocusChosen { get; init; }

    /// <summary>Every configuration.</summary>
    public required SweepResult Sweep { get; init; }

    /// <summary>The focus embedding, measured.</summary>
    public required MeasuredSpace Mimi { get; init; }

    /// <summary>The same embedding with random weights; null without that control.</summary>
    public required MeasuredSpace? Random { get; init; }

    /// <summary>The MFCC baseline; null without that control.</summary>
    public required MeasuredSpace? Spectral { get; init; }

    /// <summary>The seed study's four tests on the focus embedding.</summary>
    public required SeedTests Tests { get; init; }

    /// <summary>Robustness by augmentation, where there are noisy versions.</summary>
    public required IReadOnlyList<(string Augmentation, Robustness Value)> Robustness { get; init; }

    /// <summary>Every tap with mean pooling (the focus's pooling where mean isn't among those extracted), in the order of the network.</summary>
    public required IReadOnlyList<LayerPoint> Layers { get; init; }

    /// <summary>[tap][tap]: linear CKA of the same embeddings.</summary>
    public required double[][] Cka { get; init; }
}
