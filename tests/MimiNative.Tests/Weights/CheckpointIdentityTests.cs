using System.Security.Cryptography;
using System.Text;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class CheckpointIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_its_bytes_and_shards_are_their_sums()
    {
        var (one, two) = (_folder.Write("a-1.safetensors", [1, 2]), _folder.Write("a-2.safetensors", [3]));
        Assert.Equal(new CheckpointIdentity("a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222", null), CheckpointIdentity.Of([one])); // printf '\1\2' | sha256sum
        var lines = $"{CheckpointIdentity.Of([one]).Sha256}  a-1.safetensors\n{CheckpointIdentity.Of([two]).Sha256}  a-2.safetensors\n";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), CheckpointIdentity.Of([one, two]).Sha256);
        Assert.Equal("not a published file", CheckpointIdentity.Of([one]).Name);
    }

    /// <summary>The same bytes are published under several names; others of the same shapes are another model's.</summary>
    [Fact]
    public void Published_files_are_told_by_their_hash_alone()
    {
        Assert.Contains("e351c8d8", PublishedWeights.Variant("09b782f0629851a271227fb9d36db65c041790365f11bbe5d3d59369cf863f50"));
        Assert.Contains("hibiki", PublishedWeights.Variant("31c14cf365353131094e8248150c6fe58e8642cf91899c50d9e450f861630e55"));
        Assert.Contains("Hugging Face", PublishedWeights.Variant("bac7e85083dcded655d24eaadde7e6eea34c0da1b35fa2d284e641bd2b942a5e"));
        Assert.Null(PublishedWeights.Variant(new string('0', 64)));
    }

    [Fact]
    public void A_checkpoint_s_identity_follows_its_bytes_and_random_weights_have_none()
    {
        var tensors = CheckpointFiles.Native();
        var path = CheckpointFiles.Write(_folder["x.safetensors"], tensors);
        using var weights = Checkpoint.Open(path);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), weights.Identity!.Sha256);
        tensors["decoder.model.0.conv.conv.bias"].Values[0] += 1; // Nothing that the encoder reads.
        using var other = Checkpoint.Open(CheckpointFiles.Write(_folder["y.safetensors"], tensors));
        Assert.Equal(weights.Fingerprint, other.Fingerprint);
        Assert.NotEqual(weights.Identity, other.Identity);
        using var synthetic = Checkpoint.Open("synthetic:1");
        Assert.Null(synthetic.Identity);
    }
}
