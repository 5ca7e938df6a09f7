using MimiNative.Conformance.Judgement;

namespace MimiNative.Conformance.Recomputing;

/// <summary>A way in which a port may do an operation wrongly, to be tried out by <see cref="Recomputation"/>: everything that isn't set is done right.</summary>
/// <param name="Cause">The kind.</param>
/// <param name="Words">The cause in words.</param>
internal sealed record Fault(Cause Cause, string Words)
{
    /// <summary>What stands where a convolution's window reaches over an end.</summary>
    internal enum Edge
    {
        /// <summary>Zeros.</summary>
        Zero,
        /// <summary>The nearest frame.</summary>
        Replicate,
    }

    /// <summary>Where a convolution's padding goes.</summary>
    internal enum Side
    {
        /// <summary>To the left: causal.</summary>
        Left,
        /// <summary>Half to each side.</summary>
        Both,
        /// <summary>To the right.</summary>
        Right,
    }

    /// <summary>What attention does with positions.</summary>
    internal enum Turn
    {
        /// <summary>Pairs (2i, 2i + 1).</summary>
        Interleaved,
        /// <summary>Pairs (i, i + D/2), as in Hugging Face's layout.</summary>
        Halves,
        /// <summary>Nothing.</summary>
        None,
    }

    /// <summary>The activation of the feed-forward part.</summary>
    internal enum Activation
    {
        /// <summary>GELU, with erf.</summary>
        Gelu,
        /// <summary>Its approximation by tanh.</summary>
        TanhGelu,
        /// <summary>Its approximation by a sigmoid.</summary>
        QuickGelu,
        /// <summary>ReLU.</summary>
        Relu,
        /// <summary>x times sigmoid(x).</summary>
        Silu,
    }

    /// <summary>What a residual block adds its input as.</summary>
    internal enum Skip
    {
        /// <summary>As it is.</summary>
        Identity,
        /// <summary>After the activation.</summary>
        Activated,
        /// <summary>Not at all.</summary>
        Missing,
    }

    /// <summary>Changes a tensor's values: (name, values, shape) to values of the same shape; the tensors not concerned come back as they are.</summary>
    public Func<string, float[], IReadOnlyList<int>, float[]>? Weight { get; init; }

    /// <summary>At the clip's start; null: the layer's own way.</summary>
    public Edge? Head { get; init; }

    /// <summary>At the clip's end; null: the layer's own way.</summary>
    public Edge? Tail { get; init; }

    /// <summary>Where the padding goes.</summary>
    public Side Where { get; init; }

    /// <summary>State is lost every so many frames of the tap; 0: never.</summary>
    public int Reset { get; init; }

    /// <summary>Convolutions, by their place in the block, that don't activate their input.</summary>
    public int? NoElu { get; init; }

    /// <summary>A residual block's skip.</summary>
    public Skip Connection { get; init; }

    /// <summary>Keys that a query sees; null: the model's.</summary>
    public int? Window { get; init; }

    /// <summary>Positions.</summary>
    public Turn Rotary { get; init; }

    /// <summary>The feed-forward part's activation.</summary>
    public Activation FeedForward { get; init; }

    /// <summary>LayerNorm's epsilon; null: the model's.</summary>
    public double? Epsilon { get; init; }

    /// <summary>LayerScale isn't applied.</summary>
    public bool NoLayerScale { get; init; }
}
