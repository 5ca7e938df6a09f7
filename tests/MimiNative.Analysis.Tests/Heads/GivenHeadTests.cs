using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Heads;

public sealed class GivenHeadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0.1, 0.2, -0.1, HeadFinding.HeadFindsMore, "better than cosine")]
    [InlineData(0, 0.1, 0.2, 0.1, HeadFinding.CosineSuffices, "cosine can't be told from it")]
    [InlineData(0, 0.4, 0.6, -0.1, HeadFinding.NotShown, "chance")]
    [InlineData(0, 0.4, double.NaN, -0.1, HeadFinding.CannotBeDecided, "can't be decided")]
    [InlineData(1, 0.1, 0.2, -0.1, null, "1 of these 6 voices (v0)")]
    [InlineData(6, 0.1, 0.2, -0.1, null, "fitted on these voices (v0, v1, v2, v3, v4, …)")]
    public void A_head_is_judged_only_on_voices_that_it_has_not_heard(int known, double eer, double high, double overCosineHigh, HeadFinding? finding, string words)
    {
        var result = Made(known, new(eer, eer - 0.05, high), new(overCosineHigh - 0.1, overCosineHigh - 0.2, overCosineHigh));
        Assert.Equal(finding, GivenHeadRules.Judge(result));
        Assert.Contains(words, GivenHeadWords.Meaning(result), StringComparison.Ordinal);
        Assert.Contains(words, GivenHeadSection.Present(result).Section.Finding, StringComparison.Ordinal);
        Assert.Contains(GivenHeadWords.Meaning(result), System.Text.Json.JsonDocument.Parse(GivenHeadSection.Json(result)).RootElement.GetProperty("meaning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_random_weights_no_head_is_good_or_bad()
    {
        var real = Made(0, new(0.1, 0.05, 0.2), new(-0.2, -0.3, -0.1));
        Assert.Equal(Level.Fair, GivenHeadSection.Present(real).Section.Level);
        Assert.Equal(Level.Bad, GivenHeadSection.Present(real with { Eer = new(0.5, 0.4, 0.6) }).Section.Level);
        var random = real with { Head = real.Head with { Origin = real.Head.Origin with { Synthetic = true } } };
        Assert.Equal(Level.Neutral, GivenHeadSection.Present(random).Section.Level);
    }

    [Fact]
    public void An_analysis_judges_the_head_it_is_given_and_warns_where_voices_are_known()
    {
        var data = SmallWorld.Voices(_folder, voices: 6, sentences: 4);
        using var encoder = SmallWorld.Encoder();
        var key = new EmbeddingKey("latent", Pooling.Mean);
        var options = new AnalysisOptions { Taps = TapSelection.Parse("latent"), Poolings = [Pooling.Mean], Durations = [], Resamples = 50, Controls = false, Noise = false };
        TrainedHead Train(DataSet of)
        {
            using var clips = Extractor.Run(of, Analyzer.Embedder(encoder, options), new ExtractionOptions());
            return HeadTrainer.Run(clips.Set(key), key, Made(0, default, default).Head.Origin, "three", uncertainty: new UncertaintyOptions { Replicates = 50 });
        }

        var mine = Train(data.Where(s => data.Voices.Take(3).Contains(s.Voice)));
        var others = data.Where(s => !data.Voices.Take(3).Contains(s.Voice));
        var unseen = Analyzer.Run(others, encoder, options with { Head = mine });
        Assert.Empty(unseen.Head!.KnownVoices);
        Assert.True(unseen.Head.Eer.Low <= unseen.Head.Eer.Value && unseen.Head.Eer.Value <= unseen.Head.Eer.High);
        Assert.Contains(unseen.Stages, s => s.Section.Id == "head");
        Assert.DoesNotContain(unseen.Report.Warnings, w => w.Title.Contains("head", StringComparison.Ordinal));

        var seen = Analyzer.Run(data, encoder, options with { Head = mine });
        Assert.Equal(data.Voices.Take(3), seen.Head!.KnownVoices);
        Assert.Contains(seen.Report.Warnings, w => w.Text.Contains("3 of these 6 voices", StringComparison.Ordinal));
    }

    private static GivenHeadResult Made(int known, Estimate eer, Estimate overCosine)
    {
        var map = SpeakerHead.Fit(new EmbeddingMatrix([-3, -1, -1, 1, 1, -1, 3, 1], 4, 2), new SpaceLabels([0, 0, 1, 1], null));
        var origin = new Origin { MadeBy = "mimi", Weights = "w", WeightsSha256 = "ab", Synthetic = false, Padding = PaddingDialect.Waveform, Device = "cpu" };
        var head = new TrainedHead(map, new EmbeddingKey("latent", Pooling.Mean), origin, new HeadTraining("recordings", "00", [], 4), new HeadErrors(eer, eer, eer, eer, overCosine));
        return new GivenHeadResult(head, 24, 6, [.. Enumerable.Range(0, known).Select(v => $"v{v}")], eer, eer, overCosine);
    }
}
