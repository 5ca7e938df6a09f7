using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 4, voice comparison: which voices does the space keep apart, which does it mix up?</summary>
internal static class ComparisonMeasurement
{
    // t-SNE is exact, its cost grows with the square.
    private const int MostTsneRows = 3000;

    // Two vectors minus their mean point in opposite directions whatever they are.
    private const int FewestToCentre = 3;

    private const int ListenedPairs = 4;

    private static readonly (string Name, Func<Sample, string?> Value)[] Attributes = [("gender", s => s.Gender), ("accent", s => s.Accent), ("age group", s => s.AgeGroup)];

    /// <summary>Compares the voices of clean clips.</summary>
    /// <param name="set">One embedding of the clips.</param>
    /// <param name="seed">Random seed of t-SNE's start, and of the draws of voices.</param>
    /// <param name="peers">Other encoders' embeddings.</param>
    /// <param name="resamples">Draws of voices for the differences to peers.</param>
    public static ComparisonResult Run(EmbeddingSet set, ulong seed = 1, IReadOnlyList<EmbeddedPeer>? peers = null, int resamples = 1000)
    {
        var (matrix, labels) = (set.Matrix, set.Labels);
        var centred = VoiceSimilarity.Compute(matrix, labels, centred: true);
        var probes = SpeakerProbes.Compute(matrix, labels, logistic: false);
        var pca = Pca.Fit(matrix);
        var verification = VerificationMetrics.Compute(matrix, labels);
        var (centrable, confusable) = (matrix.Rows >= FewestToCentre, centred.MostConfusable(10, probes.Confusion));
        double[][] centredSimilarity = centrable ? centred.MeanCosine : [.. centred.MeanCosine.Select(r => r.Select(_ => double.NaN).ToArray())];
        int[] order = [.. Enumerable.Range(0, set.Count).OrderBy(i => set.Samples[i].Voice, StringComparer.Ordinal)];
        var right = probes.Confusion.Select((row, v) => row[v]).Sum();
        return new ComparisonResult
        {
            Embedding = set.Name,
            Voices = labels.VoiceNames,
            Clips = [.. labels.VoiceNames.Select(v => set.Samples.Count(s => s.Voice == v))],
            Similarity = VoiceSimilarity.Compute(matrix, labels).MeanCosine,
            CentredSimilarity = centredSimilarity,
            Confusion = probes.Confusion,
            CentroidAccuracy = (double)right / probes.Confusion.Sum(r => r.Sum()),
            HeldOutTexts = probes.TextDisjoint,
            SeparabilityRatio = VoiceMetrics.Compute(matrix, labels).SeparabilityRatio,
            Pairs = Pairs(PairStatistics.Compute(matrix, labels), verification),
            MostConfusable = [.. confusable.Select(p => new VoicePair(labels.VoiceNames[p.VoiceA], labels.VoiceNames[p.VoiceB], centrable ? p.MeanCosine : double.NaN, centrable ? p.CentroidCosine : double.NaN, p.Confusions))],
            Closest = [.. confusable.Take(ListenedPairs).Select(p => Closest(set, labels.VoiceNames[p.VoiceA], labels.VoiceNames[p.VoiceB]))],
            Breakdown = [.. Attributes.Select(a => Break(a.Name, set, a.Value, centredSimilarity)).OfType<AttributeBreakdown>()],
            ClipOrder = order,
            ClipSimilarity = order.Length > ComparisonResult.MostClips ? null : Cosines(set, order),
            Components = pca.Project(matrix, 3),
            ComponentShares = [.. pca.Ratios.Take(3)],
            Tsne = matrix.Rows is > 4 and <= MostTsneRows ? Metrics.Tsne.Embed(matrix, seed: seed) : null,
            Linkage = Ward.Linkage(Centroids.Means(matrix, labels.Voice, labels.VoiceCount), labels.VoiceCount),
            Samples = set.Samples,
            Peers = [.. (peers ?? []).Select(p => Separation(p, set.Where(s => p.Ids.Contains(s.Id)), new UncertaintyOptions { Seed = seed, Replicates = resamples, Permutations = 0 }))],
        };
    }

    private static PeerSeparation Separation(EmbeddedPeer peer, EmbeddingSet own, UncertaintyOptions intervals)
    {
        var set = peer.Clean(own.Samples.Select(s => s.Id).ToHashSet());
        var (ours, theirs) = (Uncertainty.Compute(own.Matrix, own.Labels, intervals), Uncertainty.Compute(set.Matrix, set.Labels, intervals));
        return new PeerSeparation(peer.Peer, own.Count, Side(own), Side(set), ours.Difference("separability_ratio", theirs), ours.Difference("d_prime", theirs));
    }

    private static Separation Side(EmbeddingSet set)
    {
        var confusion = SpeakerProbes.Compute(set.Matrix, set.Labels, logistic: false).Confusion;
        return new Separation(VoiceMetrics.Compute(set.Matrix, set.Labels).SeparabilityRatio, VerificationMetrics.Compute(set.Matrix, set.Labels).DPrime,
            (double)confusion.Select((row, v) => row[v]).Sum() / confusion.Sum(r => r.Sum()));
    }

    private static AllPairs Pairs(PairStatistics pairs, VerificationMetrics verification) => new(
        pairs.SameVoice.Pairs, pairs.DifferentVoice.Pairs, pairs.SameVoice.MeanCosine, pairs.SameVoice.StdCosine, pairs.DifferentVoice.MeanCosine, pairs.DifferentVoice.StdCosine,
        verification.DPrime, pairs.SameVoice.MeanDistance > 0 ? pairs.DifferentVoice.MeanDistance / pairs.SameVoice.MeanDistance : double.NaN);

    private static double[,] Cosines(EmbeddingSet set, int[] order)
    {
        var values = new double[order.Length, order.Length];
        for (var i = 0; i < order.Length; i++)
            for (var j = 0; j <= i; j++)
                values[i, j] = values[j, i] = Cosine.Of(set[order[i]], set[order[j]]);
        return values;
    }

    private static ClosestClips Closest(EmbeddingSet set, string voiceA, string voiceB)
    {
        var pair = (from a in Rows(set, voiceA) from b in Rows(set, voiceB) select (A: a, B: b, Similarity: Cosine.Of(set[a], set[b]))).MaxBy(p => p.Similarity);
        return new ClosestClips(voiceA, set.Samples[pair.A].Id, voiceB, set.Samples[pair.B].Id, pair.Similarity);
    }

    private static IEnumerable<int> Rows(EmbeddingSet set, string voice) => Enumerable.Range(0, set.Count).Where(i => set.Samples[i].Voice == voice);

    private static AttributeBreakdown? Break(string name, EmbeddingSet set, Func<Sample, string?> value, double[][] similarity)
    {
        var of = set.Labels.VoiceNames.Select(v => set.Samples.First(s => s.Voice == v)).Select(value).ToArray();
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < of.Length; i++)
            for (var j = i + 1; j < of.Length; j++)
                if (of[i] is { } a && of[j] is { } b && a != "unknown" && b != "unknown")
                    (a == b ? same : different).Add(similarity[i][j]);
        return same.Count + different.Count == 0 || of.Distinct().Count() < 2
            ? null
            : new AttributeBreakdown(name, same.Count, same.DefaultIfEmpty(double.NaN).Average(), different.Count, different.DefaultIfEmpty(double.NaN).Average());
    }
}
