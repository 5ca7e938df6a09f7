using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using MimiNative.Backends.Gpu;
using MimiNative.Backends.OpenCl;

namespace MimiNative.Kernels.Tests;

/// <summary>The same kernel as C# in the simulator and translated on OpenCL gives the same bits, over random inputs and the edges of every type.</summary>
public sealed class SemanticTests
{
    private static readonly int[] IntegerEdges = [0, 1, -1, 2, 31, 32, 33, 63, -31, int.MaxValue, int.MinValue + 1, 0x55555555, 1 << 30];
    private static readonly float[] FloatEdges =
        [0f, -0f, 1f, -1f, 0.5f, 1e-45f, -1e-45f, 1.17549435e-38f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
         2147483648f, -2147483648f, 2147483520f, 4294967296f, 16777217f, 88.8f, -87.4f, 3.14159274f];

    private static readonly Lazy<GpuDriver> Device = new(() =>
    {
        var library = OpenClLibrary.Instance;
        return new OpenClDriver(library, OpenClDevice.All(library).First(d => d.Problem is null), KernelText.ForOpenCl(KernelSource.Text));
    });

    public static TheoryData<string> IntegerKernels => [.. KernelSource.All.Select(k => k.Name).Except(FloatNames).Except(["TestKernels_Edges"])];

    public static TheoryData<string> FloatKernels => [.. FloatNames];

    private static string[] FloatNames => ["TestKernels_Floats", "TestKernels_Elementary", "TestKernels_Structures"];

    [Theory]
    [MemberData(nameof(IntegerKernels))]
    public void Integers_shifts_control_flow_arrays_and_barriers_mean_the_same(string name)
    {
        _ = AllBackends.Driver("opencl");
        var numbers = Gen.OneOf(Gen.Choose(int.MinValue / 2, int.MaxValue / 2), Gen.Elements(IntegerEdges));
        foreach (var (a, b) in Pairs(numbers))
            Assert.Equal(Run(new SimulatorDriver(), name, a, b), Run(Device.Value, name, a, b));
    }

    [Theory]
    [MemberData(nameof(FloatKernels))]
    public void Floats_are_rounded_after_every_operation_and_fused_only_where_the_source_says_so(string name)
    {
        _ = AllBackends.Driver("opencl");
        var numbers = Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 12345.678f);
        foreach (var (a, b) in Pairs(numbers))
            Same(Run(new SimulatorDriver(), name, a, b), Run(Device.Value, name, a, b));
    }

    [Theory]
    [InlineData("TestKernels_Floats")]
    [InlineData("TestKernels_Elementary")]
    public void Floats_at_the_edges_mean_the_same(string name)
    {
        _ = AllBackends.Driver("opencl");
        var (a, b) = EdgePairs();
        Same(Run(new SimulatorDriver(), name, a, b), Run(Device.Value, name, a, b));
    }

    [Fact]
    public void Conversions_and_comparisons_of_any_float_mean_the_same()
    {
        _ = AllBackends.Driver("opencl");
        var (a, b) = EdgePairs();
        Assert.Equal(Run(new SimulatorDriver(), "TestKernels_Edges", a, b), Run(Device.Value, "TestKernels_Edges", a, b));
    }

    private static IEnumerable<(T[], T[])> Pairs<T>(Gen<T> numbers) =>
        Gen.Zip(numbers.ArrayOf(4 * TestKernels.Threads), numbers.ArrayOf(4 * TestKernels.Threads)).Sample(4, 4).Select(p => (p.Item1, p.Item2));

    private static (float[], float[]) EdgePairs()
    {
        var pairs = FloatEdges.SelectMany(a => FloatEdges.Select(b => (a, b))).ToList();
        while (pairs.Count % TestKernels.Threads != 0)
            pairs.Add((0, 0));
        return ([.. pairs.Select(p => p.a)], [.. pairs.Select(p => p.b)]);
    }

    private static int[] Run<T>(GpuDriver driver, string name, T[] a, T[] b) where T : unmanaged
    {
        var kernel = KernelSource.All.Single(k => k.Name == name);
        using var first = driver.Upload<T>(a);
        using var second = driver.Upload<T>(b);
        using var result = driver.Allocate(sizeof(int) * a.Length);
        driver.LaunchBytes(kernel, a.Length / TestKernels.Threads, 1, 1, [], [first, second, result]);
        var values = new int[a.Length];
        driver.Read(result, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    // Not a number has many bit patterns, and no language says which comes out.
    private static void Same(int[] expected, int[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (BitConverter.Int32BitsToSingle(expected[i]), BitConverter.Int32BitsToSingle(actual[i]));
            Assert.True(expected[i] == actual[i] || (float.IsNaN(e) && float.IsNaN(a)), $"at {i}: {a:R} on the device for {e:R}");
        }
    }
}
