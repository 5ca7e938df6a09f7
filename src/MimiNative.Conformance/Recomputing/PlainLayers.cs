using System.Numerics.Tensors;
using MathNet.Numerics;

namespace MimiNative.Conformance.Recomputing;

/// <summary>Mimi's operations in float64 on stretches of a clip, each with the ways in which a port may get it wrong. Slow, and right to the last digits.</summary>
internal static class PlainLayers
{
    /// <summary>How a convolution goes.</summary>
    /// <param name="Frames">Frames of its whole input.</param>
    /// <param name="Stride">Input frames from one output frame to the next.</param>
    /// <param name="Head">What stands before the clip.</param>
    /// <param name="Tail">What stands behind it.</param>
    /// <param name="Where">Where the padding goes.</param>
    /// <param name="Reset">Output frames of a chunk after which state is lost; 0: never.</param>
    internal sealed record Geometry(int Frames, int Stride, Fault.Edge Head, Fault.Edge Tail, Fault.Side Where, int Reset);

    /// <summary>Input frames that output frames first..end of a convolution need, whatever its padding.</summary>
    public static (int First, int End) Reach(int first, int end, int kernel, Geometry geometry) =>
        (Math.Max(0, first * geometry.Stride - kernel), Math.Min(geometry.Frames, end * geometry.Stride + kernel));

    /// <summary>A convolution; weights (out, in, k).</summary>
    public static Stretch Convolve(Stretch x, int first, int end, double[] weight, double[]? bias, int kernel, Geometry geometry)
    {
        var inputs = x.Channels;
        var y = Stretch.Of(first, end, weight.Length / (inputs * kernel));
        var left = geometry.Where switch { Fault.Side.Left => kernel - geometry.Stride, Fault.Side.Both => (kernel - geometry.Stride + 1) / 2, _ => 0 };
        Parallel.For(first, end, t =>
        {
            var window = new double[inputs * kernel];
            // After a reset nothing is known of what came before the chunk.
            var begin = geometry.Reset > 0 ? t / geometry.Reset * geometry.Reset * geometry.Stride : 0;
            for (var k = 0; k < kernel; k++)
            {
                var at = t * geometry.Stride + k - left;
                var edge = at < begin ? geometry.Head : at >= geometry.Frames ? geometry.Tail : (Fault.Edge?)null;
                if (edge == Fault.Edge.Zero)
                    continue;
                var row = x[Math.Clamp(at, begin, geometry.Frames - 1)];
                for (var c = 0; c < inputs; c++)
                    window[c * kernel + k] = row[c];
            }
            Product(window, weight, bias, y[t]);
        });
        return y;
    }

    /// <summary>x·Wᵀ, weights (out, in).</summary>
    public static Stretch Linear(Stretch x, double[] weight)
    {
        var y = Stretch.Of(x.First, x.End, weight.Length / x.Channels);
        Parallel.For(x.First, x.End, t => Product(x[t], weight, null, y[t]));
        return y;
    }

    /// <summary>LayerNorm of every frame.</summary>
    public static Stretch Norm(Stretch x, double[] weight, double[] bias, double epsilon)
    {
        var y = Stretch.Of(x.First, x.End, x.Channels);
        for (var t = x.First; t < x.End; t++)
        {
            var from = x[t];
            var to = y[t];
            var mean = TensorPrimitives.Sum<double>(from) / x.Channels;
            var square = 0.0;
            foreach (var value in from)
                square += (value - mean) * (value - mean);
            var deviation = Math.Sqrt(square / x.Channels + epsilon);
            for (var c = 0; c < to.Length; c++)
                to[c] = (from[c] - mean) / deviation * weight[c] + bias[c];
        }
        return y;
    }

    /// <summary>Attention of frames first..end over queries ‖ keys ‖ values.</summary>
    public static Stretch Attend(Stretch qkv, int first, int end, MimiConfig config, Fault fault)
    {
        var (width, size, window) = (config.Width, config.HeadDimension, fault.Window ?? config.Window);
        for (var t = qkv.First; t < qkv.End; t++)
            Rotate(qkv[t][..(2 * width)], t, size, config.RopeBase, fault.Rotary);
        var y = Stretch.Of(first, end, width);
        Parallel.For(first, end, t =>
        {
            var begin = Math.Max(qkv.First, Math.Max(t - (window - 1), fault.Reset > 0 ? t / fault.Reset * fault.Reset : 0));
            var scores = new double[t - begin + 1];
            for (var head = 0; head < width; head += size)
            {
                for (var s = 0; s < scores.Length; s++)
                    scores[s] = TensorPrimitives.Dot<double>(qkv[t].Slice(head, size), qkv[begin + s].Slice(width + head, size)) / Math.Sqrt(size);
                TensorPrimitives.SoftMax<double>(scores, scores);
                var mixed = y[t].Slice(head, size);
                for (var s = 0; s < scores.Length; s++)
                    TensorPrimitives.MultiplyAdd<double>(qkv[begin + s].Slice(2 * width + head, size), scores[s], mixed, mixed);
            }
        });
        return y;
    }

    /// <summary>The activations of the feed-forward part.</summary>
    public static double Activate(double x, Fault.Activation kind) => kind switch
    {
        Fault.Activation.TanhGelu => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Fault.Activation.QuickGelu => x / (1 + Math.Exp(-1.702 * x)),
        Fault.Activation.Relu => Math.Max(0, x),
        Fault.Activation.Silu => x / (1 + Math.Exp(-x)),
        _ => x / 2 * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2))),
    };

    /// <summary>ELU.</summary>
    public static double Elu(double x) => x > 0 ? x : Math.Exp(x) - 1;

    private static void Product(ReadOnlySpan<double> x, double[] weight, double[]? bias, Span<double> y)
    {
        for (var o = 0; o < y.Length; o++)
            y[o] = (bias?[o] ?? 0) + TensorPrimitives.Dot(x, weight.AsSpan(o * x.Length, x.Length));
    }

    private static void Rotate(Span<double> heads, int position, int size, double theta, Fault.Turn turn)
    {
        if (turn == Fault.Turn.None)
            return;
        for (var i = 0; i < size / 2; i++)
        {
            var (sin, cos) = Math.SinCos(position * Math.Pow(theta, -2.0 * i / size));
            var (a, b) = turn == Fault.Turn.Interleaved ? (2 * i, 2 * i + 1) : (i, i + size / 2);
            for (var head = 0; head < heads.Length; head += size)
            {
                var (x, y) = (heads[head + a], heads[head + b]);
                (heads[head + a], heads[head + b]) = (x * cos - y * sin, x * sin + y * cos);
            }
        }
    }
}
