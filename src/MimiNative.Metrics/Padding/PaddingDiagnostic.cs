namespace MimiNative.Metrics;

/// <summary>
/// Whether an embedding space shows how long its clips are instead of who speaks. Pooling over the zeros behind the shorter clips of a batch makes the padded share of a clip
/// the strongest direction of the space: cosines then compare lengths. Two numbers of each clip are asked: its duration, and the share of it that would be padding in
/// batches of eight in row order, as the seed study embedded its clips.
/// </summary>
public sealed record PaddingDiagnostic
{
    /// <summary>Clips per batch in the seed study.</summary>
    public const int SeedBatch = 8;

    /// <summary>Two clips are matched in padding when their shares differ by no more than this.</summary>
    public const double MatchedShares = 0.05;

    /// <summary>Two clips are matched in duration when the longer is no more than this much longer than the shorter, as a share of the longer.</summary>
    public const double MatchedDurations = 0.05;

    private const int Components = 5;

    /// <summary>Share of the variance along each of the first components.</summary>
    public required IReadOnlyList<double> ComponentShares { get; init; }

    /// <summary>What the duration explains.</summary>
    public required ClipNumber Duration { get; init; }

    /// <summary>What the padded share explains.</summary>
    public required ClipNumber PaddedShare { get; init; }

    /// <summary>EER by cosine over all pairs, to compare the matched pairs' with.</summary>
    public required double Eer { get; init; }

    /// <summary>1 − duration / longest duration of the batch: how much of what a clip was pooled over was padding, had it been embedded in batches.</summary>
    /// <param name="durations">Of every row that was embedded, in that order and in any unit.</param>
    /// <param name="batch">Clips per batch; the last batch may be smaller.</param>
    /// <exception cref="MetricsException">A duration isn't above 0.</exception>
    public static double[] PaddedShares(IReadOnlyList<double> durations, int batch = SeedBatch)
    {
        ArgumentNullException.ThrowIfNull(durations);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        RequirePositive(durations);
        return [.. durations.Chunk(batch).SelectMany(clips => clips.Select(d => 1 - d / clips.Max()))];
    }

    /// <summary>Measures a space.</summary>
    /// <param name="matrix">Embeddings, (N, Dimension).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="durations">Length of each row's clip, in seconds or frames.</param>
    /// <param name="paddedShares">Of each row, from <see cref="PaddedShares"/> over all rows that were embedded together.</param>
    /// <exception cref="MetricsException">There isn't one of each for every row, a duration isn't above 0, or a value is not finite.</exception>
    public static PaddingDiagnostic Compute(EmbeddingMatrix matrix, SpaceLabels labels, IReadOnlyList<double> durations, IReadOnlyList<double> paddedShares)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(durations);
        ArgumentNullException.ThrowIfNull(paddedShares);
        labels.RequireRowsOf(matrix);
        if (durations.Count != matrix.Rows || paddedShares.Count != matrix.Rows)
            throw new MetricsException($"{matrix.Rows} embeddings but {durations.Count} durations and {paddedShares.Count} padded shares: give one for each row");
        RequirePositive(durations);
        var pca = Pca.Fit(matrix);
        var space = new CosineSpace(matrix, false);
        return new PaddingDiagnostic
        {
            ComponentShares = [.. pca.Ratios.Take(Components)],
            Eer = MatchedPairs.Scores(space, labels, (_, _) => true).Eer,
            Duration = ClipNumber.Of(pca, matrix, durations, Components,
                MatchedPairs.Scores(space, labels, (i, j) => Math.Abs(durations[i] - durations[j]) <= MatchedDurations * Math.Max(durations[i], durations[j]))),
            PaddedShare = ClipNumber.Of(pca, matrix, paddedShares, Components,
                MatchedPairs.Scores(space, labels, (i, j) => Math.Abs(paddedShares[i] - paddedShares[j]) <= MatchedShares)),
        };
    }

    private static void RequirePositive(IReadOnlyList<double> durations)
    {
        for (var i = 0; i < durations.Count; i++)
            if (!(durations[i] > 0) || !double.IsFinite(durations[i]))
                throw new MetricsException($"row {i} has the duration {durations[i]}: durations are above 0");
    }
}
