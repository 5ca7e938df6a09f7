using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Sweep;

/// <summary>The winner of a sweep tried on voices that had no say in choosing it.</summary>
/// <param name="Chosen">Best on the one half of the voices.</param>
/// <param name="Eer">Its equal error rate on the other half.</param>
/// <param name="BestEer">The lowest that any configuration has there.</param>
/// <param name="Rank">Its rank there, from 1.</param>
/// <param name="Of">Configurations compared.</param>
public sealed record SelectionCheck(EmbeddingKey Chosen, double Eer, double BestEer, int Rank, int Of);

/// <summary>All configurations that were measured, and which one to use.</summary>
public sealed record SweepResult
{
    /// <summary>Extraction points × poolings × durations without post-processing, then the post-processings of each extraction point's best pooling.</summary>
    public required IReadOnlyList<SweepRow> Rows { get; init; }

    /// <summary>The embedding of whole clips with the lowest equal error rate; ties go to the higher acoustics score.</summary>
    public required SweepRow Best { get; init; }

    /// <summary>The post-processing that lowers <see cref="Best"/>'s error also on voices that it wasn't fitted on; null: none does.</summary>
    public required SweepRow? BestPostProcessing { get; init; }

    /// <summary>Chosen on one half of the voices, measured on the other, both ways; empty with fewer than four voices.</summary>
    public required IReadOnlyList<SelectionCheck> Selection { get; init; }
}

/// <summary>Measures every configuration on clean clips.</summary>
public static class ConfigurationSweep
{
    private static readonly PostProcessingKind[] Kinds = [PostProcessingKind.None, PostProcessingKind.L2Norm, PostProcessingKind.Centre, PostProcessingKind.Whitening, PostProcessingKind.Pca];

    /// <summary>Runs the sweep. The result doesn't depend on the number of threads.</summary>
    /// <param name="keys">Embeddings to measure.</param>
    /// <param name="set">The clean clips' vectors for a key.</param>
    /// <param name="random">The same clips' vectors with random weights; null where there is no such control.</param>
    /// <param name="components">Components that PCA keeps.</param>
    /// <param name="cancellation">Stops between configurations.</param>
    public static SweepResult Run(
        IReadOnlyList<EmbeddingKey> keys, Func<EmbeddingKey, EmbeddingSet> set, Func<EmbeddingKey, EmbeddingSet>? random, int components = 32, CancellationToken cancellation = default)
    {
        var plain = new SweepRow[keys.Count];
        var halves = new double[2][];
        var voices = set(keys[0]).Labels.VoiceNames;
        if (voices.Count >= 4)
            halves = [new double[keys.Count], new double[keys.Count]];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, keys.Count, parallel, i =>
        {
            var embeddings = set(keys[i]);
            var row = Measure(keys[i], PostProcessingKind.None, [(embeddings.Matrix, embeddings.Labels)], crossValidated: false);
            if (random?.Invoke(keys[i]) is { } control)
                row = row with
                {
                    RandomEer = VerificationMetrics.Compute(control.Matrix, control.Labels).Eer,
                    RandomAcousticsScore = VoiceMetrics.Compute(control.Matrix, control.Labels).AcousticsScore,
                };
            plain[i] = row;
            for (var half = 0; half < 2 && voices.Count >= 4; half++)
            {
                var some = voices.Where((_, v) => v % 2 == half).ToHashSet();
                var part = embeddings.Where(s => some.Contains(s.Voice));
                halves[half][i] = VerificationMetrics.Compute(part.Matrix, part.Labels).Eer;
            }
        });

        var whole = plain.Where(r => r.Key.Duration is null).ToList();
        var best = whole.Aggregate(Better);
        var bestOfTaps = whole.GroupBy(r => r.Key.Tap).Select(g => g.Aggregate(Better).Key).ToArray();
        var processed = new SweepRow[bestOfTaps.Length][];
        Parallel.For(0, bestOfTaps.Length, parallel, i => processed[i] = [.. Process(bestOfTaps[i], set(bestOfTaps[i]), components)]);
        var rows = plain.Concat(processed.SelectMany(p => p)).ToList();
        var ofBest = rows.Where(r => r.Key == best.Key && r.CrossValidated).ToList();
        var unprocessed = ofBest.FirstOrDefault(r => r.PostProcessing == PostProcessingKind.None);
        return new SweepResult
        {
            Rows = rows,
            Best = best,
            BestPostProcessing = unprocessed is not null && ofBest.MinBy(r => r.Eer) is { } lowest && lowest.Eer < unprocessed.Eer ? lowest : null,
            Selection = voices.Count < 4 ? [] : [.. new[] { Check(keys, halves[0], halves[1]), Check(keys, halves[1], halves[0]) }.OfType<SelectionCheck>()],
        };
    }

    // Without pairs of both kinds there is no error rate: then the acoustics score decides, and where that is missing too, the order.
    private static SweepRow Better(SweepRow a, SweepRow b)
    {
        if (double.IsNaN(a.Eer) != double.IsNaN(b.Eer))
            return double.IsNaN(a.Eer) ? b : a;
        return b.Eer < a.Eer || (!(a.Eer < b.Eer) && b.AcousticsScore > a.AcousticsScore) ? b : a;
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
            Dimension = folds[0].Matrix.Dim,
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

    private static SelectionCheck? Check(IReadOnlyList<EmbeddingKey> keys, double[] choose, double[] measure)
    {
        int[] whole = [.. Enumerable.Range(0, keys.Count).Where(i => keys[i].Duration is null && double.IsFinite(choose[i] + measure[i]))];
        if (whole.Length == 0)
            return null;
        var chosen = whole.MinBy(i => choose[i]);
        return new SelectionCheck(keys[chosen], measure[chosen], whole.Min(i => measure[i]), 1 + whole.Count(i => measure[i] < measure[chosen]), whole.Length);
    }
}
