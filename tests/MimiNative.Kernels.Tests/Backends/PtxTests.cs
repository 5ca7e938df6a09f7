using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MimiNative.Backends.Gpu;

namespace MimiNative.Kernels.Tests;

/// <summary>The PTX that was made ahead of time belongs to the source as it is.</summary>
public sealed class PtxTests
{
    [Fact]
    public void The_PTX_was_made_from_the_current_source()
    {
        string Kernels(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, "kernels", .. path]));
        var source = Kernels("prelude", "cuda.h") + Kernels("prelude", "common.h") + Kernels("generated", "mimi-kernels.c");
        // As tools/regenerate-ptx.sh does: without comments, so that a moved line is no change.
        var bare = Regex.Replace(source, "[ \t]*//.*$", "", RegexOptions.Multiline);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bare)));
        var stated = Regex.Match(KernelText.Ptx, "source-sha256: ([0-9a-f]{64})").Groups[1].Value;
        Assert.True(hash == stated, $"the kernels have changed since their PTX was made ({stated}, now {hash}): run tools/regenerate-ptx.sh");
    }

    [Fact]
    public void Every_kernel_for_GPUs_is_in_the_PTX_with_its_parameters()
    {
        var ptx = KernelText.Ptx;
        foreach (var kernel in MimiNative.Kernels.KernelSource.All.Where(k => !k.Name.Contains("Wide", StringComparison.Ordinal)))
        {
            var entry = Regex.Match(ptx, $@"\.entry {kernel.Name}\((?<parameters>[^)]*)\)");
            Assert.True(entry.Success, $"{kernel.Name} is not in the PTX");
            var parameters = Regex.Matches(entry.Groups["parameters"].Value, @"\.param (?<type>\S+( 4 \.b8)?) \S+?(\[(?<bytes>\d+)\])?(,|\s*$)", RegexOptions.Multiline);
            Assert.Equal(kernel.Lengths.Count + kernel.Lengths.Count(l => l > 0) + (kernel.ValueBytes > 0 ? 1 : 0), parameters.Count);
            Assert.Equal(kernel.ValueBytes, int.Parse(parameters[^1].Groups["bytes"].Value));
        }
    }

    [Fact]
    public void Nothing_is_fused_that_does_not_say_so()
    {
        // Without a rounding an operation may be fused with its neighbour, by clang (which does, unless it is told by its option: the pragma isn't enough) and again by the driver's assembler.
        Assert.DoesNotMatch(@"\b(add|sub|mul)\.(ftz\.)?f32", KernelText.Ptx);
        Assert.Matches(@"\badd\.rn\.f32", KernelText.Ptx);
        Assert.DoesNotMatch(@"\bfma\b", Regex.Match(KernelText.Ptx, @"\.entry Rope_Rotate\(.*?\n}", RegexOptions.Singleline).Value);
    }

    [Fact]
    public void Tiles_reach_shared_memory_by_loads_of_16_bytes()
    {
        var product = Regex.Match(KernelText.Ptx, @"\.entry Gemm128_Tile\(.*?\n}", RegexOptions.Singleline).Value;
        // 8 steps of k, each two loads of A and two of B.
        Assert.Equal(32, Regex.Matches(product, @"ld\.shared\.v4\.f32").Count);
        Assert.DoesNotMatch(@"ld\.shared\.f32", product);
        Assert.DoesNotMatch(@"\.local", product);
    }
}
