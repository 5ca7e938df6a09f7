using MimiNative.Backends;
using MimiNative.Backends.Gpu;

namespace MimiNative.Kernels.Tests;

/// <summary>Every kernel gives the bits that its C# gives in the simulator, through whatever host: our translation or ILGPU's compiler, OpenCL, CUDA or C# itself.</summary>
public sealed class SameBitsTests
{
    private static readonly Lazy<Dictionary<string, float[]>> Expected = new(() => Run(AllBackends.Get("simulator"), hasCpuKernels: true));

    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    [InlineData("ilgpu cpu")]
    [InlineData("ilgpu opencl")]
    [InlineData("ilgpu cuda")]
    public void Every_kernel_gives_the_bits_of_the_simulator(string name)
    {
        // The PTX made ahead of time leaves out what is for processors.
        var actual = Run(AllBackends.Get(name), hasCpuKernels: name != "cuda");
        foreach (var (kernel, values) in actual)
        {
            Assert.Contains(values, v => v is not (0 or float.NaN));
            var wrong = Expected.Value[kernel].Zip(values).Where(p => BitConverter.SingleToInt32Bits(p.First) != BitConverter.SingleToInt32Bits(p.Second)).ToList();
            Assert.True(wrong.Count == 0, $"{kernel} gives other bits at {wrong.Count} of {values.Length} places, the first {(wrong.Count > 0 ? wrong[0] : default)}");
        }
    }

    [Fact]
    public void No_kernel_is_left_out() =>
        Assert.Equal(MimiNative.Kernels.KernelSource.All.Select(k => k.Name).Order(), Expected.Value.Keys.Order());

    private static Dictionary<string, float[]> Run(Backend any, bool hasCpuKernels)
    {
        var backend = (GpuBackend)any;
        var results = new Dictionary<string, float[]>();
        foreach (var (kernel, variant) in ((string, GemmVariant)[])[("GemmPlain_Tile", GemmVariant.Plain), ("Gemm64_Tile", GemmVariant.Tile64), ("Gemm128_Tile", GemmVariant.Tile128), ("GemmWide_Tile", GemmVariant.Wide)])
            if (hasCpuKernels || variant != GemmVariant.Wide)
                results[kernel] = Product(backend, variant);
        results["LayerNorm_Normalise"] = Norm(backend);
        results["Attention_Window"] = Attention(backend, isWide: false);
        if (hasCpuKernels)
            results["AttentionWide_Window"] = Attention(backend, isWide: true);
        results["Rope_Rotate"] = results["Attention_Window"];
        results["Quantiser_Choose"] = Quantiser(backend);
        results["History_Advance"] = History(backend);
        return results;
    }

    // Everything that is fused, both activations, two blocks of k, a last tile that is not full.
    private static float[] Product(GpuBackend backend, GemmVariant variant)
    {
        const int Inputs = 75, Outputs = 48, Rows = 13;
        backend.Variant = variant;
        var random = new Random(1);
        using var w = backend.Prepare(random.Floats(Outputs * Inputs), random.Floats(Outputs), Outputs, Inputs);
        using var scale = backend.PrepareVector(random.Floats(Outputs));
        using var x = backend.Allocate(2, 0, Rows, Inputs);
        using var y = backend.Allocate(2, 1, Rows, Outputs);
        using var raw = backend.Allocate(2, 0, Rows, Outputs);
        using var elu = backend.Allocate(2, 0, Rows, Outputs);
        backend.Upload(x, 0, 0, random.Floats(Rows * Inputs));
        backend.Upload(x, 1, 0, random.Floats(4 * Inputs));
        backend.Linear(w, x, [Rows, 4], new Epilogue { Output = y, Gelu = true });
        backend.Linear(w, x, [Rows, 4], new Epilogue { Raw = raw, Scale = scale, Residual = y, Output = y, EluOutput = elu });
        backend.Variant = null;
        return [.. new[] { raw, y, elu }.SelectMany(b => (float[])[.. backend.Rows(b, 0, 0, Rows), .. backend.Rows(b, 1, 0, 4)])];
    }

    private static float[] Norm(GpuBackend backend)
    {
        const int Channels = 77, Rows = 3;
        var random = new Random(2);
        using var weight = backend.PrepareVector(random.Floats(Channels));
        using var x = backend.Allocate(1, 0, Rows, Channels);
        backend.Upload(x, 0, 0, random.Floats(Rows * Channels));
        backend.LayerNorm(weight, weight, 1e-5f, x, x, [Rows]);
        return backend.Rows(x, 0, 0, Rows);
    }

    // Two sequences, one of them shorter than a group's queries; positions beyond the first block of keys.
    private static float[] Attention(GpuBackend backend, bool isWide)
    {
        const int Heads = 2, HeadDimension = 16, Width = Heads * HeadDimension, Window = 20, Rows = 21;
        backend.UsesCpuKernels = isWide;
        var random = new Random(3);
        using var qkv = backend.Allocate(2, Window - 1, Rows, 3 * Width);
        using var y = backend.Allocate(2, 0, Rows, Width);
        backend.Upload(qkv, 0, 1 - Window, random.Floats((Rows + Window - 1) * 3 * Width));
        backend.Upload(qkv, 1, 1 - Window, random.Floats((5 + Window - 1) * 3 * Width));
        backend.Attention(qkv, y, Heads, HeadDimension, Window, 10000, [70, 100], [Rows, 5]);
        backend.UsesCpuKernels = null;
        return [.. backend.Rows(y, 0, 0, Rows), .. backend.Rows(y, 1, 0, 5), .. backend.Rows(qkv, 0, 0, Rows)];
    }

    private static float[] Quantiser(GpuBackend backend)
    {
        const int Levels = 3, Size = 50, Dimension = 20, Rows = 3;
        var random = new Random(4);
        using var books = backend.PrepareCodebooks(random.Floats(Levels * Size * Dimension), Levels, Size, Dimension);
        using var residual = backend.Allocate(1, 0, Rows, Dimension);
        using var sum = backend.Allocate(1, 0, Rows, Dimension);
        using var codes = backend.AllocateCodes(1, Rows, Levels);
        backend.Upload(residual, 0, 0, random.Floats(Rows * Dimension));
        backend.Quantise(books, residual, sum, codes, 0, 0, Levels, [Rows]);
        var chosen = new int[Rows * Levels];
        backend.DownloadCodes(codes, 0, chosen);
        return [.. backend.Rows(residual, 0, 0, Rows), .. backend.Rows(sum, 0, 0, Rows), .. chosen.Select(c => (float)c)];
    }

    private static float[] History(GpuBackend backend)
    {
        const int Headroom = 5, Channels = 3;
        using var x = backend.Allocate(1, Headroom, 7, Channels);
        // A chunk shorter than the history: the kernel does it, on a processor too.
        backend.Upload(x, 0, -Headroom, new Random(5).Floats((Headroom + 2) * Channels));
        backend.Advance(x, [2]);
        return backend.Rows(x, 0, -Headroom, Headroom);
    }
}
