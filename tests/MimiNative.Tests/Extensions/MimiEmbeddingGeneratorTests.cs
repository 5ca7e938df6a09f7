using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using MimiNative.Extensions.AI;
using MimiNative.Tests.Encoder;

namespace MimiNative.Tests.Extensions;

/// <summary>Clips in, vectors out, and what is refused.</summary>
public sealed class MimiEmbeddingGeneratorTests
{
    [Fact]
    public async Task Vectors_are_those_of_the_encoder_in_the_order_of_the_clips()
    {
        using var encoder = SmallModel.Encoder(2);
        using var generator = new MimiEmbeddingGenerator(encoder, "transformer.1", Pooling.Stats);
        var about = (EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!;
        float[][] clips = [.. Enumerable.Range(0, 5).Select(i => SmallModel.Noise(9000 - 1500 * i, i))];
        var found = await generator.GenerateAsync(clips.Select(c => SpeechClip.FromSamples(c)), new EmbeddingGenerationOptions { Dimensions = 48, ModelId = about.DefaultModelId });
        Assert.Equal(48, about.DefaultModelDimensions);
        Assert.EndsWith(" transformer.1/stats", about.DefaultModelId);
        Assert.Equal(clips.Select(c => encoder.Embed(c, "transformer.1", Pooling.Stats)), found.Select(e => e.Vector.ToArray()));
        Assert.All(found, e => Assert.Equal(about.DefaultModelId, e.ModelId));
    }

    [Fact]
    public async Task Another_model_and_other_dimensions_are_refused()
    {
        using var encoder = SmallModel.Encoder();
        using var generator = new MimiEmbeddingGenerator(encoder);
        foreach (var (options, said) in ((EmbeddingGenerationOptions, string)[])[(new() { Dimensions = 25 }, "25 dimensions"), (new() { ModelId = "other" }, "'other'"), (new() { ModelId = "" }, "''")])
            Assert.Contains(said, (await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync([SpeechClip.FromSamples(new float[100])], options))).Message);
    }

    [Fact]
    public async Task A_clip_that_is_null_is_refused_and_no_failure_of_the_encoder()
    {
        using var encoder = SmallModel.Encoder();
        using var generator = new MimiEmbeddingGenerator(encoder);
        // Other tests encode at the same time: a clip that isn't there would fail with an exception that none of theirs does.
        var kinds = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "MimiNative") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
                lock (kinds)
                    kinds.Add($"{tag.Value}");
        });
        listener.Start();
        Assert.Contains("clip 1 is null", (await Assert.ThrowsAsync<ArgumentException>("values", () => generator.GenerateAsync([SpeechClip.FromSamples(new float[100]), null!]))).Message);
        await Assert.ThrowsAsync<ArgumentNullException>("values", () => generator.GenerateAsync(null!));
        lock (kinds)
            Assert.DoesNotContain(kinds, k => k.Contains(nameof(NullReferenceException), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_tap_and_no_pooling_is_refused()
    {
        using var encoder = SmallModel.Encoder();
        Assert.Throws<ArgumentOutOfRangeException>("pooling", () => new MimiEmbeddingGenerator(encoder, pooling: (Pooling)99));
        Assert.Throws<ArgumentException>("tap", () => new MimiEmbeddingGenerator(encoder, "nosuch"));
        Assert.Throws<ArgumentOutOfRangeException>("pooling", () => ((Pooling)99).Name());
        Assert.Equal(["mean", "max", "stats", "std", "first_frame", "last_frame"], Poolings.All.Select(p => p.Name()));
    }
}
