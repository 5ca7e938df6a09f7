using MimiNative.Backends.Cpu;
using MimiNative.Plain;
using MimiNative.WavLm;

namespace MimiNative.Tests.WavLm;

/// <summary>Networks so small that a clip takes no time, of sizes that no vector width divides.</summary>
internal static class SmallWavLm
{
    public static WavLmConfig Group { get; } = new()
    {
        ConvolutionChannels = [6, 5, 7], ConvolutionKernels = [10, 3, 2], ConvolutionStrides = [5, 2, 2],
        Width = 12, Layers = 2, Heads = 3, FeedForward = 19, PositionKernel = 8, PositionGroups = 3, Buckets = 16, MostBucketDistance = 20,
        TdnnChannels = [9, 8, 11], TdnnKernels = [3, 3, 1], TdnnDilations = [1, 2, 1], EmbeddingChannels = 5,
    };

    /// <summary>As the large models begin, and what else may differ: biases, an odd kernel, the last state alone.</summary>
    public static WavLmConfig Layer { get; } = Group with { FeatureNorm = FeatureNorm.Layer, ConvolutionBias = true, PositionKernel = 7, WeightedSum = false, NormEps = 1e-3 };

    /// <summary>Wider than a tile, in every direction; biases before a group norm, which takes the first away.</summary>
    public static WavLmConfig Wide { get; } = Group with { ConvolutionBias = true, ConvolutionChannels = [40, 33, 70], Width = 80, Heads = 2, PositionGroups = 2, FeedForward = 100, TdnnChannels = [33, 40, 70] };

    public static WavLmEncoder Encoder(WavLmConfig config, bool normalizes = false, int threads = 1, CpuInstructions? instructions = null) =>
        new(new WavLmSynthetic("small", config, normalizes), CpuBackend.Create(threads, instructions));

    /// <summary>Noise on an offset, louder towards the end: what group norm and normalisation must see.</summary>
    public static float[] Clip(int samples) => [.. SmallModels.Clip(samples, 7).Select((x, i) => 0.2f + x * (0.1f + 0.4f * i / samples))];
}
