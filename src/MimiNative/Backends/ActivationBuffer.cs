namespace MimiNative.Backends;

/// <summary>
/// Activations on a backend, channels last. For each of <see cref="Sequences"/> independent clips: <see cref="Headroom"/> rows of history,
/// then this chunk's rows. Rows are counted from the chunk's first: history has the rows below 0. It is what a causal convolution (k − s rows) or windowed
/// attention (window − 1 rows) still needs of earlier chunks; it starts as zeros. <see cref="Backend.Advance"/> moves on to the next chunk.
/// </summary>
internal abstract class ActivationBuffer(int sequences, int headroom, int capacity, int channels) : BackendResource
{
    /// <summary>Independent clips.</summary>
    public int Sequences { get; } = sequences;

    /// <summary>Rows of history in front of a chunk.</summary>
    public int Headroom { get; } = headroom;

    /// <summary>The most rows that a chunk may have.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Floats per row.</summary>
    public int Channels { get; } = channels;

    /// <summary>Bytes of memory that it takes when all of it has been used.</summary>
    public abstract long Bytes { get; }
}
