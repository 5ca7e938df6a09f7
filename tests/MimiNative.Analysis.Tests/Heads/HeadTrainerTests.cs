using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Heads;

public sealed class HeadTrainerTests : IDisposable
{
    private static readonly EmbeddingKey Key = new("latent", Pooling.Mean);
    private static readonly UncertaintyOptions Few = new() { Replicates = 200 };
    private static readonly Origin Origin = new() { MadeBy = "mimi", Weights = "w", WeightsSha256 = "ab", Synthetic = true, Padding = PaddingDialect.Waveform, Device = "cpu" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_seed_s_embeddings_give_the_head_its_published_error_rates()
    {
        var set = Seed();
        var head = HeadTrainer.Run(set, Key, Origin, "seed", uncertainty: Few);
        Assert.Equal(0.0909, head.Errors.Head.Value, 0.0001);
        Assert.Equal(0.2018, head.Errors.HeadUnseenTexts.Value, 0.0001);
        Assert.Equal(head.Errors.Strictest, head.Errors.HeadUnseenTexts);
        Assert.Equal(head.Errors.HeadUnseenTexts.Value - head.Errors.CosineUnseenTexts.Value, head.Errors.OverCosine.Value, 1e-12);
        Assert.Equal(HeadFinding.HeadFindsMore, HeadRules.Judge(head.Errors.Strictest, head.Errors.OverCosine));
        Assert.Equal((set.Count, set.Labels.VoiceNames), (head.Training.Clips, head.Training.Voices));
        Assert.Equal(set.Labels.VoiceCount - 1, head.Map.Axes);
        var plda = HeadTrainer.Run(set, Key, Origin, "seed", HeadScoring.Plda, Few);
        Assert.Equal(UnseenVoices.Compute(set.Matrix, set.Labels, false, Few)![ScoringMethod.LdaPlda].Eer, plda.Errors.Head);
    }

    [Fact]
    public void Voices_shuffled_over_the_clips_give_chance_within_the_interval_though_the_head_knows_them_by_heart()
    {
        var set = Seed();
        var held = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            string[] voices = [.. set.Samples.Select(s => s.Voice)];
            new SeededRandom(seed).Shuffle<string>(voices);
            var shuffled = new EmbeddingSet(set.Name, [.. set.Samples.Select((s, i) => s with { Voice = voices[i] })], set.Dimension, set.Matrix.Values);
            var head = HeadTrainer.Run(shuffled, Key, Origin, "shuffled", uncertainty: Few);
            Assert.True(GivenHead.Compute(head.Map, shuffled.Matrix, shuffled.Labels, Few)!.Head.Eer.Value < 0.1);
            Assert.InRange(head.Errors.Head.Value, 0.4, 0.6);
            held += head.Errors.Head.Low <= 0.5 && head.Errors.Head.High >= 0.5 ? 1 : 0;
        }
        Assert.InRange(held, 3, 4); // of 4 intervals of 95 %
    }

    [Fact]
    public void The_hash_is_of_voices_texts_and_audio_wherever_they_lie()
    {
        string Hash(params (string Path, string Voice, string? Text)[] clips)
        {
            Sample[] samples = [.. clips.Select((c, i) => new Sample { Id = $"{i}", Path = c.Path, Voice = c.Voice, Text = c.Text })];
            return HeadTrainer.Run(new EmbeddingSet("latent/mean", samples, 2, [1, 0, 2, 0, 0, 3, 0, 5]), Key, Origin, "x", uncertainty: Few).Training.Sha256;
        }

        string[] files = [.. Enumerable.Range(0, 4).Select(i => _folder.Write($"{i}.wav", $"audio {i}"))];
        var hash = Hash((files[0], "a", "1"), (files[1], "a", "2"), (files[2], "b", "1"), (files[3], "b", "2"));
        Assert.Equal(hash, Hash((files[3], "b", "2"), (files[2], "b", "1"), (_folder.Write("moved/1.wav", "audio 1"), "a", "2"), (files[0], "a", "1")));
        Assert.NotEqual(hash, Hash((files[0], "a", "1"), (files[1], "a", "2"), (files[2], "b", "1"), (files[3], "b", "3")));
        Assert.NotEqual(hash, Hash((files[0], "a", "1"), (files[1], "a", "2"), (files[2], "c", "1"), (files[3], "c", "2")));
        File.WriteAllText(files[1], "other audio");
        Assert.NotEqual(hash, Hash((files[0], "a", "1"), (files[1], "a", "2"), (files[2], "b", "1"), (files[3], "b", "2")));
    }

    [Theory]
    [InlineData(HeadScoring.Cosine)]
    [InlineData(HeadScoring.Plda)]
    public void Clips_and_trials_are_scored_as_the_head_says(HeadScoring scoring)
    {
        using var encoder = SmallWorld.Encoder();
        var data = SmallWorld.Voices(_folder);
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]);
        EmbeddingSet set;
        using (var clips = Extractor.Run(data, embedder, new ExtractionOptions()))
            set = clips.Set(Key);
        var head = HeadTrainer.Run(set, Key, Origin, "voices", scoring, Few);
        double Score(int a, int b) => head.Map.Score(head.Map.Transform(set[a]), head.Map.Transform(set[b]));

        var compared = ClipComparer.Run(data.Samples[0].Path, data.Samples[4].Path, embedder, Key, head, data);
        Assert.Equal(Score(0, 4), compared.Similarity, 1e-9);
        Assert.Equal(scoring == HeadScoring.Plda, compared.IsLikelihoodRatio);
        Assert.Equal(head.Training.Voices, compared.KnownToHead);
        Assert.True(compared.Known!.SameVoice > compared.Known.DifferentVoices);

        var trials = TrialList.Read(_folder.Write("trials", $"1 {data.Samples[0].Id} {data.Samples[1].Id}\n0 {data.Samples[0].Id} {data.Samples[4].Id}\n"));
        var scored = TrialScorer.Score(trials, set, new TrialScoringOptions { Head = head }).Values;
        Assert.Equal(Score(0, 1), scored[0], 1e-12);
        Assert.Equal(Score(0, 4), scored[1], 1e-12);
        Assert.Throws<ArgumentException>(() => TrialScorer.Score(trials, set, new TrialScoringOptions { Centred = true, Head = head }));
    }

    private static EmbeddingSet Seed()
    {
        var labels = MetadataTable.ReadLabels(Repository.Shared("data/seed-embeddings/samples.csv"));
        var clean = EmbeddingFile.Read(Repository.Shared("data/seed-embeddings/embeddings.safetensors"))[0].WithLabels(labels).Where(s => s.IsClean);
        // There is no audio to hash: any file serves.
        return new EmbeddingSet(clean.Name, [.. clean.Samples.Select(s => s with { Path = Repository.Shared("data/seed-embeddings/samples.csv") })], clean.Dimension, clean.Matrix.Values);
    }
}
