using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using MimiNative.Backends.Cpu;
using MimiNative.Numerics;

namespace MimiNative.Benchmarks;

/// <summary>The activation functions on 16,384 floats in the L1 and L2 cache. In the encoder they are part of a product's store.</summary>
public unsafe class ActivationBenchmarks
{
    private const int Count = 16384;

    private readonly float[] _x = [.. Noise.Floats(Count).Select(v => 6 * v)];
    private readonly float[] _y = new float[Count];

    [Benchmark(OperationsPerInvoke = Count)]
    public void Elu() => Dispatch(gelu: false);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Gelu() => Dispatch(gelu: true);

    private void Dispatch(bool gelu)
    {
        fixed (float* x = _x, y = _y)
            switch (CpuBackend.Widest)
            {
                case CpuInstructions.Vector512: Apply<Simd512>(x, y, gelu); break;
                case CpuInstructions.Vector256: Apply<Simd256>(x, y, gelu); break;
                case CpuInstructions.Vector128: Apply<Simd128>(x, y, gelu); break;
                default: Apply<SimdScalar>(x, y, gelu); break;
            }
    }

    // Count is a multiple of every vector's width.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Apply<V>(float* x, float* y, bool gelu) where V : struct, ISimd<V>
    {
        if (gelu)
            for (var i = 0; i < Count; i += V.Width)
                V.Store(SimdMath<V>.Gelu(V.Load(x + i)), y + i);
        else
            for (var i = 0; i < Count; i += V.Width)
                V.Store(SimdMath<V>.Elu(V.Load(x + i)), y + i);
    }
}
