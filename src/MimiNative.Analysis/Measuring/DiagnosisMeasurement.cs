using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>
/// Stage 5, the diagnostic suite: what does the space know, where in the network, compared with what, and how sure? In steps, because what is measured closely is chosen
/// from what was measured roughly: <see cref="Sweep"/>, <see cref="Heads"/>, <see cref="Processed"/>, <see cref="Run"/>.
/// </summary>
internal sealed class DiagnosisMeasurement
{
    private readonly EmbeddedClips _mimi;
    private readonly EmbeddedClips? _random;
    private readonly EmbeddedClips? _spectral;
    private readonly IReadOnlyList<EmbeddedPeer> _peers;
    private readonly HashSet<string> _common;
    private readonly UncertaintyOptions _uncertainty;

    /// <param name="mimi">The network's embeddings.</param>
    /// <param name="random">The same of random weights, or null.</param>
    /// <param name="spectral">The MFCC baseline's, or null.</param>
    /// <param name="keys">The embeddings to compare; null: all that there are.</param>
    /// <param name="uncertainty">How often to resample.</param>
    /// <param name="peers">Other encoders' embeddings.</param>
    public DiagnosisMeasurement(
        EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral, IReadOnlyList<EmbeddingKey>? keys = null, UncertaintyOptions? uncertainty = null, IReadOnlyList<EmbeddedPeer>? peers = null)
    {
        (_mimi, _random, _spectral, Keys, _uncertainty, _peers) = (mimi, random, spectral, keys ?? mimi.Keys, uncertainty ?? new UncertaintyOptions(), peers ?? []);
        _common = ClipVersions.Common(mimi, random, spectral);
    }

    /// <summary>The embeddings that are compared.</summary>
    public IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <summary>Every embedding as it is, by cosine.</summary>
    public SweepResult Sweep(CancellationToken cancellation = default) =>
        ConfigurationSweep.Run(Keys, k => Clean(_mimi, k), _random is null ? null : k => Clean(_random, k), cancellation);

