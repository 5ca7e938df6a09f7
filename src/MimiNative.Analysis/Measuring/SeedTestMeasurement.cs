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
        var pairs = PairStatistics.Compute(clean.Matrix, clean.Labels);
        return new SeedTestNumbers(pairs.SameVoiceDifferentText, pairs.SameTextDifferentVoice, VoiceMetrics.Compute(clean.Matrix, clean.Labels),
            NoisePairs.Measure(set, "light_noise"), NoisePairs.Measure(set, "medium_noise"));
    }
}
