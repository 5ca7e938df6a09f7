using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Compares two files: <c>mimi compare A B</c>.</summary>
public static class ClipComparer
{
    /// <param name="first">A recording.</param>
    /// <param name="second">Another.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="reference">Labelled recordings to hold the similarity against, or null.</param>
    /// <param name="options">The cache, for the reference recordings.</param>
    /// <param name="cancellation">Stops between clips.</param>
    /// <returns>One comparison per embedding of the embedder.</returns>
    /// <exception cref="DataSetException">A recording can't be embedded.</exception>
    public static IReadOnlyList<ClipComparison> Run(
        string first, string second, ClipEmbedder embedder, DataSet? reference = null, ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        using var pair = Extractor.Run(Pair(first, second), embedder, new ExtractionOptions { Strict = true }, cancellation: cancellation);
        using var labelled = reference is null ? null : Extractor.Run(reference.Where(s => s.IsClean), embedder, options ?? new ExtractionOptions(), cancellation: cancellation);
        return [.. embedder.Keys.Select(key => Compare(key, pair.Set(key), labelled?.Set(key)))];
    }

    // Ids of their own, so that a file can be compared with itself.
    private static DataSet Pair(string first, string second) => new(
        "pair", $"{first}, {second}", [new Sample { Id = $"first: {first}", Voice = "first", Path = first }, new Sample { Id = $"second: {second}", Voice = "second", Path = second }]);

    private static ClipComparison Compare(EmbeddingKey key, EmbeddingSet pair, EmbeddingSet? reference)
    {
        var distance = 0.0;
        for (var c = 0; c < pair.Dimension; c++)
            distance += ((double)pair[0][c] - pair[1][c]) * ((double)pair[0][c] - pair[1][c]);
        return new ClipComparison(key.ToString(), Cosine.Of(pair[0], pair[1]), Math.Sqrt(distance), reference is null ? null : Known(reference));
    }

    private static KnownVoices Known(EmbeddingSet reference)
    {
        var verification = VerificationMetrics.Compute(reference.Matrix, reference.Labels);
        return new(verification.MeanDifferent, verification.EerThreshold, verification.MeanSame);
    }
}
