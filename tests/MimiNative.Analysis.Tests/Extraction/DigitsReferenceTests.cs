using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
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
            new MimiEmbedder(encoder, [.. ExtractionPoints.Parse("seed", encoder.Config), "latent"], Poolings.Seed),
            new ExtractionOptions { Strict = true });
        Assert.Equal(15, reference.Count);
        foreach (var expected in reference)
        {
            var name = expected.Name.Split('/');
            var key = new EmbeddingKey(ExtractionPoints.FromSeedName(name[0]), Poolings.Parse(name[1]));
            var actual = extraction.Set(key);
            Assert.Equal((expected.Rows, expected.Columns), (actual.Count, actual.Dimension));
            var rms = Math.Sqrt(expected.Values.Average(v => (double)v * v));
            var worst = actual.Values.ToArray().Zip(expected.Values, (a, e) => Math.Abs((double)a - e)).Max();
            Assert.True(worst <= 2e-5 * rms, $"{expected.Name}: differs by {worst / rms:g3} of its rms");
        }
    }
}
