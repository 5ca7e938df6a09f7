using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Extraction;

public sealed class CodebooksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Codes_and_latents_of_every_codebook_come_from_the_pass_that_is_made_anyway_and_from_the_cache()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        using var encoder = SmallWorld.Encoder();
        var embedder = new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "transformer.2", "rvq@2"), [Pooling.Max], codebooks: true);
        string[] taps = ["rvq@1", "rvq@2", "rvq@3", "rvq"];
        var alone = data.Samples.Select(s => encoder.Encode(AudioFile.ReadAll(s.Path), new EncodeOptions { Taps = taps, Codebooks = 4 })).ToList();
        foreach (var encoded in (int[])[4, 0])
        {
            using var clips = Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = _folder["cache"] });
            Assert.Equal(encoded, clips.Encoded);
            Assert.Equal(["transformer.2/max", "rvq@2/max"], clips.Keys.Select(k => k.ToString()));
            var codes = clips.Codes(_ => true);
            Assert.Equal(4, clips.Codebooks);
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(Enumerable.Range(0, codes[i].Length).Select(at => alone[i].Codes![at % 4, at / 4]), codes[i]);
                foreach (var tap in taps)
                    Assert.Equal(Mean(alone[i][tap], _ => 0), clips.Set(new EmbeddingKey(tap, Pooling.Mean))[i].ToArray().Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
            }

            // One voice alone, in the order of the data set.
            Assert.Equal(codes.Skip(2), clips.Codes(s => s.Voice == data.Samples[2].Voice));
        }
    }

    [Fact]
    public void Codebooks_are_kept_of_clips_as_they_are_and_a_treated_version_has_its_vectors_alone()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        using var encoder = SmallWorld.Encoder();
        var options = new ExtractionOptions { CacheFolder = _folder["cache"], Treatments = [Condition.Equalised.Treatment!] };
        MimiEmbedder Embedder(bool codebooks) => new(encoder, SmallWorld.Taps(encoder, "latent", "rvq@2"), [Pooling.Mean], codebooks: codebooks);
        using var without = Extractor.Run(data, Embedder(codebooks: false), new ExtractionOptions { Treatments = options.Treatments });
        foreach (var encoded in (int[])[8, 0])
        {
            using var clips = Extractor.Run(data, Embedder(codebooks: true), options);
            Assert.Equal(encoded, clips.Encoded);
            foreach (var key in without.Keys)
                Assert.Equal(without.Set(key).Values.ToArray(), clips.Set(key).Values.ToArray());
            Assert.Equal([true, true, true, true, false, false, false, false], clips.Codes(_ => true).Select(c => c.Length > 0));
            var rvq = new EmbeddingKey("rvq", Pooling.Mean);
            Assert.Equal(4, clips.Set(rvq, s => s.IsClean).Count);
            Assert.Contains("not of treated versions", Assert.Throws<ArgumentException>(() => clips.Set(rvq)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_codebook_adds_is_the_difference_of_the_sums_in_its_branch()
    {
        var data = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        using var encoder = SmallWorld.Encoder();
        string[] taps = ["rvq@1", "rvq@2", "rvq@3", "rvq"];
        using var clips = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean], codebooks: true), new ExtractionOptions());
        var books = new CodebookClips(1, [.. CodebookKeys.Of(4).Select(k => clips.Set(k).Matrix)], clips.Codes(_ => true));
        for (var i = 0; i < 4; i++)
        {
            var frames = encoder.Encode(AudioFile.ReadAll(data.Samples[i].Path), new EncodeOptions { Taps = [.. taps, "rvq.acoustic"] });
            Near(Mean(frames["rvq@1"], _ => 0), books.Alone(1).Row(i));
            for (var k = 2; k <= 4; k++)
                Near(Mean(frames[taps[k - 1]], at => frames[taps[k - 2]].Values[at]), books.Alone(k).Row(i));
            Near(Mean(frames["rvq.acoustic"], _ => 0), books.AcousticUpTo(4).Row(i));
        }
    }

    [Fact]
    public void A_histogram_counts_the_codes_of_its_own_codebook_as_shares_of_the_clip()
    {
        // Two clips of two codebooks: frames (1, 5), (1, 6), (2, 5), and (2, 5).
        var latent = new EmbeddingMatrix(new float[2], 2, 1);
        var books = new CodebookClips(1, [latent, latent], [[1, 5, 1, 6, 2, 5], [2, 5]]);
        Assert.Equal([2 / 3f, 1 / 3f, 0, 1], books.Histogram(1).Values);
        Assert.Equal([2 / 3f, 1 / 3f, 1, 0], books.Histogram(2).Values);
    }

    private static void Near(IEnumerable<double> expected, ReadOnlySpan<float> actual) => Assert.Equal(expected, actual.ToArray().Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);

    private static IEnumerable<double> Mean(Activation frames, Func<int, double> less) =>
        Enumerable.Range(0, frames.Channels).Select(c => Enumerable.Range(0, frames.Frames).Average(t => frames.Values[t * frames.Channels + c] - less(t * frames.Channels + c)));
}
