namespace MimiNative.Backends;

/// <summary>A weight matrix (N, K) and its bias, prepared by a backend (packed, uploaded).</summary>
internal abstract class PreparedMatrix(int outputs, int inputs) : BackendResource
{
    /// <summary>N.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>K.</summary>
    public int Inputs { get; } = inputs;
}
