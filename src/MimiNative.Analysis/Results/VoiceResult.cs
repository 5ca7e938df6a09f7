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

/// <summary>Clips of the voice that say one sentence, against its other clips.</summary>
/// <param name="Text">The sentence's id.</param>
/// <param name="Sentence">Its words, where known.</param>
/// <param name="Clips">Clips that say it.</param>
/// <param name="Within">Cosines between clips that say it.</param>
/// <param name="ToOthers">Cosines between a clip that says it and one that says something else.</param>
public sealed record SentencePairs(string Text, string? Sentence, int Clips, NumberSpread Within, NumberSpread ToOthers);

/// <summary>One voice by itself: stage 3. Clips are pooled by their mean.</summary>
public sealed record VoiceResult
{
    /// <summary>Whose clips.</summary>
    public required string Voice { get; init; }

    /// <summary>Where in the encoder.</summary>
    public required string Tap { get; init; }

    /// <summary>Temporal consistency within clips: all clean clips of the voice, different texts first.</summary>
    public required IReadOnlyList<ClipConsistency> Clips { get; init; }

    /// <summary>Over clips: similarity of neighbouring frames.</summary>
    public NumberSpread Neighbours => NumberSpread.Of(Clips.Select(c => c.NeighbourSimilarity));

    /// <summary>Over clips: similarity of frames to the clip's mean.</summary>
    public NumberSpread ToMean => NumberSpread.Of(Clips.Select(c => c.SimilarityToMean));

    /// <summary>[clip][clip]: cosine of clips: consistency across clips.</summary>
    public required double[][] ClipSimilarity { get; init; }

    /// <summary>Cosines between clips of the voice that say the same.</summary>
    public required NumberSpread SameText { get; init; }

    /// <summary>Cosines between clips of the voice that say different things, or whose texts are unknown: sentence variation is what is missing to 1.</summary>
    public required NumberSpread DifferentText { get; init; }

    /// <summary>By sentence; empty where texts are unknown.</summary>
    public required IReadOnlyList<SentencePairs> Sentences { get; init; }

    /// <summary>Mean of <see cref="SameText"/>; NaN where nothing is said twice.</summary>
    public double SameTextSimilarity => SameText.Mean;

    /// <summary>Mean of <see cref="DifferentText"/>.</summary>
    public double DifferentTextSimilarity => DifferentText.Mean;

    /// <summary>The cosines behind <see cref="SameText"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> SameTextPairs { get; init; } = [];

    /// <summary>The cosines behind <see cref="DifferentText"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> DifferentTextPairs { get; init; } = [];

    /// <summary>Frames of the first clip, for its similarity matrix.</summary>
    [JsonIgnore]
    public EmbeddingMatrix FirstClip { get; init; }

    /// <summary>Frames of the first clips in the plane of their two strongest directions.</summary>
    [JsonIgnore]
    public IReadOnlyList<EmbeddingMatrix> Plane { get; init; } = [];

    /// <summary>Frames per second.</summary>
    public required double FrameRate { get; init; }
}
