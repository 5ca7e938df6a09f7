using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Findings;
using MimiNative.Analysis.Sweep;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Stages;

/// <summary>Stage 5, the diagnostic suite: what does the space know, where in the network, compared with what, and how sure?</summary>
public static class DiagnosticStage
{
    private static readonly string[] Noises = ["light_noise", "medium_noise"];

    /// <summary>Measures everything.</summary>
    /// <param name="mimi">The network's embeddings.</param>
    /// <param name="random">The same of random weights, or null.</param>
    /// <param name="spectral">The MFCC baseline's, or null.</param>
    /// <param name="focus">The embedding for headline numbers; null: the sweep's best.</param>
    /// <param name="uncertainty">How often to resample.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static DiagnosisResult Run(
        Extraction.Extraction mimi, Extraction.Extraction? random, Extraction.Extraction? spectral, EmbeddingKey? focus = null, UncertaintyOptions? uncertainty = null, CancellationToken cancellation = default)
    {
        uncertainty ??= new UncertaintyOptions();
        // Controls are compared clip by clip: a clip that only one of them could embed counts for none.
        var common = mimi.Samples.Where(s => s.IsClean).Select(s => s.Id).ToHashSet();
        foreach (var control in new[] { random, spectral }.OfType<Extraction.Extraction>())
            common.IntersectWith(control.Samples.Select(s => s.Id));
        EmbeddingSet Clean(Extraction.Extraction extraction, EmbeddingKey key) => extraction.Set(key).Where(s => common.Contains(s.Id));

        var sweep = ConfigurationSweep.Run(mimi.Keys, k => Clean(mimi, k), random is null ? null : k => Clean(random, k), cancellation: cancellation);
        var key = focus ?? sweep.Best.Key;
        cancellation.ThrowIfCancellationRequested();
        var all = mimi.Set(key);
        var layers = Layers(mimi.Keys, key).Select(k => (Key: k, Set: Clean(mimi, k))).ToList();
        var controls = uncertainty with { Permutations = 0 };
        return new DiagnosisResult
        {
            Focus = key,
            FocusChosen = focus is null,
            Sweep = sweep,
            Mimi = MeasuredSpace.Of(mimi.Description, Clean(mimi, key), uncertainty, logisticProbe: true),
            Random = random is null ? null : MeasuredSpace.Of("random weights", Clean(random, key), controls, logisticProbe: false),
            Spectral = spectral is null ? null : MeasuredSpace.Of("MFCC baseline", Clean(spectral, SpectralEmbedder.Key), controls, logisticProbe: false),
            Tests = SeedTests.Run(all),
            Robustness = [.. Noises.Select(n => (n, NoisePairs.Measure(all, n))).Where(n => n.Item2 is not null).Select(n => (n.n, n.Item2!))],
            Layers = [.. layers.Select(l => Layer(l.Key, l.Set, sweep.Rows))],
            Cka = [.. layers.Select(a => layers.Select(b => a.Key == b.Key ? 1 : Metrics.Cka.Linear(a.Set.Matrix, b.Set.Matrix)).ToArray())],
        };
    }

    private static IEnumerable<EmbeddingKey> Layers(IReadOnlyList<EmbeddingKey> keys, EmbeddingKey focus)
    {
        var pooling = keys.Any(k => k.Pooling == Pooling.Mean) ? Pooling.Mean : focus.Pooling;
        return keys.Where(k => k.Pooling == pooling && k.Duration is null);
    }

    private static LayerPoint Layer(EmbeddingKey key, EmbeddingSet set, IReadOnlyList<SweepRow> rows)
    {
        var (matrix, labels) = (set.Matrix, set.Labels);
        var row = rows.First(r => r.Key == key && r.PostProcessing == PostProcessingKind.None && !r.CrossValidated);
        return new LayerPoint(
            key.Tap, row.AcousticsScore, row.CentredAcousticsScore, row.Eer, VarianceShare.Compute(matrix, labels.Voice, labels.VoiceCount),
            labels.Text is null ? double.NaN : VarianceShare.Compute(matrix, labels.Text, labels.TextCount),
            SpeakerProbes.Compute(matrix, labels, logistic: false).NearestCentroid.DefaultIfEmpty(double.NaN).Average(), row.RandomEer);
    }
}
