using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Measures every configuration on clean clips, in two passes: every embedding as it is, then the post-processings of those that were chosen. The results don't depend on the number of threads.</summary>
internal static class ConfigurationSweep
{
    /// <summary>Fewer voices than this can't be halved and compared.</summary>
    public const int FewestVoicesToHalve = 4;

    private static readonly PostProcessingKind[] Kinds = [PostProcessingKind.None, PostProcessingKind.L2Norm, PostProcessingKind.Centre, PostProcessingKind.Whitening, PostProcessingKind.Pca];

    /// <summary>Measures embeddings without post-processing, and the whole clips among them on two halves of the voices.</summary>
    /// <param name="keys">Embeddings to measure.</param>
    /// <param name="set">The clean clips' vectors for a key.</param>
    /// <param name="random">The same clips' vectors with random weights; null where there is no such control.</param>
    /// <param name="cancellation">Stops between configurations.</param>
    public static SweepResult Run(IReadOnlyList<EmbeddingKey> keys, Func<EmbeddingKey, EmbeddingSet> set, Func<EmbeddingKey, EmbeddingSet>? random, CancellationToken cancellation = default)
    {
        var rows = new SweepRow[keys.Count];
        var halves = new HalvesRow?[keys.Count];
        Parallel.For(0, keys.Count, Threads(cancellation), i =>
        {
            var embeddings = set(keys[i]);
            var row = Measure(keys[i], PostProcessingKind.None, [(embeddings.Matrix, embeddings.Labels)], crossValidated: false);
            if (random?.Invoke(keys[i]) is { } control)
                row = row with
                {
                    RandomEer = VerificationMetrics.Compute(control.Matrix, control.Labels).Eer,
                    RandomAcousticsScore = VoiceMetrics.Compute(control.Matrix, control.Labels).AcousticsScore,
                };
            rows[i] = row;
            if (keys[i].Duration is null && embeddings.Labels.VoiceCount >= FewestVoicesToHalve)
                halves[i] = new HalvesRow(keys[i], HalfEer(embeddings, 0), HalfEer(embeddings, 1));
        });
        return new SweepResult(rows, [.. halves.OfType<HalvesRow>()]);
    }

    /// <summary>Measures every post-processing of each embedding, fitted on all clips and fitted on other voices.</summary>
    /// <param name="keys">Embeddings to measure.</param>
    /// <param name="set">The clean clips' vectors for a key.</param>
    /// <param name="components">Components that PCA keeps.</param>
    /// <param name="cancellation">Stops between embeddings.</param>
    public static IReadOnlyList<SweepRow> Processed(IReadOnlyList<EmbeddingKey> keys, Func<EmbeddingKey, EmbeddingSet> set, int components = 32, CancellationToken cancellation = default)
    {
        var rows = new SweepRow[keys.Count][];
        Parallel.For(0, keys.Count, Threads(cancellation), i => rows[i] = [.. Process(keys[i], set(keys[i]), components)]);
        return [.. rows.SelectMany(r => r)];
    }

    private static ParallelOptions Threads(CancellationToken cancellation) => new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };

    private static double HalfEer(EmbeddingSet set, int half)
    {
        var some = set.Labels.VoiceNames.Where((_, v) => v % 2 == half).ToHashSet();
        var part = set.Where(s => some.Contains(s.Voice));
        return VerificationMetrics.Compute(part.Matrix, part.Labels).Eer;
    }

    private static IEnumerable<SweepRow> Process(EmbeddingKey key, EmbeddingSet set, int components)
    {
        foreach (var kind in Kinds)
        {
            if (kind != PostProcessingKind.None)
                yield return Measure(key, kind, [(PostProcessing.Fit(kind, set.Matrix, components).Apply(set.Matrix), set.Labels)], crossValidated: false);
            // Lengths are fitted on nothing. No post-processing in the same folds is what the others compare with.
            if (kind != PostProcessingKind.L2Norm && PostProcessing.CrossValidate(kind, set.Matrix, set.Labels, components) is { Count: > 0 } folds)
                yield return Measure(key, kind, folds, crossValidated: true);
        }
    }

    private static SweepRow Measure(EmbeddingKey key, PostProcessingKind kind, IReadOnlyList<(EmbeddingMatrix Matrix, SpaceLabels Labels)> folds, bool crossValidated)
    {
        var raw = folds.Select(f => VoiceMetrics.Compute(f.Matrix, f.Labels)).ToList();
        var centred = folds.Select(f => VoiceMetrics.Compute(f.Matrix, f.Labels, centred: true)).ToList();
        var verification = folds.Select(f => VerificationMetrics.Compute(f.Matrix, f.Labels)).ToList();
        return new SweepRow
        {
            Key = key,
            PostProcessing = kind,
            CrossValidated = crossValidated,
            Dimension = folds[0].Matrix.Dimension,
            Voices = folds.Sum(f => f.Labels.VoiceCount),
            Samples = folds.Sum(f => f.Matrix.Rows),
            IntraVoiceSimilarity = raw.Average(m => m.IntraVoiceSimilarity),
            InterVoiceSimilarity = raw.Average(m => m.InterVoiceSimilarity),
            CentredAcousticsScore = centred.Average(m => m.AcousticsScore),
            SeparabilityRatio = raw.Average(m => m.SeparabilityRatio),
            IntraDistance = raw.Average(m => m.IntraDistance),
            InterDistance = raw.Average(m => m.InterDistance),
            Eer = verification.Average(v => v.Eer),
            CentredEer = folds.Average(f => VerificationMetrics.Compute(f.Matrix, f.Labels, centred: true).Eer),
            Auc = verification.Average(v => v.Auc),
        };
    }
}
