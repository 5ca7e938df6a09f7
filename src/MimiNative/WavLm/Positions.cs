using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>What tells the transformer where a frame stands: the positional convolution's weights, and the table of relative positions.</summary>
internal static class Positions
{
    /// <summary>A matrix (out / groups, k · in / groups) per group: g·v/‖v‖, the norm over all outputs and inputs separately for each of the kernel's positions.</summary>
    public static IReadOnlyList<PreparedMatrix> Convolution(WavLmConfig config, WavLmTensors tensors, WeightLoader weights)
    {
        int kernel = config.PositionKernel, width = config.Width / config.PositionGroups;
        var (gains, directions, bias) = (weights.Values(tensors.PositionGain), weights.Values(tensors.PositionDirection), weights.Values(tensors.PositionBias));
        var scale = new double[kernel];
        for (var i = 0; i < directions.Length; i++)
            scale[i % kernel] += (double)directions[i] * directions[i];
        for (var k = 0; k < kernel; k++)
            scale[k] = scale[k] == 0 ? 0 : gains[k] / Math.Sqrt(scale[k]);

        var group = new float[width * kernel * width];
        var groups = new PreparedMatrix[config.PositionGroups];
        for (var g = 0; g < groups.Length; g++)
        {
            for (var o = 0; o < width; o++)
                for (var c = 0; c < width; c++)
                    for (var k = 0; k < kernel; k++)
                        group[(o * kernel + k) * width + c] = (float)(directions[(((long)g * width + o) * width + c) * kernel + k] * scale[k]);
            groups[g] = weights.Matrix(group, bias.AsSpan(g * width, width), width, kernel * width);
        }

        return groups;
    }

    /// <summary>The bias of every distance j − i that a clip of so many frames has.</summary>
    public static RelativeTable Table(WavLmConfig config, WavLmTensors tensors, WeightLoader weights, int mostFrames)
    {
        var embedding = weights.Values(tensors.RelativeEmbedding);
        return new RelativeTable(config.Heads, mostFrames, (head, distance) => embedding[Bucket(distance, config.Buckets, config.MostBucketDistance) * config.Heads + head]);
    }

    /// <summary>
    /// T5's bidirectional buckets: half of them for what comes later; of each half, one for every distance below a half of it, and the rest in equal ratios up to <paramref name="most"/>
    /// (Raffel et al. 2020; transformers' <c>_relative_positions_bucket</c>, whose float32 this follows).
    /// </summary>
    public static int Bucket(int distance, int buckets, int most)
    {
        var half = buckets / 2;
        var exact = half / 2;
        var size = Math.Abs(distance);
        var bucket = size < exact ? size : Math.Min(half - 1, (int)(exact + MathF.Log((float)size / exact) / (float)Math.Log((double)most / exact) * (half - exact)));
        return distance > 0 ? half + bucket : bucket;
    }
}
