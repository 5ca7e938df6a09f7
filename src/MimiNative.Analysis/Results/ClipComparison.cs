namespace MimiNative.Analysis.Results;

/// <summary>Two recordings side by side in one embedding. A cosine alone means nothing; labelled recordings give it something to be held against.</summary>
/// <param name="Embedding">Which one.</param>
/// <param name="Similarity">Cosine similarity.</param>
/// <param name="Distance">Euclidean distance.</param>
/// <param name="Known">What pairs of labelled recordings are like in the same embedding; null where none were given.</param>
public sealed record ClipComparison(string Embedding, double Similarity, double Distance, KnownVoices? Known);

/// <summary>What pairs of labelled recordings are like in an embedding; NaN where there are no such pairs.</summary>
/// <param name="DifferentVoices">Mean cosine of two voices.</param>
/// <param name="EerThreshold">The cosine at the equal error rate.</param>
/// <param name="SameVoice">Mean cosine of one voice.</param>
public sealed record KnownVoices(double DifferentVoices, double EerThreshold, double SameVoice);
