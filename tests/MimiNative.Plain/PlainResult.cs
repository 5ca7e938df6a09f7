namespace MimiNative.Plain;

/// <summary>What <see cref="PlainEncoder"/> computed from a clip.</summary>
public sealed class PlainResult
{
    /// <summary>Tap to (frames, channels).</summary>
    public Dictionary<string, double[,]> Taps { get; } = [];

    /// <summary>(codebooks, frames).</summary>
    public int[,] Codes { get; internal set; } = new int[0, 0];

    /// <summary>(codebooks, frames): how much farther the second-nearest entry was than the chosen one.</summary>
    public double[,] Margins { get; internal set; } = new double[0, 0];
}
