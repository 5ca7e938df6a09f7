using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Stages;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Verification;

/// <summary>A threshold that a similarity passes or not.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">The cosine.</param>
/// <param name="Passed">Whether the similarity reaches it.</param>
public sealed record ThresholdCheck(string Name, double Value, bool Passed);

/// <summary>Two recordings side by side in one embedding.</summary>
/// <param name="Embedding">Which one.</param>
/// <param name="Similarity">Cosine similarity.</param>
/// <param name="Distance">Euclidean distance.</param>
/// <param name="Thresholds">Against labelled recordings where some were given; empty otherwise.</param>
public sealed record ClipComparison(string Embedding, double Similarity, double Distance, IReadOnlyList<ThresholdCheck> Thresholds)
{
    /// <summary>Compares two files: <c>mimi compare A B</c>. A cosine alone means nothing; with reference recordings of known voices it has something to be held against.</summary>
    /// <param name="first">A recording.</param>
    /// <param name="second">Another.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="reference">Labelled recordings for thresholds, or null.</param>
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
        var (similarity, distance) = (Cosine.Of(pair[0], pair[1]), 0.0);
        for (var c = 0; c < pair.Dimension; c++)
            distance += ((double)pair[0][c] - pair[1][c]) * ((double)pair[0][c] - pair[1][c]);
        return new ClipComparison(key.ToString(), similarity, Math.Sqrt(distance), reference is null ? [] : [.. Known(reference).Where(t => double.IsFinite(t.Value)).Select(t => new ThresholdCheck(t.Name, t.Value, similarity >= t.Value))]);
    }

    private static (string Name, double Value)[] Known(EmbeddingSet reference)
    {
        var verification = VerificationMetrics.Compute(reference.Matrix, reference.Labels);
        return [("mean of different voices", verification.MeanDifferent), ("equal error rate", verification.EerThreshold), ("mean of the same voice", verification.MeanSame)];
    }
}
