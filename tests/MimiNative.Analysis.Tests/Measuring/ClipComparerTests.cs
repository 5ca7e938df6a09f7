using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class ClipComparerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
