using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Measures what the seed study's four tests need.</summary>
internal static class SeedTestMeasurement
{
    /// <summary>On one embedding of all clips, noisy versions included.</summary>
    public static SeedTestNumbers Run(EmbeddingSet set)
    {
        var clean = set.Where(s => s.IsClean);
        return Of(set, PairStatistics.Compute(clean.Matrix, clean.Labels), VoiceMetrics.Compute(clean.Matrix, clean.Labels));
    }

    /// <summary>The same where the clean clips are measured already.</summary>
    public static SeedTestNumbers Of(EmbeddingSet set, CosineView clean) => Of(set, clean.Pairs, clean.Voice);

    private static SeedTestNumbers Of(EmbeddingSet set, PairStatistics pairs, VoiceMetrics voice) =>
        new(pairs.SameVoiceDifferentText, pairs.SameTextDifferentVoice, voice, NoisePairs.Measure(set, "light_noise"), NoisePairs.Measure(set, "medium_noise"));
}
