using System.Text.Json.Serialization;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>Two voices that are hard to tell apart.</summary>
/// <param name="VoiceA">First.</param>
/// <param name="VoiceB">Second.</param>
/// <param name="MeanSimilarity">Mean cosine over pairs of one centred clip of each.</param>
/// <param name="CentroidSimilarity">Cosine of their centred centroids.</param>
/// <param name="Confusions">Held-out clips of either that the nearest-centroid classifier gave to the other.</param>
public sealed record VoicePair(string VoiceA, string VoiceB, double MeanSimilarity, double CentroidSimilarity, int Confusions);

/// <summary>Do voices that share an attribute lie closer together?</summary>
/// <param name="Attribute">Gender, accent or age group.</param>
/// <param name="SamePairs">Pairs of voices that share it.</param>
/// <param name="SameSimilarity">Their mean similarity (centred).</param>
/// <param name="DifferentPairs">Pairs that don't.</param>
/// <param name="DifferentSimilarity">Their mean similarity (centred).</param>
public sealed record AttributeBreakdown(string Attribute, int SamePairs, double SameSimilarity, int DifferentPairs, double DifferentSimilarity);

/// <summary>Voices against each other: stage 4.</summary>
public sealed record ComparisonResult
{
    /// <summary>Which embedding.</summary>
    public required string Embedding { get; init; }

    /// <summary>Voices, in the order of all matrices.</summary>
    public required IReadOnlyList<string> Voices { get; init; }

    /// <summary>Clips of each voice.</summary>
    public required IReadOnlyList<int> Clips { get; init; }

    /// <summary>[voice][voice]: mean cosine over pairs of clips, as the vectors are.</summary>
    public required double[][] Similarity { get; init; }

    /// <summary>[voice][voice]: the same with the mean of all vectors taken off.</summary>
    public required double[][] CentredSimilarity { get; init; }

    /// <summary>[true voice][predicted voice]: held-out clips by the nearest centroid.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Share of held-out clips that the nearest centroid names rightly.</summary>
    public required double CentroidAccuracy { get; init; }

    /// <summary>True where the held-out clips say texts that the centroids haven't heard.</summary>
    public required bool HeldOutTexts { get; init; }

    /// <summary>Distance between centroids over distance within voices.</summary>
    public required double SeparabilityRatio { get; init; }

    /// <summary>The ten pairs that are hardest to tell apart.</summary>
    public required IReadOnlyList<VoicePair> MostConfusable { get; init; }

    /// <summary>By the metadata that the data set has.</summary>
    public required IReadOnlyList<AttributeBreakdown> Breakdown { get; init; }

    /// <summary>Clips along the first three principal components.</summary>
    [JsonIgnore]
    public EmbeddingMatrix Components { get; init; }

    /// <summary>Shares of the variance of these components.</summary>
    public required IReadOnlyList<double> ComponentShares { get; init; }

    /// <summary>Clips in the plane by t-SNE; null with more clips than it can take.</summary>
    [JsonIgnore]
    public EmbeddingMatrix? Tsne { get; init; }

    /// <summary>Ward linkage of the voices' centroids.</summary>
    [JsonIgnore]
    public IReadOnlyList<Merge> Linkage { get; init; } = [];

    /// <summary>The rows' samples.</summary>
    [JsonIgnore]
    public IReadOnlyList<Data.Sample> Samples { get; init; } = [];
}
