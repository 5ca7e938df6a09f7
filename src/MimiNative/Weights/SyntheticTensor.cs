using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MimiNative.Numerics;

namespace MimiNative.Weights;

/// <summary>
/// Values of synthetic weights: SplitMix64 (Steele, Lea, Flood 2014) seeded by an FNV-1a hash of "SEED:NAME", uniform in [-1, 1), scaled by a gain that depends on the
/// tensor's name and fan-in, so that activations keep their size through all layers. The same bits on every machine: integers, then two float32 roundings.
/// </summary>
internal static class SyntheticTensor
{
    /// <summary>Fills <paramref name="values"/>, the whole of Mimi's tensor <paramref name="tensor"/> in C order.</summary>
    public static void Fill(string seed, TensorSpec tensor, Span<float> values)
    {
        var (gain, offset) = Scale(tensor);
        Fill(seed, tensor.Name, gain, offset, values);
    }

    /// <summary>Fills <paramref name="values"/>, the whole of a tensor in C order: uniform · gain + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(string seed, string name, float gain, float offset, Span<float> values)
    {
        var width = Vector<float>.Count;
        // Lane i of low and high stands at the state of value i, or i plus half a vector, of the next vector of values.
        var low = new Vector<ulong>(SplitMix64.Seed($"{seed}:{name}")) + (Vector<ulong>.Indices + Vector<ulong>.One) * SplitMix64.Step;
        var high = low + new Vector<ulong>((ulong)Vector<ulong>.Count * SplitMix64.Step);
        var step = new Vector<ulong>((ulong)width * SplitMix64.Step);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref var vector in vectors)
        {
            vector = Value(low, high, gain, offset);
            low += step;
            high += step;
        }

        var tail = values[(vectors.Length * width)..];
        if (tail.IsEmpty)
            return;
        Span<float> last = stackalloc float[width];
        Value(low, high, gain, offset).CopyTo(last);
        last[..tail.Length].CopyTo(tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Value(Vector<ulong> low, Vector<ulong> high, float gain, float offset)
    {
        // 24 bits: exact in float32, and so are the doubling and the -1.
        var bits = Vector.AsVectorInt32(Vector.Narrow(Mix(low) >> 40, Mix(high) >> 40));
        var uniform = Vector.ConvertToSingle(bits) * (1f / (1 << 23)) - Vector<float>.One;
        var scaled = uniform * gain;
        return offset == 0 ? scaled : scaled + new Vector<float>(offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Mix(Vector<ulong> z)
    {
        z = (z ^ (z >> 30)) * SplitMix64.Factor1;
        z = (z ^ (z >> 27)) * SplitMix64.Factor2;
        return z ^ (z >> 31);
    }

    private static (float Gain, float Offset) Scale(TensorSpec tensor)
    {
        var name = tensor.Name;
        if (Ends("_initialized"))
            return (0, 1);
        if (Ends("cluster_usage"))
            return (0.5f, 1);
        if (Ends("._codebook.embedding_sum"))
            return ((float)(Math.Sqrt(3) * 0.9 * Math.Pow(0.9, CodebookLevel(name))), 0);
        if (name.Contains("layer_scale", StringComparison.Ordinal))
            return (0.1f, 0.3f);
        if (Ends("norm1.weight") || Ends("norm2.weight"))
            return (0.2f, 1);
        if (Ends("norm1.bias") || Ends("norm2.bias"))
            return (0.1f, 0);
        if (Ends("bias"))
            return (0.05f, 0);
        return (UniformGain(WeightGain(name), tensor), 0);

        bool Ends(string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
    }

    /// <summary>The gain of uniform values under which a matrix multiplies the size of its input by <paramref name="gain"/>.</summary>
    public static float UniformGain(double gain, TensorSpec tensor) => (float)(gain * Math.Sqrt(3 / ((double)tensor.Elements / tensor.Shape[0])));

    /// <summary>Gain of a matrix relative to one that keeps the variance of its input. Found by hand so that every tap's rms stays near 1.</summary>
    private static double WeightGain(string name) => name switch
    {
        "encoder.model.0.conv.conv.weight" => 6.0,
        _ when name.Contains(".block.1.", StringComparison.Ordinal) => 1.3,
        _ when name.Contains(".block.3.", StringComparison.Ordinal) => 0.8,
        _ when name.StartsWith("encoder.model.14", StringComparison.Ordinal) => 1.0,
        _ when name.StartsWith("encoder.model", StringComparison.Ordinal) => 1.1,
        _ when name.Contains("in_proj", StringComparison.Ordinal) => 1.4,
        _ => 1.0,
    };

    private static int CodebookLevel(string name)
    {
        const string before = ".layers.";
        var start = name.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return int.Parse(name.AsSpan(start, name.IndexOf('.', start) - start), CultureInfo.InvariantCulture);
    }
}
