using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MimiNative.Kernels;
using MimiNative.Kernels.Ilgpu;

namespace MimiNative.Ilgpu.Tests;

/// <summary>What ILGPU makes of the kernels for NVIDIA's devices, seen without one.</summary>
public sealed class PtxTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var kernel in KernelLaunchers.Kernels.Keys)
                foreach (var architecture in (string[])["sm_80", "sm_90"])
                    data.Add(kernel, architecture);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_kernel_compiles_and_rounds_after_every_operation(string kernel, string architecture)
    {
        var ptx = Compiler.Ptx(kernel, architecture);
        // For sm_90 too ILGPU 1.5.3 writes this target; a driver compiles it for what is there.
        Assert.Contains(".target sm_80", ptx);
        Assert.Matches(@"\.entry ", ptx);
        // An assembler may fuse what does not say how it is rounded; approximations and flushed denormals give other bits.
        Assert.DoesNotMatch(@"\b(add|sub|mul|fma|mad|div|sqrt|rcp)(\.approx|\.full|\.ftz|\.sat)*\.f32", ptx);
        Assert.DoesNotMatch(@"\.(approx|ftz)\b", ptx);
        Assert.DoesNotMatch(@"\.f64", ptx);
    }

    [Theory]
    [InlineData("GemmPlain_Tile", 1)]
    [InlineData("Gemm64_Tile", 16 * 16)]
    [InlineData("Gemm128_Tile", 8 * 64)]
    [InlineData("Attention_Window", 16)]
    [InlineData("LayerNorm_Normalise", 1)]
    public void Products_are_fused_where_the_source_says_so(string kernel, int least) =>
        Assert.InRange(Regex.Count(Compiler.Ptx(kernel, "sm_80"), @"\bfma\.rn\.f32"), least, 10_000);

    [Theory]
    [InlineData("Gemm64_Tile", 2)]
    [InlineData("Gemm128_Tile", 2)]
    [InlineData("Attention_Window", 5)]
    public void Barriers_are_kept_and_the_tiles_live_in_registers_and_shared_memory(string kernel, int barriers)
    {
        var ptx = Compiler.Ptx(kernel, "sm_90");
        Assert.True(Regex.Count(ptx, @"\bbar(rier)?\.sync") >= barriers);
        Assert.Matches(@"\.shared", ptx);
        Assert.DoesNotMatch(@"\.local", ptx);
    }

    [Fact]
    public void No_constants_are_folded()
    {
        // (x + a) + b would become x + c. The translation has every constant that the kernels and their functions have.
        string Text(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, "kernels", .. path]));
        var stated = Regex.Matches(Text("generated", "mimi-kernels.c") + Text("prelude", "common.h"), @"(?<![\w.])(\d+\.?\d*(e[-+]?\d+)?)f\b", RegexOptions.IgnoreCase)
            .Select(m => float.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).SelectMany(v => (float[])[v, -v]).Append(float.PositiveInfinity).ToHashSet();
        foreach (var kernel in KernelLaunchers.Kernels.Keys)
        {
            var used = Regex.Matches(Compiler.Ptx(kernel, "sm_80"), "0[fF]([0-9A-F]{8})").Select(m => BitConverter.UInt32BitsToSingle(Convert.ToUInt32(m.Groups[1].Value, 16))).ToHashSet();
            Assert.True(used.IsSubsetOf(stated), $"{kernel}: {string.Join(' ', used.Except(stated))}");
        }
    }

    [Fact]
    public void Every_kernel_has_a_launcher()
    {
        var kernels = typeof(KernelAttribute).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<KernelAttribute>() is not null).ToList();
        Assert.NotEmpty(kernels);
        Assert.Equal(kernels.Select(m => $"{m.DeclaringType!.Name}_{m.Name}").Order(), KernelLaunchers.Kernels.Keys.Order());
    }
}
