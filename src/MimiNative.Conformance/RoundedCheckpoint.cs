using MimiNative.Conformance.Recomputing;
using MimiNative.Weights;

namespace MimiNative.Conformance;

/// <summary>A checkpoint whose values are rounded as a file of half precision would hold them. Disposing it leaves the other one open.</summary>
internal sealed class RoundedCheckpoint(Checkpoint inner, Fault precision) : Checkpoint
{
    /// <inheritdoc/>
    public override MimiConfig Config => inner.Config;

    /// <inheritdoc/>
    public override string Description => $"{inner.Description}, {precision.Words}";

    /// <inheritdoc/>
    public override bool IsSynthetic => inner.IsSynthetic;

    /// <inheritdoc/>
    public override string Fingerprint => throw new NotSupportedException();

    /// <inheritdoc/>
    public override CheckpointReport Report => inner.Report;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Shape(string name) => inner.Shape(name);

    /// <inheritdoc/>
    public override void Read(string name, Span<float> destination)
    {
        inner.Read(name, destination);
        precision.Weight!(name, destination.ToArray(), inner.Shape(name)).CopyTo(destination);
    }
}
