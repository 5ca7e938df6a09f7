using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>y = (x − mean) / sqrt(variance + eps) · weight + bias, row by row. Two passes (mean, then centred squares): no cancellation.</summary>
internal static unsafe class CpuLayerNorm<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* weight, float* bias, float eps, float* x, float* y, int rows, int channels)
    {
        int vectors = channels - channels % V.Width;
        for (var row = 0; row < rows; row++, x += channels, y += channels)
        {
            V total = V.Broadcast(0f);
            for (var i = 0; i < vectors; i += V.Width)
                total = V.Add(total, V.Load(x + i));
            double sum = V.Sum(total);
            for (var i = vectors; i < channels; i++)
                sum += x[i];
            var mean = (float)(sum / channels);

            V centre = V.Broadcast(mean), squares = V.Broadcast(0f);
            for (var i = 0; i < vectors; i += V.Width)
            {
                V d = V.Subtract(V.Load(x + i), centre);
                squares = V.Fma(d, d, squares);
            }

            double variance = V.Sum(squares);
            for (var i = vectors; i < channels; i++)
                variance += (double)(x[i] - mean) * (x[i] - mean);
            var scale = (float)(1 / Math.Sqrt(variance / channels + eps));

            V s = V.Broadcast(scale);
            for (var i = 0; i < vectors; i += V.Width)
                V.Store(V.Fma(V.Multiply(V.Subtract(V.Load(x + i), centre), s), V.Load(weight + i), V.Load(bias + i)), y + i);
            for (var i = vectors; i < channels; i++)
                y[i] = MathF.FusedMultiplyAdd((x[i] - mean) * scale, weight[i], bias[i]);
        }
    }
}
