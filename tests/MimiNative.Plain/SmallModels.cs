using MimiNative.Weights;

namespace MimiNative.Plain;

/// <summary>Encoders of sizes that a seed decides, so small that a clip takes no time: what the product must do for any model, not only for the released one.</summary>
public static class SmallModels
{
    /// <summary>Seeds that between them have one to four stages, odd and even strides, kernels of 1, a window of 1, one head and several, and two semantic codebooks; 7 and 8 are continuous, 7 with a latent of another width, as Pocket TTS's.</summary>
    public static IReadOnlyList<int> Seeds { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>The sizes of a seed.</summary>
    public static MimiConfig Config(int seed)
    {
        var random = new Random(seed);
        var headDim = 2 * random.Next(1, 7);
        var heads = random.Next(1, 5);
        int[] ratios = [.. Enumerable.Range(0, 1 + seed % 4).Select(_ => random.Next(1, 5))];
        var config = new MimiConfig
        {
            Filters = 2 * random.Next(1, 5),
            Ratios = ratios,
            KernelIn = random.Next(1, 8),
            KernelOut = random.Next(1, 5),
            KernelResidual = random.Next(1, 5),
            Compress = random.Next(1, 3),
            Width = heads * headDim,
            Layers = random.Next(1, 4),
            Heads = heads,
            HeadDimension = headDim,
            FeedForward = random.Next(3, 50),
            Window = seed == 1 ? 1 : random.Next(2, 12),
            RopeBase = random.Next(50, 20000),
            NormEps = 1e-5 * random.Next(1, 100),
            Downsample = random.Next(1, 4),
            CodebookSize = random.Next(3, 50),
            CodebookDimension = random.Next(1, 13),
            Codebooks = random.Next(3, 7),
            SemanticCodebooks = random.Next(1, 3),
        };
        return seed switch
        {
            7 => config with { Ratios = [3, 2, 2], Layers = 2, Downsample = 16, LatentWidth = config.Width + 3, Codebooks = 0, SemanticCodebooks = 0 },
            8 => config with { Codebooks = 0, SemanticCodebooks = 0 },
            _ => config,
        };
    }

    /// <summary>Random weights of a seed's sizes.</summary>
    public static Checkpoint Weights(int seed) => new SyntheticCheckpoint($"small {seed}", Config(seed));

    /// <summary>Lengths at which something begins or ends: a sample, around a frame, some frames, more than the attention window.</summary>
    public static IReadOnlyList<int> Lengths(MimiConfig config)
    {
        var (frame, window) = (config.SamplesPerFrame, config.Window * config.SamplesPerTransformerFrame);
        return [.. new[] { 1, 100, frame - 1, frame, frame + 1, 5 * frame - 2, 2 * window + 3 * frame + 1 }.Where(length => length > 0).Distinct()];
    }

    /// <summary>Loud noise.</summary>
    public static float[] Clip(int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
