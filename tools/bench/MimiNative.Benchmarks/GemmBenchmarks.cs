using BenchmarkDotNet.Attributes;

namespace MimiNative.Benchmarks;

/// <summary>The matrix product at the shape of every layer, one thread.</summary>
public class GemmBenchmarks
{
    private GemmCase? _case;

    public static IEnumerable<GemmShape> Shapes => GemmShape.All;

    [ParamsSource(nameof(Shapes))]
    public GemmShape Shape { get; set; } = GemmShape.All[0];

    [GlobalSetup]
    public void Setup() => _case = new GemmCase(Shape);

    [GlobalCleanup]
    public void Cleanup() => _case!.Dispose();

    [Benchmark]
    public void Convolve() => _case!.Run();
}
