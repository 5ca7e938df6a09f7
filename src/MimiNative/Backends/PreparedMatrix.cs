namespace MimiNative.Backends;

/// <summary>A weight matrix (N, K) and its bias, prepared by a backend (packed, uploaded).</summary>
internal abstract class PreparedMatrix(int outputs, int inputs) : BackendResource
{
    /// <summary>N.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>K.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>The minimal filter that computes it as a convolution, e.g. <c>F(4,3)</c>; null: plain products.</summary>
    public virtual string? Filtering => null;

    /// <summary>Values of k that every backend sums by themselves. The first layers' short sums decide the error of all that follow, and are a small part of the work.</summary>
    public static int SumBlockOf(int k) => k <= 384 ? 32 : 64;
}
