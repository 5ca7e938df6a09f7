namespace MimiNative.Numpy;

/// <summary>An array as NumPy wrote it, in C order.</summary>
/// <param name="Shape">Sizes, slowest first; empty for a single value.</param>
/// <param name="Floats">The values of an array of floating point numbers, as float32.</param>
/// <param name="Integers">The values of an array of integers.</param>
internal sealed record NpyArray(IReadOnlyList<long> Shape, float[]? Floats, long[]? Integers)
{
    /// <summary>Values in all.</summary>
    public int Length => Floats?.Length ?? Integers!.Length;

    /// <summary>E.g. <c>(1, 512, 33)</c>.</summary>
    public static string Describe(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";
}
