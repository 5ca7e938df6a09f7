namespace MimiNative.Analysis.Results;

/// <summary>A part of the network.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Tensors">Tensors in the checkpoint.</param>
/// <param name="Parameters">Values in them, without buffers.</param>
/// <param name="BufferValues">Values in buffers (codebook statistics), which training doesn't reach by gradient.</param>
public sealed record NetworkComponent(string Name, int Tensors, long Parameters, long BufferValues)
{
    /// <summary>Size of all its values as float32, in bytes.</summary>
    public long Bytes => 4 * (Parameters + BufferValues);
}

/// <summary>What comes out at a tap for one second of audio.</summary>
/// <param name="Tap">Public tap name.</param>
/// <param name="Operation">What the encoder does there.</param>
/// <param name="Channels">Floats per frame.</param>
/// <param name="FrameRate">Frames per second.</param>
/// <param name="SamplesPerFrame">Waveform samples per frame.</param>
/// <param name="FramesPerSecondOfAudio">Frames of a clip of exactly one second.</param>
public sealed record TapShape(string Tap, string Operation, int Channels, double FrameRate, int SamplesPerFrame, int FramesPerSecondOfAudio);

/// <summary>Distribution of a component's weights.</summary>
/// <param name="Component">Which one.</param>
/// <param name="Mean">Mean of all values.</param>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="NonFinite">Values that are NaN or infinite: must be 0.</param>
/// <param name="Edges">Bin edges of the histogram.</param>
/// <param name="Counts">Values per bin; those outside the edges count in the outermost bins.</param>
public sealed record WeightDistribution(
    string Component, double Mean, double Std, double Minimum, double Maximum, long NonFinite, IReadOnlyList<double> Edges, IReadOnlyList<long> Counts);

/// <summary>The network as it was loaded: stage 2.</summary>
public sealed record ArchitectureResult
{
    /// <summary>Where the weights came from.</summary>
    public required string Weights { get; init; }

    /// <summary>Made from a seed, not trained.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>SHA-256 over the weights.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The sizes.</summary>
    public required MimiConfig Config { get; init; }

    /// <summary>The parts that the encoder uses.</summary>
    public required IReadOnlyList<NetworkComponent> Components { get; init; }

    /// <summary>Every tap with its shape and frame rate.</summary>
    public required IReadOnlyList<TapShape> ActivationShapes { get; init; }

    /// <summary>Weights by component.</summary>
    public required IReadOnlyList<WeightDistribution> WeightDistributions { get; init; }

    /// <summary>Parameters of the encoder without buffers: 38.9 M in the released model, quantiser projections included.</summary>
    public long Parameters => Components.Sum(c => c.Parameters);
}
