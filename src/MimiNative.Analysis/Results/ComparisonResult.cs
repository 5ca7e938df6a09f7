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

/// <summary>All pairs of clips, of one voice and of two.</summary>
/// <param name="Same">Pairs of one voice.</param>
/// <param name="Different">Pairs of two voices.</param>
/// <param name="SameMean">Mean cosine within voices.</param>
/// <param name="SameStd">Its standard deviation.</param>
/// <param name="DifferentMean">Mean cosine between voices.</param>
/// <param name="DifferentStd">Its standard deviation.</param>
/// <param name="DPrime">How many deviations lie between the two; see <see cref="VerificationMetrics.DPrime"/>.</param>
/// <param name="DistanceRatio">Mean distance between clips of two voices over mean distance between clips of one: separability without centroids.</param>
public sealed record AllPairs(long Same, long Different, double SameMean, double SameStd, double DifferentMean, double DifferentStd, double DPrime, double DistanceRatio);

/// <summary>The two clips of a confusable pair of voices that lie closest together.</summary>
/// <param name="VoiceA">First voice.</param>
/// <param name="ClipA">Its clip's id.</param>
/// <param name="VoiceB">Second voice.</param>
/// <param name="ClipB">Its clip's id.</param>
/// <param name="Similarity">Their cosine, as the vectors are.</param>
public sealed record ClosestClips(string VoiceA, string ClipA, string VoiceB, string ClipB, double Similarity);

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

    /// <summary>[voice][voice]: the same with the mean of all vectors taken off; NaN with fewer than three clips, of which it would always make opposites.</summary>
    public required double[][] CentredSimilarity { get; init; }

    /// <summary>[true voice][predicted voice]: held-out clips by the nearest centroid.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Share of held-out clips that the nearest centroid names rightly.</summary>
    public required double CentroidAccuracy { get; init; }

    /// <summary>True where the held-out clips say texts that the centroids haven't heard.</summary>
    public required bool HeldOutTexts { get; init; }

    /// <summary>Distance between centroids over distance within voices.</summary>
    public required double SeparabilityRatio { get; init; }

    /// <summary>Separability over all pairs of clips.</summary>
    public required AllPairs Pairs { get; init; }

    /// <summary>For the pairs of voices that are hardest to tell apart, their closest clips.</summary>
    public required IReadOnlyList<ClosestClips> Closest { get; init; }

    /// <summary>The ten pairs that are hardest to tell apart.</summary>
    public required IReadOnlyList<VoicePair> MostConfusable { get; init; }

    /// <summary>By the metadata that the data set has.</summary>
    public required IReadOnlyList<AttributeBreakdown> Breakdown { get; init; }

    /// <summary>Other encoders on the clips that they share; empty where none was named.</summary>
    public IReadOnlyList<PeerSeparation> Peers { get; init; } = [];

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

    /// <summary>Rows of <see cref="ClipSimilarity"/> and columns: indices into <see cref="Samples"/>, voice by voice.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> ClipOrder { get; init; } = [];

    /// <summary>(clip, clip): cosine as the vectors are, in <see cref="ClipOrder"/>; null with more clips than <see cref="MostClips"/>.</summary>
    [JsonIgnore]
    public double[,]? ClipSimilarity { get; init; }

    /// <summary>More clips than this are not shown against each other.</summary>
    public const int MostClips = 1500;

    /// <summary>The rows' samples.</summary>
    [JsonIgnore]
    public IReadOnlyList<Data.Sample> Samples { get; init; } = [];
}
