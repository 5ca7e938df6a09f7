using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>
/// Stage 5, the diagnostic suite: what does the space know, where in the network, compared with what, and how sure? In three steps, because what is measured closely is chosen
/// from what was measured roughly: <see cref="Sweep"/>, <see cref="Processed"/>, <see cref="Run"/>.
/// </summary>
public sealed class DiagnosisMeasurement
{
    private readonly EmbeddedClips _mimi;
    private readonly EmbeddedClips? _random;
    private readonly EmbeddedClips? _spectral;
    private readonly HashSet<string> _common;

    /// <param name="mimi">The network's embeddings.</param>
    /// <param name="random">The same of random weights, or null.</param>
    /// <param name="spectral">The MFCC baseline's, or null.</param>
    public DiagnosisMeasurement(EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral)
    {
        (_mimi, _random, _spectral) = (mimi, random, spectral);
        // Controls are compared clip by clip: a clip that only one of them could embed counts for none.
        _common = mimi.Samples.Where(s => s.IsClean).Select(s => s.Id).ToHashSet();
        foreach (var control in new[] { random, spectral }.OfType<EmbeddedClips>())
            _common.IntersectWith(control.Samples.Select(s => s.Id));
    }

    /// <summary>Every embedding as it is.</summary>
    public SweepResult Sweep(CancellationToken cancellation = default) =>
        ConfigurationSweep.Run(_mimi.Keys, k => Clean(_mimi, k), _random is null ? null : k => Clean(_random, k), cancellation);

    /// <summary>The post-processings of embeddings, PCA with so many components.</summary>
    public IReadOnlyList<SweepRow> Processed(IReadOnlyList<EmbeddingKey> keys, int components, CancellationToken cancellation = default) =>
        ConfigurationSweep.Processed(keys, k => Clean(_mimi, k), components, cancellation);

    /// <summary>The focus embedding closely, its controls, and the way along the network.</summary>
    /// <param name="sweep">Every configuration.</param>
    /// <param name="focus">The embedding for headline numbers.</param>
    /// <param name="focusChosen">True where the sweep chose it.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    /// <param name="uncertainty">How often to resample.</param>
    /// <param name="cancellation">Stops between spaces.</param>
    public DiagnosisResult Run(SweepResult sweep, EmbeddingKey focus, bool focusChosen, bool synthetic, UncertaintyOptions? uncertainty = null, CancellationToken cancellation = default)
    {
        uncertainty ??= new UncertaintyOptions();
        var layers = Layers(focus).Select(k => (Key: k, Set: Clean(_mimi, k))).ToList();
        // Intervals alone: whether a control is chance is not the question.
        var intervals = uncertainty with { Permutations = 0 };
        MeasuredSpace? Control(SpaceKind kind, EmbeddedClips? clips, EmbeddingKey key)
        {
            cancellation.ThrowIfCancellationRequested();
            return clips is null ? null : SpaceMeasurement.Run(kind, clips.Description, Clean(clips, key), intervals, logisticProbe: false);
        }

        cancellation.ThrowIfCancellationRequested();
        return new DiagnosisResult
        {
            Synthetic = synthetic,
            Focus = focus,
            FocusChosen = focusChosen,
            Sweep = sweep,
            Mimi = SpaceMeasurement.Run(SpaceKind.Analysed, _mimi.Description, Clean(_mimi, focus), uncertainty, logisticProbe: true),
            Controls = [.. new[] { Control(SpaceKind.RandomWeights, _random, focus), Control(SpaceKind.Spectral, _spectral, SpectralEmbedder.Key) }.OfType<MeasuredSpace>()],
            SeedTests = SeedTestMeasurement.Run(_mimi.Set(focus)),
            Layers = [.. layers.Select(l => Layer(l.Key, l.Set, sweep.Rows))],
            Cka = [.. layers.Select(a => layers.Select(b => a.Key == b.Key ? 1 : Cka.Linear(a.Set.Matrix, b.Set.Matrix)).ToArray())],
        };
    }

    private EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key) => clips.Set(key).Where(s => _common.Contains(s.Id));

    private IEnumerable<EmbeddingKey> Layers(EmbeddingKey focus)
    {
        var pooling = _mimi.Keys.Any(k => k.Pooling == Pooling.Mean) ? Pooling.Mean : focus.Pooling;
        return _mimi.Keys.Where(k => k.Pooling == pooling && k.Duration is null);
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
