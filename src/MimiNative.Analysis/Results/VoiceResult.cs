using System.Text.Json.Serialization;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>Frames of one clip of the voice.</summary>
/// <param name="Clip">Sample id.</param>
/// <param name="Text">What is said, where known.</param>
/// <param name="Frames">Frames.</param>
/// <param name="NeighbourSimilarity">Mean cosine between a frame and the next.</param>
/// <param name="SimilarityToMean">Mean cosine between a frame and the clip's mean.</param>
public sealed record ClipConsistency(string Clip, string? Text, int Frames, double NeighbourSimilarity, double SimilarityToMean);

/// <summary>One voice by itself: stage 3.</summary>
public sealed record VoiceResult
{
    /// <summary>Whose clips.</summary>
    public required string Voice { get; init; }

    /// <summary>Where in the encoder.</summary>
    public required string Tap { get; init; }

    /// <summary>Temporal consistency within clips.</summary>
    public required IReadOnlyList<ClipConsistency> Clips { get; init; }

    /// <summary>[clip][clip]: cosine of mean-pooled clips: consistency across clips.</summary>
    public required double[][] ClipSimilarity { get; init; }

    /// <summary>Mean cosine between clips of the voice that say the same; NaN where nothing is said twice.</summary>
    public required double SameTextSimilarity { get; init; }

    /// <summary>Mean cosine between clips of the voice that say different things: sentence variation is what is missing to 1.</summary>
    public required double DifferentTextSimilarity { get; init; }

    /// <summary>Frames of the first clip, for its similarity matrix.</summary>
    [JsonIgnore]
    public EmbeddingMatrix FirstClip { get; init; }

    /// <summary>Frames of all clips in the plane of their two strongest directions.</summary>
    [JsonIgnore]
    public IReadOnlyList<EmbeddingMatrix> Plane { get; init; } = [];

    /// <summary>Frames per second.</summary>
    public required double FrameRate { get; init; }
}
