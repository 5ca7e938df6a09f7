using System.Buffers;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Metrics;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Extraction;

/// <summary>The whole way from WAV files to pooled embeddings against moshi in PyTorch (96 clips of real speech, weights <c>synthetic:1</c>).</summary>
public sealed class DigitsReferenceTests
{
    [Fact]
    public void Pooled_embeddings_of_the_digits_match_pytorch()
    {
        var reference = EmbeddingFile.Read(Repository.Shared("reference/metrics/digits-synthetic-1.safetensors"));
        using var encoder = MimiEncoder.Load("synthetic:1");
        using var extraction = Extractor.Run(
            DataSet.Open(Repository.Shared("data/digits")),
            new MimiEmbedder(encoder, TapSelection.Parse("seed,latent").Of(encoder.Taps), SeedPoolings.All),
            new ExtractionOptions { Strict = true });
        Assert.Equal(15, reference.Count);
        foreach (var expected in reference)
        {
            var name = expected.Name.Split('/');
            var key = new EmbeddingKey(SeedTaps.FromSeedName(name[0]), Poolings.Parse(name[1]));
            var actual = extraction.Set(key);
            Assert.Equal((expected.Rows, expected.Columns), (actual.Count, actual.Dimension));
            var rms = Math.Sqrt(expected.Values.Average(v => (double)v * v));
            var worst = actual.Values.ToArray().Zip(expected.Values, (a, e) => Math.Abs((double)a - e)).Max();
            Assert.True(worst <= 2e-5 * rms, $"{expected.Name}: differs by {worst / rms:g3} of its rms");
        }

        using var metrics = JsonDocument.Parse(File.ReadAllText(Repository.Shared("reference/metrics/digits-synthetic-1.metrics.json")));
        foreach (var expected in metrics.RootElement.EnumerateObject())
        {
            var name = expected.Name.Split('/');
            var set = extraction.Set(new EmbeddingKey(SeedTaps.FromSeedName(name[0]), Poolings.Parse(name[1])));
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
                SpaceMetrics.Compute(set.Matrix, set.Labels, new SpaceMetricsOptions { Probes = false }).ToJson(json);
            using var actual = JsonDocument.Parse(buffer.WrittenMemory);
            foreach (var part in (string[])["samples", "dimension", "raw", "centred", "pca", "effective_rank_entropy", "participation_ratio", "variance_share", "ward_linkage_of_voice_centroids", "linear_cka_first_half_second_half"])
                Same(expected.Value.GetProperty(part), actual.RootElement.GetProperty(ReferenceNames.Of(part)), $"{expected.Name}: {part}");
        }
    }

    // The embeddings agree to float32, so their metrics agree to what that moves. An error rate moves by whole pairs.
    private static void Same(JsonElement expected, JsonElement actual, string where)
    {
        if (expected.ValueKind == JsonValueKind.Object)
            foreach (var property in expected.EnumerateObject())
                Same(property.Value, actual.GetProperty(ReferenceNames.Of(property.Name)), $"{where}.{property.Name}");
        else if (expected.ValueKind == JsonValueKind.Array)
            foreach (var (e, a) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                Same(e, a, where);
        else if (expected.ValueKind == JsonValueKind.Number)
            Assert.True(Math.Abs(expected.GetDouble() - actual.GetDouble()) <= 2e-4 * Math.Max(1, Math.Abs(expected.GetDouble())), $"{where}: {actual} instead of {expected}");
    }
}
