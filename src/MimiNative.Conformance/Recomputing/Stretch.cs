namespace MimiNative.Conformance.Recomputing;

/// <summary>Consecutive frames of a signal, in float64.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Channels">Values of a frame.</param>
/// <param name="Values">(frames, channels).</param>
internal sealed record Stretch(int First, int Channels, double[] Values)
{
    /// <summary>The number behind the last frame.</summary>
    public int End => First + Values.Length / Channels;

    /// <summary>Empty frames to fill.</summary>
    public static Stretch Of(int first, int end, int channels) => new(first, channels, new double[(end - first) * channels]);

    /// <summary>Frames of float32 rows.</summary>
    public static Stretch Of(ReadOnlySpan<float> rows, int first, int end, int channels)
    {
        var stretch = Of(first, end, channels);
        for (var i = 0; i < stretch.Values.Length; i++)
            stretch.Values[i] = rows[first * channels + i];
        return stretch;
    }

    /// <summary>A frame by its number.</summary>
    public Span<double> this[int frame] => Values.AsSpan((frame - First) * Channels, Channels);

    /// <summary>The frames from one number to another.</summary>
    public Stretch Part(int first, int end) => new(first, Channels, Values[((first - First) * Channels)..((end - First) * Channels)]);

    /// <summary>Every value through a function.</summary>
    public Stretch Map(Func<double, double> function) => this with { Values = [.. Values.Select(function)] };
}
