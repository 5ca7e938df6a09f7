namespace MimiNative.Analysis.Results;

/// <summary>Two recordings side by side in one embedding. A cosine alone means nothing; labelled recordings give it something to be held against.</summary>
/// <param name="Embedding">Which one.</param>
/// <param name="Similarity">Cosine similarity, or the log-likelihood ratio of a trained head that compares so.</param>
/// <param name="Distance">Euclidean distance.</param>
/// <param name="Known">What pairs of labelled recordings are like in the same embedding; null where none were given.</param>
public sealed record ClipComparison(string Embedding, double Similarity, double Distance, KnownVoices? Known)
{
    /// <summary>Whether <see cref="Similarity"/> is a natural log-likelihood ratio.</summary>
    public bool IsLikelihoodRatio { get; init; }

    /// <summary>Voices of the labelled recordings that the head was fitted on: they flatter it.</summary>
    public IReadOnlyList<string> KnownToHead { get; init; } = [];
}

/// <summary>What pairs of labelled recordings are like in an embedding; NaN where there are no such pairs.</summary>
/// <param name="DifferentVoices">Mean similarity of two voices.</param>
/// <param name="EerThreshold">The similarity at the equal error rate.</param>
/// <param name="SameVoice">Mean similarity of one voice.</param>
public sealed record KnownVoices(double DifferentVoices, double EerThreshold, double SameVoice);
