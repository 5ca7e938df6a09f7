using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class TrialScoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trials_are_scored_by_cosine_and_written_in_the_list_s_order()
    {
        var set = new EmbeddingSet("e", [.. "abc".Select(c => new Sample { Id = $"{c}", Voice = "unknown" })], 2, [1, 0, 2, 0, 0, 1]);
        var list = TrialList.Read(_folder.Write("trials", "1 a b\n0 a c\n0 b c\n1 a missing\n"));
        var scores = TrialScorer.Score(list, set);
        Assert.Equal([1.0, 0.0, 0.0], scores.Scores.Select(s => s.Score));
        Assert.Equal(1, scores.Skipped);
        Assert.Equal(0, scores.Metrics!.Eer);
        ScoreFile.Write(_folder["scores"], scores);
        Assert.Equal(["a b 1", "a c 0", "b c 0"], File.ReadAllLines(_folder["scores"]));
    }

    [Fact]
    public void Trials_without_labels_are_only_scored()
    {
        var set = new EmbeddingSet("e", [.. "ab".Select(c => new Sample { Id = $"{c}", Voice = "unknown" })], 2, [1, 0, 0, 1]);
        Assert.Null(TrialScorer.Score(TrialList.Read(_folder.Write("trials", "a b\n")), set).Metrics);
        Assert.Contains("no trial has both", Assert.Throws<DataSetException>(() => TrialScorer.Score(TrialList.Read(_folder.Write("trials", "x y\n")), set)).Message);
    }

    [Fact]
    public void Two_files_are_compared_with_thresholds_of_known_voices()
    {
        using var encoder = SmallWorld.Encoder();
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]);
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        var same = ClipComparer.Run(data.Samples[0].Path, data.Samples[0].Path, embedder, embedder.Keys[0]);
        Assert.Equal(1, same.Similarity, 1e-9);
        Assert.Null(same.Known);
        var checks = ThresholdRules.Check(ClipComparer.Run(data.Samples[0].Path, data.Samples[1].Path, embedder, embedder.Keys[0], reference: data));
        Assert.Equal([Threshold.DifferentVoices, Threshold.EqualErrorRate, Threshold.SameVoice], checks.Select(c => c.Threshold));
    }
}
