using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Measuring;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class EdgeMeasurementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Voices_are_chosen_evenly_each_with_its_longest_clip_and_few_of_them_give_long_cases()
    {
        var samples = Enumerable.Range(0, 12).SelectMany(v => Enumerable.Range(0, 3).Select(c => new Sample { Id = $"v{v:00}c{c}", Voice = $"v{v:00}", Text = $"t{c}" })).ToList();
        var chosen = EdgeClip.Choose(samples, samples.ToDictionary(s => s.Id, s => s.Id[^1] == '1' ? 3.0 : 1));
        Assert.Equal(["v00c1", "v02c1", "v04c1", "v06c1", "v08c1", "v10c1"], chosen.Select(c => c.Speech.Id));
        Assert.All(chosen, c => Assert.NotEqual(c.Speech.Voice, c.Other.Voice));
        Assert.All(chosen, c => Assert.All(c.More, m => Assert.True(m.Voice == c.Speech.Voice && m.Id != c.Speech.Id)));
        Assert.Equal([2, 2, 0, 0, 0, 0], chosen.Select(c => c.More.Count));
        Assert.Throws<ArgumentException>(() => EdgeClip.Choose(samples[..3], samples.ToDictionary(s => s.Id, _ => 1.0)));
    }

    [Fact]
    public void Every_case_on_speech_counts_every_clip_and_two_voices_at_once_are_held_against_both()
    {
        var data = SmallWorld.Voices(_folder);
        using var encoder = SmallWorld.Encoder();
        var clips = EdgeClip.Choose(data.Samples, data.Samples.ToDictionary(s => s.Id, _ => 1.0));
        var matrix = new EmbeddingMatrix([1, 0, 0.9f, 0.1f, 0, 1], 3, 2);
        var result = EdgeMeasurement.Run(encoder, new EmbeddingKey("latent", Pooling.Mean), clips, PairStatistics.Compute(matrix, SpaceLabels.FromNames(["a", "a", "b"], null)));
        Assert.Equal((4, 4), (result.Clips.Count, result.Voices));
        Assert.All(result.Cases.Where(c => c.Group is "low_volume" or "clipped" or "dc_offset" or "overlapping_voices" && c.Carrier == Analysis.Augmentation.EdgeCarrier.Speech), c => Assert.Equal(c.Carrier == Analysis.Augmentation.EdgeCarrier.Speech ? 4 : 1, c.Similarities.Count));
        Assert.Equal(4, Assert.Single(result.Cases, c => c.OtherSimilarities.Count > 0).OtherSimilarities.Count);
        Assert.Equal(result.Cases.Count, result.Cases.Select(c => c.Id).Distinct().Count());
        Assert.DoesNotContain(result.Cases, c => c.Group == "reference" || double.IsNaN(c.Similarity));
    }

    [Fact]
    public void Mixed_with_itself_a_clip_is_as_close_to_the_other_voice_as_to_its_own()
    {
        WavWriter.Write(_folder["one.wav"], Voice(220));
        var sample = new Sample { Id = "one", Voice = "a", Path = _folder["one.wav"] };
        using var encoder = SmallWorld.Encoder();
        var overlap = Overlap(encoder, new EdgeClip(sample, [], sample));
        Assert.Equal(overlap.Similarity, overlap.OtherSimilarity!.Value, 1e-9);
        WavWriter.Write(_folder["two.wav"], Voice(950));
        var apart = Overlap(encoder, new EdgeClip(sample, [], sample with { Id = "two", Voice = "b", Path = _folder["two.wav"] }));
        Assert.NotEqual(apart.Similarity, apart.OtherSimilarity!.Value, 1e-6);
    }

    private static Results.MeasuredEdgeCase Overlap(MimiEncoder encoder, EdgeClip clip) => EdgeMeasurement.Run(encoder, new EmbeddingKey("latent", Pooling.Mean), [clip],
        PairStatistics.Compute(new EmbeddingMatrix([1, 0, 0, 1], 2, 2), SpaceLabels.FromNames(["a", "b"], null))).Cases.Single(c => c.Group == "overlapping_voices");

    private static float[] Voice(double hertz) => [.. Enumerable.Range(0, 24000).Select(i => (float)(0.3 * Math.Sin(2 * Math.PI * hertz * i / 24000) * Math.Sin(i / 3000.0)))];
}