    /// <summary>What heads fitted on other voices find in every embedding of whole clips, beside the controls and the peers.</summary>
    public IReadOnlyList<HeadRow> Heads(CancellationToken cancellation = default)
    {
        EmbeddingKey[] keys = [.. Keys.Where(k => k.Duration is null)];
        var spectral = _spectral is null ? null : UnseenSpace.Of(Clean(_spectral, SpectralEmbedder.Key), _uncertainty);
        var peers = _peers.Select(p => (p.Peer, p.Ids, Space: UnseenSpace.Of(p.Clean(), _uncertainty))).ToList();
        var rows = new HeadRow[keys.Length];
        Parallel.For(0, keys.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var random = _random is null ? null : UnseenSpace.Of(Clean(_random, keys[i]), _uncertainty);
            var own = UnseenSpace.Of(Clean(_mimi, keys[i]), _uncertainty);
            rows[i] = own.Beside(keys[i],
                [.. new[] { (SpaceKind.RandomWeights, random), (SpaceKind.Spectral, spectral) }.Where(c => c.Item2 is not null).Select(c => (c.Item1, c.Item2!))],
                [.. peers.Select(p => (p.Peer, p.Peer.IsWhole ? own : UnseenSpace.Of(ClipVersions.Clean(_mimi, keys[i], p.Ids), _uncertainty), p.Space))]);
        });
        return rows;
    }

    /// <summary>The post-processings of embeddings, PCA with so many components.</summary>
    public IReadOnlyList<SweepRow> Processed(IReadOnlyList<EmbeddingKey> keys, int components, CancellationToken cancellation = default) =>
        ConfigurationSweep.Processed(keys, k => Clean(_mimi, k), components, cancellation);

    /// <summary>The focus embedding closely, its controls, the conditions, and the way along the network.</summary>
    /// <param name="sweep">Every configuration.</param>
    /// <param name="heads">What heads find in each.</param>
    /// <param name="focus">The embedding for headline numbers.</param>
    /// <param name="focusChosen">True where the sweep chose it.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    /// <param name="conditions">Recording conditions to stand beside the plain run.</param>
    /// <param name="codebooks">How many the network has.</param>
    /// <param name="cancellation">Stops between spaces.</param>
    public DiagnosisResult Run(
        SweepResult sweep, IReadOnlyList<HeadRow> heads, EmbeddingKey focus, bool focusChosen, bool synthetic, IReadOnlyList<Condition>? conditions = null, int codebooks = 0,
        CancellationToken cancellation = default)
    {
        EmbeddingKey[] layers = [.. Layers(focus)];
        // Intervals alone: whether a control is chance is not the question.
        var intervals = _uncertainty with { Permutations = 0 };
        MeasuredSpace? Control(SpaceKind kind, EmbeddedClips? clips, EmbeddingKey key)
        {
            cancellation.ThrowIfCancellationRequested();
            return clips is null ? null : SpaceMeasurement.Run(kind, clips.Description, Clean(clips, key), intervals, logisticProbe: false);
        }

        cancellation.ThrowIfCancellationRequested();
        var stressed = new ConditionMeasurement(_mimi, _random, _spectral, _peers, _common, codebooks, _uncertainty).Run(conditions ?? [], [.. layers.Append(focus with { Duration = null }).Distinct()], cancellation);
        var clean = layers.Select(k => Clean(_mimi, k)).ToList();
        // Codes are made of the latent: what lies behind it is what a codec keeps.
        var end = Array.FindIndex(layers, k => k.Tap == LayerPoint.End) is >= 0 and var latent ? latent : layers.Length - 1;
        return new DiagnosisResult
        {
            Synthetic = synthetic,
            Focus = focus,
            FocusChosen = focusChosen,
            Sweep = sweep,
            Heads = heads,
            Conditions = stressed,
            Durations = Durations(focus),
            Mimi = SpaceMeasurement.Run(SpaceKind.Analysed, _mimi.Description, Clean(_mimi, focus), _uncertainty, logisticProbe: true),
            Controls = [.. new[] { Control(SpaceKind.RandomWeights, _random, focus), Control(SpaceKind.Spectral, _spectral, SpectralEmbedder.Key) }.OfType<MeasuredSpace>()],
            Peers = [.. _peers.Select(p => PeerMeasurement.Run(p, ClipVersions.Clean(_mimi, focus, p.Ids), intervals))],
            SeedTests = SeedTestMeasurement.Run(_mimi.Set(focus)),
            ControlSeedTests = [.. SeedTests(SpaceKind.RandomWeights, _random, focus), .. SeedTests(SpaceKind.Spectral, _spectral, SpectralEmbedder.Key)],
            LikeTheStudy = LikeTheStudy() is { } like ? new LikeForLike(like, SpaceMeasurement.Run(SpaceKind.Analysed, _mimi.Description, Clean(_mimi, like), intervals, logisticProbe: false), SeedTestMeasurement.Run(_mimi.Set(like))) : null,
            Layers = [.. layers.Select((k, i) => Layer(k, clean[i], sweep.Rows, heads, stressed) with { HeadMinusEnd = Change(clean[i], clean[end]) })],
        };
    }

    private EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key) => ClipVersions.Clean(clips, key, _common);

    private static IEnumerable<ControlSeedTests> SeedTests(SpaceKind kind, EmbeddedClips? clips, EmbeddingKey key) => clips is null ? [] : [new(kind, SeedTestMeasurement.Run(clips.Set(key)))];

    // What the seed study published its lines for.
    private EmbeddingKey? LikeTheStudy() => Keys.FirstOrDefault(k => k == new EmbeddingKey(LayerPoint.End, Pooling.Mean));

    private IEnumerable<EmbeddingKey> Layers(EmbeddingKey focus)
    {
        var pooling = Keys.Any(k => k.Pooling == Pooling.Mean) ? Pooling.Mean : focus.Pooling;
        return Keys.Where(k => k.Pooling == pooling && k.Duration is null);
    }

    private List<DurationPoint> Durations(EmbeddingKey focus)
    {
        var seconds = _mimi.Samples.Zip(_mimi.Seconds).Where(s => s.First.IsClean && _common.Contains(s.First.Id)).Select(s => s.Second).ToList();
        EmbeddingKey[] keys = [.. Keys.Where(k => k.Tap == focus.Tap && k.Pooling == focus.Pooling).OrderBy(k => k.Duration ?? double.PositiveInfinity)];
        var spaces = keys.Select(k => UnseenSpace.Of(Clean(_mimi, k), _uncertainty)).ToList();
        var whole = Array.FindIndex(keys, k => k.Duration is null) is >= 0 and var at ? spaces[at] : null;
        return
        [
            .. keys.Select((k, i) => new DurationPoint(k.Duration, seconds.Count(s => s >= (k.Duration ?? 0)), seconds.Count,
                spaces[i].Honest?[ScoringMethod.Cosine].Eer ?? new Estimate(ByCosine(k), double.NaN, double.NaN), spaces[i].Honest?[ScoringMethod.LdaCosine].Eer ?? Estimate.None,
                whole is null ? Estimate.None : UnseenSpace.Change(spaces[i], whole))),
        ];
    }

    private Estimate Change(EmbeddingSet set, EmbeddingSet end) => UnseenSpace.Change(UnseenSpace.Of(set, _uncertainty), UnseenSpace.Of(end, _uncertainty));

    private double ByCosine(EmbeddingKey key) => Clean(_mimi, key) is var set ? VerificationMetrics.Compute(set.Matrix, set.Labels).Eer : double.NaN;

    private static LayerPoint Layer(EmbeddingKey key, EmbeddingSet set, IReadOnlyList<SweepRow> rows, IReadOnlyList<HeadRow> heads, IReadOnlyList<ConditionRow> conditions)
    {
        var (matrix, labels) = (set.Matrix, set.Labels);
        var row = rows.First(r => r.Key == key && r.PostProcessing == PostProcessingKind.None && !r.CrossValidated);
        return new LayerPoint(
            key.Tap, row.AcousticsScore, row.CentredAcousticsScore, row.Eer, VarianceShare.Compute(matrix, labels.Voice, labels.VoiceCount),
            labels.Text is null ? double.NaN : VarianceShare.Compute(matrix, labels.Text, labels.TextCount),
            SpeakerProbes.Compute(matrix, labels, logistic: false).NearestCentroid.DefaultIfEmpty(double.NaN).Average(), row.RandomEer)
        {
            Head = heads.FirstOrDefault(h => h.Key == key)?.Honest,
            Equalised = conditions.FirstOrDefault(c => c.Key == key && c.Condition == Condition.Equalised.Name),
        };
    }
}
