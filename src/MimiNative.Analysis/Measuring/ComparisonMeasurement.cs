using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 4, voice comparison: which voices does the space keep apart, which does it mix up?</summary>
public static class ComparisonMeasurement
{
    // t-SNE is exact, its cost grows with the square.
    private const int MostTsneRows = 3000;

    private static readonly (string Name, Func<Sample, string?> Value)[] Attributes = [("gender", s => s.Gender), ("accent", s => s.Accent), ("age group", s => s.AgeGroup)];

    /// <summary>Compares the voices of clean clips.</summary>
    /// <param name="set">One embedding of the clips.</param>
    /// <param name="seed">Of t-SNE's start.</param>
    public static ComparisonResult Run(EmbeddingSet set, ulong seed = 1)
    {
        var (matrix, labels) = (set.Matrix, set.Labels);
        var centred = VoiceSimilarity.Compute(matrix, labels, centred: true);
        var probes = SpeakerProbes.Compute(matrix, labels, logistic: false);
        var pca = Pca.Fit(matrix);
        var right = probes.Confusion.Select((row, v) => row[v]).Sum();
        return new ComparisonResult
        {
            Embedding = set.Name,
            Voices = labels.VoiceNames,
            Clips = [.. labels.VoiceNames.Select(v => set.Samples.Count(s => s.Voice == v))],
            Similarity = VoiceSimilarity.Compute(matrix, labels).MeanCosine,
            CentredSimilarity = centred.MeanCosine,
            Confusion = probes.Confusion,
            CentroidAccuracy = (double)right / probes.Confusion.Sum(r => r.Sum()),
            HeldOutTexts = probes.TextDisjoint,
            SeparabilityRatio = VoiceMetrics.Compute(matrix, labels).SeparabilityRatio,
            MostConfusable = [.. centred.MostConfusable(10, probes.Confusion).Select(p => new VoicePair(labels.VoiceNames[p.VoiceA], labels.VoiceNames[p.VoiceB], p.MeanCosine, p.CentroidCosine, p.Confusions))],
            Breakdown = [.. Attributes.Select(a => Break(a.Name, set, a.Value, centred.MeanCosine)).OfType<AttributeBreakdown>()],
            Components = pca.Project(matrix, 3),
            ComponentShares = [.. pca.Ratios.Take(3)],
            Tsne = matrix.Rows is > 4 and <= MostTsneRows ? Metrics.Tsne.Embed(matrix, seed: seed) : null,
            Linkage = Ward.Linkage(Centroids.Means(matrix, labels.Voice, labels.VoiceCount), labels.VoiceCount),
            Samples = set.Samples,
        };
    }

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
