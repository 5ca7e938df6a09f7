namespace MimiNative.WavLm;

/// <summary>How the convolutions of the waveform are normalised.</summary>
public enum FeatureNorm
{
    /// <summary>A group norm with one group per channel, over all frames of the clip, after the first convolution alone (the base models).</summary>
    Group,

    /// <summary>A LayerNorm over the channels of each frame, after every convolution (the large models).</summary>
    Layer,
}

/// <summary>The sizes of a WavLM with an x-vector head (transformers' <c>WavLMForXVector</c>). Defaults are those of <c>microsoft/wavlm-base-plus-sv</c>.</summary>
public sealed record WavLmConfig
{
    /// <summary>Samples per second of the waveform.</summary>
    public const int SampleRate = 16000;

    /// <summary>Channels of each convolution.</summary>
    public IReadOnlyList<int> ConvolutionChannels { get; init; } = [512, 512, 512, 512, 512, 512, 512];

    /// <summary>Kernel of each convolution.</summary>
    public IReadOnlyList<int> ConvolutionKernels { get; init; } = [10, 3, 3, 3, 3, 2, 2];

    /// <summary>Stride of each convolution.</summary>
    public IReadOnlyList<int> ConvolutionStrides { get; init; } = [5, 2, 2, 2, 2, 2, 2];

    /// <summary>Whether the convolutions have a bias.</summary>
    public bool ConvolutionBias { get; init; }

    /// <summary>How the convolutions are normalised.</summary>
    public FeatureNorm FeatureNorm { get; init; } = FeatureNorm.Group;

    /// <summary>Channels of the transformer.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads; <see cref="Width"/> is a multiple of it.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden channels of a transformer layer's feed-forward part.</summary>
    public int FeedForward { get; init; } = 3072;

    /// <summary>Frames that the positional convolution sees.</summary>
    public int PositionKernel { get; init; } = 128;

    /// <summary>Groups of the positional convolution.</summary>
    public int PositionGroups { get; init; } = 16;

    /// <summary>Buckets of relative positions, both directions together.</summary>
    public int Buckets { get; init; } = 320;

    /// <summary>Distance from which all positions fall into the last bucket.</summary>
    public int MostBucketDistance { get; init; } = 800;

    /// <summary>LayerNorm's epsilon in projection and transformer. (In the convolutions it is 1e-5.)</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Whether the head reads a weighted sum of all hidden states, or the last one alone.</summary>
    public bool WeightedSum { get; init; } = true;

    /// <summary>Channels of each TDNN layer.</summary>
    public IReadOnlyList<int> TdnnChannels { get; init; } = [512, 512, 512, 512, 1500];

    /// <summary>Frames that each TDNN layer sees.</summary>
    public IReadOnlyList<int> TdnnKernels { get; init; } = [5, 3, 3, 1, 1];

    /// <summary>Distance of these frames.</summary>
    public IReadOnlyList<int> TdnnDilations { get; init; } = [1, 2, 3, 1, 1];

    /// <summary>Values of the embedding.</summary>
    public int EmbeddingChannels { get; init; } = 512;

    /// <summary>Channels of an attention head.</summary>
    public int HeadDimension => Width / Heads;

    /// <summary>Samples from one frame to the next.</summary>
    public int SamplesPerFrame => ConvolutionStrides.Aggregate(1, (a, b) => a * b);

    /// <summary>Samples that one frame sees.</summary>
    public int ReceptiveField
    {
        get
        {
            var samples = 1;
            for (var i = ConvolutionKernels.Count - 1; i >= 0; i--)
                samples = (samples - 1) * ConvolutionStrides[i] + ConvolutionKernels[i];
            return samples;
        }
    }

    /// <summary>Frames that the TDNN takes off a clip's ends.</summary>
    public int TdnnReach => TdnnKernels.Zip(TdnnDilations, (kernel, dilation) => (kernel - 1) * dilation).Sum();

    /// <summary>The least samples that have an embedding: two frames must be left at the end, for a single one has no standard deviation.</summary>
    public int LeastSamples => (TdnnReach + 1) * SamplesPerFrame + ReceptiveField;

    /// <summary>Frames of the transformer for a clip.</summary>
    public int Frames(int samples) => samples < ReceptiveField ? 0 : (samples - ReceptiveField) / SamplesPerFrame + 1;

    /// <summary>Rows after each convolution for a clip of so many samples.</summary>
    internal int[] ConvolutionRows(int samples)
    {
        var rows = new int[ConvolutionKernels.Count];
        for (var i = 0; i < rows.Length; i++)
            samples = rows[i] = samples < ConvolutionKernels[i] ? 0 : (samples - ConvolutionKernels[i]) / ConvolutionStrides[i] + 1;
        return rows;
    }

    /// <summary>All sizes in a line: what a fingerprint is made of.</summary>
    internal string Describe() => FormattableString.Invariant(
        $"conv {string.Join(',', ConvolutionChannels)} k {string.Join(',', ConvolutionKernels)} s {string.Join(',', ConvolutionStrides)} bias {ConvolutionBias} norm {FeatureNorm}; width {Width} layers {Layers} heads {Heads} ff {FeedForward} positions {PositionKernel}/{PositionGroups} buckets {Buckets}/{MostBucketDistance} eps {NormEps}; sum {WeightedSum} tdnn {string.Join(',', TdnnChannels)} k {string.Join(',', TdnnKernels)} d {string.Join(',', TdnnDilations)} → {EmbeddingChannels}");

    /// <exception cref="ArgumentException">Sizes that no such network can have; names the property.</exception>
    internal void Validate()
    {
        Same(ConvolutionChannels, nameof(ConvolutionChannels), ConvolutionKernels, nameof(ConvolutionKernels));
        Same(ConvolutionChannels, nameof(ConvolutionChannels), ConvolutionStrides, nameof(ConvolutionStrides));
        Same(TdnnChannels, nameof(TdnnChannels), TdnnKernels, nameof(TdnnKernels));
        Same(TdnnChannels, nameof(TdnnChannels), TdnnDilations, nameof(TdnnDilations));
        Multiple(Width, nameof(Width), Heads, nameof(Heads));
        Multiple(Width, nameof(Width), PositionGroups, nameof(PositionGroups));
        if (Buckets < 4 || Buckets % 4 != 0)
            throw new ArgumentException($"{nameof(Buckets)}: {Buckets} can't be halved twice");
        if (MostBucketDistance <= Buckets / 4)
            throw new ArgumentException($"{nameof(MostBucketDistance)}: {MostBucketDistance} isn't above the {Buckets / 4} distances that have a bucket each");
        if (ConvolutionStrides.Aggregate(1.0, (a, b) => a * b) > 1 << 20)
            throw new ArgumentException($"{nameof(ConvolutionStrides)}: their product is above {1 << 20}");

        static void Same(IReadOnlyList<int> a, string aName, IReadOnlyList<int> b, string bName)
        {
            if (a.Count == 0 || a.Count != b.Count)
                throw new ArgumentException($"{aName} has {a.Count} layers and {bName} {b.Count}");
        }

        static void Multiple(int whole, string wholeName, int part, string partName)
        {
            if (part < 1 || whole < 1 || whole % part != 0)
                throw new ArgumentException($"{wholeName}: {whole} isn't a multiple of {partName}, {part}");
        }
    }
}
