using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Clips and their noisy versions, found by their ids (<c>a_clean</c> and <c>a_light_noise</c>, <c>a</c> and <c>a+light_noise</c>), or else by voice and text where these name one clip.</summary>
internal static class NoisePairs
{
    /// <summary>Similarity of clean clips and their versions; null where there are none.</summary>
    public static Robustness? Measure(EmbeddingSet set, string augmentation)
    {
        var clean = Enumerable.Range(0, set.Count).Where(i => set.Samples[i].IsClean).ToList();
        var byStem = First(clean, i => Stem(set.Samples[i]));
        var byLabels = clean.GroupBy(i => (set.Samples[i].Voice, set.Samples[i].Text)).Where(g => g.Key.Text is not null && !g.Skip(1).Any()).ToDictionary(g => g.Key, g => g.First());
        var (originals, versions) = (new List<int>(), new List<int>());
        for (var i = 0; i < set.Count; i++)
        {
            var sample = set.Samples[i];
            if (sample.Augmentation != augmentation || !(byStem.TryGetValue(Stem(sample), out var original) || byLabels.TryGetValue((sample.Voice, sample.Text), out original)))
                continue;
            originals.Add(original);
            versions.Add(i);
        }

        return versions.Count == 0 ? null : Robustness.Compute(set.Matrix.Select([.. originals]), set.Matrix.Select([.. versions]));
    }

    private static Dictionary<string, int> First(List<int> rows, Func<int, string> key) => rows.GroupBy(key).ToDictionary(g => g.Key, g => g.First());

    private static string Stem(Sample sample) => sample.Id.EndsWith(sample.Augmentation, StringComparison.Ordinal) && sample.Id.Length > sample.Augmentation.Length
        ? sample.Id[..^(sample.Augmentation.Length + 1)]
        : sample.Id;
}
