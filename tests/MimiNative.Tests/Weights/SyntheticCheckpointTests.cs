using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class SyntheticCheckpointTests
{
    [Fact]
    public void All_318_tensors_of_seed_1_match_the_published_hashes()
    {
        using var published = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/full/synthetic-1.tensors.json")));
        var expected = published.RootElement.GetProperty("tensors");
        using var weights = new SyntheticCheckpoint("1");

        Assert.Equal(318, weights.Tensors.Count);
        Assert.Equal(318, expected.EnumerateObject().Count());
        foreach (var tensor in weights.Tensors)
        {
            var reference = expected.GetProperty(tensor.Name);
            Assert.Equal(reference.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()), tensor.Shape);
            var values = weights.Read(tensor.Name);
            Assert.Equal(reference.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values))));
        }
    }

    [Fact]
    public void The_released_model_has_the_counts_that_kyutai_published()
    {
        var tensors = TensorCatalog.Native(new MimiConfig());
        Assert.Equal(96_151_393, tensors.Sum(t => t.Elements));
        Assert.Equal(209, tensors.Count(t => t.InEncoder));
        Assert.Equal(12_628_256, Of("encoder.").Sum(t => t.Elements));
        Assert.Equal(25_190_400, Of("encoder_transformer.").Sum(t => t.Elements));
        Assert.Equal(1_048_576, Of("downsample.").Sum(t => t.Elements));
        Assert.Equal(100, Of("quantizer.").Count());

        IEnumerable<TensorSpec> Of(string prefix) => tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_follow_the_scalar_definition_at_every_length()
    {
        using var weights = new SyntheticCheckpoint("any text, even ü");
        foreach (var name in (string[])["quantizer.rvq_first.vq.layers.0._codebook._initialized", "encoder.model.0.conv.conv.bias", "encoder.model.1.block.1.conv.conv.weight"])
        {
            var values = weights.Read(name);
            for (var length = 1; length <= Math.Min(70, values.Length); length++)
            {
                var shorter = new float[length];
                SyntheticTensor.Fill("any text, even ü", weights.Tensors.Single(t => t.Name == name), shorter);
                Assert.Equal(values[..length], shorter);
            }
        }

        // SplitMix64 by hand, for a bias: gain 0.05, no offset.
        var state = 0xcbf29ce484222325;
        foreach (var b in "any text, even ü:encoder.model.0.conv.conv.bias"u8)
            state = (state ^ b) * 0x100000001b3;
        foreach (var value in weights.Read("encoder.model.0.conv.conv.bias"))
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            Assert.Equal((float)(2.0 * (z >> 40) / (1 << 24) - 1) * 0.05f, value);
        }
    }

    [Fact]
    public void Reading_from_many_threads_gives_the_same_values()
    {
        using var weights = new SyntheticCheckpoint("1");
        var names = weights.Tensors.Where(t => t.Elements < 100_000).Select(t => t.Name).ToArray();
        var alone = names.Select(weights.Read).ToArray();
        var together = new float[names.Length][];
        Parallel.For(0, names.Length, i => together[i] = weights.Read(names[i]));
        for (var i = 0; i < names.Length; i++)
            Assert.Equal(alone[i], together[i]);
    }

    [Fact]
    public void Seeds_and_sizes_have_fingerprints_of_their_own()
    {
        using var one = Checkpoint.Open("synthetic:1");
        using var again = Checkpoint.Open("synthetic:1");
        using var two = Checkpoint.Open("synthetic:2");
        using var narrower = Checkpoint.Open("synthetic:1", new MimiConfig { Window = 100 });
        Assert.True(one.IsSynthetic);
        Assert.Equal("synthetic:1", one.Description);
        Assert.Equal(one.Fingerprint, again.Fingerprint);
        Assert.NotEqual(one.Fingerprint, two.Fingerprint);
        Assert.NotEqual(one.Fingerprint, narrower.Fingerprint);
        Assert.NotEqual(one.Read("downsample.conv.conv.conv.weight"), two.Read("downsample.conv.conv.conv.weight"));
    }

    [Fact]
    public void An_unknown_tensor_and_a_wrong_length_are_refused()
    {
        using var weights = new SyntheticCheckpoint("1");
        Assert.Contains("encoder.model.99", Assert.Throws<WeightsException>(() => weights.Shape("encoder.model.99")).Message);
        Assert.Throws<ArgumentException>(() => weights.Read("encoder.model.0.conv.conv.bias", new float[63]));
    }
}
