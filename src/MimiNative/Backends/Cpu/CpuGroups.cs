using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// A convolution in groups as a matrix product per group: the group's channels are copied side by side, with zeros before and after, so that windows overlap in place as they do in
/// <see cref="Gemm{V}"/>; results go to the group's columns.
/// </summary>
internal static unsafe class CpuGroups<V> where V : struct, ISimd<V>
{
    [ThreadStatic] private static FloatBlock? s_scratch;

    public static void Run(IReadOnlyList<PreparedMatrix> groups, float* x, int channels, int before, float* y, int outputs, int rows, WorkerPool pool)
    {
        var width = channels / groups.Count;
        var kernel = groups[0].Inputs / width;
        var padded = rows + kernel - 1;
        var scratch = FloatBlock.AtLeast(ref s_scratch, (long)padded * width);
        // What pads is the same for every group.
        new Span<float>(scratch, before * width).Clear();
        new Span<float>(scratch + (nint)(before + rows) * width, (padded - before - rows) * width).Clear();
        for (var g = 0; g < groups.Count; g++)
        {
            var matrix = (CpuMatrix)groups[g];
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<float>(x + (nint)row * channels + g * width, width).CopyTo(new Span<float>(scratch + (nint)(before + row) * width, width));
            Gemm<V>.Run(new GemmCall
            {
                A = scratch, Lda = width, M = rows, N = matrix.Outputs, K = matrix.Inputs,
                Panels = matrix.Values, Bias = matrix.Bias, Ldc = outputs, Output = y + g * matrix.Outputs, Gelu = true,
            }, pool);
            GC.KeepAlive(matrix);
        }
    }
}

/// <summary>Exact GELU of every value, in place.</summary>
internal static unsafe class CpuGelu<V> where V : struct, ISimd<V>
{
    public static void Run(float* x, long count)
    {
        var vectors = count - count % V.Width;
        for (long i = 0; i < vectors; i += V.Width)
            V.Store(SimdMath<V>.Gelu(V.Load(x + i)), x + i);
        for (var i = vectors; i < count; i++)
            SimdScalar.Store(SimdMath<SimdScalar>.Gelu(SimdScalar.Load(x + i)), x + i);
    }
}
