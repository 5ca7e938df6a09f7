namespace MimiNative.Backends;

/// <summary>A weight per channel (LayerScale, a layer norm's weight or bias), prepared by a backend.</summary>
internal abstract class PreparedVector(int length) : BackendResource
{
    /// <summary>Channels.</summary>
    public int Length { get; } = length;
}
