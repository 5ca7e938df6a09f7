using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Compares two files: <c>mimi compare A B</c>.</summary>
internal static class ClipComparer
{
    /// <param name="first">A recording.</param>
    /// <param name="second">Another.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="key">Which of its embeddings to compare.</param>
    /// <param name="head">A trained head for that embedding, or null for plain cosine.</param>
    /// <param name="reference">Labelled recordings to hold the similarity against, or null.</param>
    /// <param name="options">The cache, for the reference recordings.</param>
    /// <param name="cancellation">Stops between clips.</param>
    /// <exception cref="DataSetException">A recording can't be embedded.</exception>
    public static ClipComparison Run(string first, string second, ClipEmbedder embedder, EmbeddingKey key, TrainedHead? head = null, DataSet? reference = null,
        ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        using var pair = Extractor.Run(Pair(first, second), embedder, new ExtractionOptions { Strict = true }, cancellation: cancellation);
        using var labelled = reference is null ? null : Extractor.Run(reference.Where(s => s.IsClean), embedder, options ?? new ExtractionOptions(), cancellation: cancellation);
        return Compare(pair.Set(key), labelled?.Set(key), head);
    }

    // Ids of their own, so that a file can be compared with itself.
    private static DataSet Pair(string first, string second) => new(
        "pair", $"{first}, {second}", [new Sample { Id = $"first: {first}", Voice = "first", Path = first }, new Sample { Id = $"second: {second}", Voice = "second", Path = second }]);

    private static ClipComparison Compare(EmbeddingSet pair, EmbeddingSet? reference, TrainedHead? head)
    {
        if (head is null)
            return new(pair.Name, Cosine.Of(pair[0], pair[1]), Distance(pair), reference is null ? null : Known(VerificationMetrics.Compute(reference.Matrix, reference.Labels)));
        var projected = head.Apply(pair);
        var known = reference is null ? null : GivenHead.Compute(head.Map, reference.Matrix, reference.Labels, new UncertaintyOptions { Replicates = 0 })?.Metrics;
        return new(projected.Name, head.Map.Score(head.Map.Transform(pair[0]), head.Map.Transform(pair[1])), Distance(projected), known is null ? null : Known(known))
        {
            IsLikelihoodRatio = head.Map.Scoring == HeadScoring.Plda,
            KnownToHead = reference is null ? [] : head.KnownVoices(reference.Labels.VoiceNames),
        };
    }

    private static double Distance(EmbeddingSet pair)
    {
        var distance = 0.0;
        for (var c = 0; c < pair.Dimension; c++)
            distance += ((double)pair[0][c] - pair[1][c]) * ((double)pair[0][c] - pair[1][c]);
        return Math.Sqrt(distance);
    }

    private static KnownVoices Known(VerificationMetrics metrics) => new(metrics.MeanDifferent, metrics.EerThreshold, metrics.MeanSame);
}
