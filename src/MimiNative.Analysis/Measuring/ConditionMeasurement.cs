using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Holds embeddings under recording conditions against the same clips as they are, and, where the controls faced a condition too, against these, and against the peers that did.</summary>
internal sealed class ConditionMeasurement(EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral, IReadOnlyList<EmbeddedPeer> peers, IReadOnlySet<string> common, int codebooks, UncertaintyOptions options)
{
    /// <summary>Every condition on every embedding that it says something about, condition by condition.</summary>
    public IReadOnlyList<ConditionRow> Run(IReadOnlyList<Condition> conditions, IReadOnlyList<EmbeddingKey> keys, CancellationToken cancellation = default)
    {
        var rows = new List<ConditionRow>();
        foreach (var condition in conditions)
        {
            var name = condition.Treatment?.Name;
            var ids = name is null ? [.. common] : ClipVersions.With(mimi, name, common);
            if (condition.ControlsFaceIt)
                foreach (var control in new[] { random, spectral }.OfType<EmbeddedClips>())
                    ids.IntersectWith(ClipVersions.With(control, name!, common));
            var used = keys.Where(k => condition.TestTap(k.Tap, codebooks) is not null).ToList();
            if (ids.Count == 0 || used.Count == 0)
                continue;
            var found = new ConditionRow[used.Count];
            Parallel.For(0, used.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
                found[i] = Row(condition, used[i], ids));
            rows.AddRange(found);
        }

        return rows;
    }

    private ConditionRow Row(Condition condition, EmbeddingKey key, HashSet<string> ids)
    {
        var testKey = key with { Tap = condition.TestTap(key.Tap, codebooks)! };
        var plain = ClipVersions.Clean(mimi, key, ids);
        var treated = condition.Treatment is { } treatment ? ClipVersions.Under(mimi, testKey, treatment.Name, ids) : ClipVersions.Clean(mimi, testKey, ids);
        var pairs = ClipPairs.Of(plain.Labels, options.Seed);
        var bootstrap = new PairBootstrap(pairs, options);
        ResampledEer Cosine(EmbeddingSet enrol, EmbeddingSet test) => bootstrap.Eer(PairScores.Cosines(pairs, enrol.Matrix, test.Matrix));
        var (both, apart, before) = (Cosine(treated, treated), Cosine(plain, treated), Cosine(plain, plain));
        // One protocol for all that is compared: the stricter of those that the plain clips can face.
        var plainHead = UnseenSpace.Of(plain, options).Honest;
        UnseenVoices? Head(EmbeddingSet enrol, EmbeddingSet? test = null) => plainHead is null ? null : UnseenVoices.Compute(enrol.Matrix, enrol.Labels, plainHead.TextsUnseen, options, test?.Matrix);
        UnseenVoices? Control(EmbeddedClips? control, EmbeddingKey controlKey) =>
            condition.ControlsFaceIt && control is not null ? Head(ClipVersions.Under(control, controlKey, condition.Treatment!.Name, ids)) : null;
        var (head, crossed) = (Head(treated), Head(plain, treated));
        (Peer, UnseenVoices?, UnseenVoices?) Faced(EmbeddedPeer peer)
        {
            var shared = condition.Treatment is { } faced ? ClipVersions.With(peer.Versions.Clips, faced.Name, ids.Where(peer.Ids.Contains)) : [];
            return !condition.ControlsFaceIt || shared.Count == 0 ? (peer.Peer, null, null)
                : (peer.Peer, shared.Count == ids.Count ? head : Head(ClipVersions.Under(mimi, testKey, condition.Treatment!.Name, shared)), Head(ClipVersions.Under(peer.Versions.Clips, peer.Versions.Key, condition.Treatment!.Name, shared)));
        }

        return new ConditionRow
        {
            Condition = condition.Name,
            Key = key,
            TestKey = testKey,
            Clips = plain.Count,
            Plain = before.Estimate,
            Treated = both.Estimate,
            TreatedChange = both.Minus(before),
            Mismatched = apart.Estimate,
            MismatchedChange = apart.Minus(before),
            TreatedHead = UnseenSpace.Rates(head, [(SpaceKind.RandomWeights, Control(random, key)), (SpaceKind.Spectral, Control(spectral, SpectralEmbedder.Key))], peers.Select(Faced)),
            TreatedHeadChange = UnseenSpace.Between(head, plainHead) ?? Estimate.None,
            MismatchedHead = crossed?[ScoringMethod.LdaCosine].Eer ?? Estimate.None,
            MismatchedHeadChange = UnseenSpace.Between(crossed, plainHead) ?? Estimate.None,
        };
    }
}
