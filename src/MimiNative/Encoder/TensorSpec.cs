namespace MimiNative;

/// <summary>A tensor's native name and shape, e.g. <c>encoder.model.0.conv.conv.weight</c> (64, 1, 7).</summary>
/// <param name="Name">Name in moshi's own files.</param>
/// <param name="Shape">Sizes, slowest first.</param>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Product of <see cref="Shape"/>.</summary>
    public long Elements { get; } = Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The encoder reads it. The rest of a checkpoint is the decoder's: known, and ignored.</summary>
    public bool InEncoder { get; } = ((string[])["encoder", "downsample.", "quantizer."]).Any(start => Name.StartsWith(start, StringComparison.Ordinal));
}
