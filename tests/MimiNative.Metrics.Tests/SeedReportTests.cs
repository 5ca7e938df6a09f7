using System.Globalization;

namespace MimiNative.Metrics.Tests;

/// <summary>The lines that the seed study published, from its own embeddings.</summary>
public sealed class SeedReportTests
{
    [Fact]
    public void Tests_1_to_3_appear_to_the_digit()
    {
        var report = File.ReadAllText(Repository.Shared("data/seed-embeddings/analysis_report.txt"));
        var (labels, matrix) = TestData.SeedClean();
        var pairs = PairStatistics.Compute(matrix, labels);
        var voice = VoiceMetrics.Compute(matrix, labels);
        Assert.Contains(Line("Same voice, different text: ", pairs.SameVoiceDifferentText.MeanCosine, pairs.SameVoiceDifferentText.StdCosine), report);
        Assert.Contains(Line("Same text, different voices: ", pairs.SameTextDifferentVoice.MeanCosine, pairs.SameTextDifferentVoice.StdCosine), report);
        Assert.Contains(Line("Mean consistency: ", voice.Consistency, voice.ConsistencyStd), report);
        Assert.Contains(Line("Inter-speaker similarity: ", voice.CentroidSimilarity, voice.CentroidSimilarityStd), report);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Separability ratio: {voice.SeparabilityRatio:F4}"), report);
        Assert.Equal("unusable", Bands.AcousticsScore.Of(voice.AcousticsScore).Name);
        Assert.Equal("broken", Bands.SeparabilityRatio.Of(voice.SeparabilityRatio).Name);
        Assert.Equal("usable", Bands.Consistency.Of(voice.Consistency).Name);
    }

    [Fact]
    public void Test_4_appears_to_the_digit()
    {
        var report = File.ReadAllText(Repository.Shared("data/seed-embeddings/analysis_report.txt"));
        var clean = TestData.Seed("clean");
        foreach (var (name, augmentation) in new[] { ("Light noise: ", "light_noise"), ("Medium noise: ", "medium_noise") })
        {
            var noisy = TestData.Seed(augmentation);
            Assert.Equal(clean.Labels.Voice, noisy.Labels.Voice);
            Assert.Equal(clean.Labels.Text, noisy.Labels.Text);
            var robustness = Robustness.Compute(clean.Matrix, noisy.Matrix);
            Assert.Contains(Line(name, robustness.Mean, robustness.Std), report);
        }
    }

    private static string Line(string label, double mean, double std) => string.Create(CultureInfo.InvariantCulture, $"{label}{mean:F4} ± {std:F4}");
}
