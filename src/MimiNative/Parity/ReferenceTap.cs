namespace MimiNative.Parity;

/// <summary>One tap of a reference: some frames in full, and statistics over all of them.</summary>
public sealed record ReferenceTap
{
    /// <summary>Public tap name.</summary>
    public required string Name { get; init; }

    /// <summary>Frames of the whole clip.</summary>
    public required long Frames { get; init; }

    /// <summary>Floats per frame.</summary>
    public required int Channels { get; init; }

    /// <summary>What float32 PyTorch itself loses against float64 over all frames: largest absolute error.</summary>
    public required double Float32MaxAbsError { get; init; }

    /// <summary>What float32 PyTorch itself loses against float64 over all frames: rms of the error over rms of the values.</summary>
    public required double Float32RelativeRmsError { get; init; }

    /// <summary>Numbers of the frames in <see cref="Values"/>, ascending.</summary>
    public required int[] KeptFrames { get; init; }

    /// <summary>(kept frames, channels).</summary>
    public required float[] Values { get; init; }

    /// <summary>Mean of each channel over all frames.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Root mean square of each channel over all frames.</summary>
    public required double[] Rms { get; init; }

    /// <summary>Root mean square over all frames and channels.</summary>
    public double OverallRms => Math.Sqrt(Rms.Sum(r => r * r) / Rms.Length);
}
