using MimiNative.Conformance.Dumps;

namespace MimiNative.Conformance.Judgement;

/// <summary>How far a dumped tap is from the right values, frame by frame.</summary>
internal sealed record TapFit
{
    /// <summary>What float32 loses, in any order of summation, stays below this relative error in every frame.</summary>
    public const double Float32 = 2e-5;

    // From tap to tap an error grows a little; a mistake makes it jump.
    private const double Jump = 8;

    /// <summary>The dumped tap.</summary>
    public required DumpTap Dump { get; init; }

    /// <summary>Frames that the right encoder makes.</summary>
    public required int Frames { get; init; }

    /// <summary>Rms of the error over rms of the right values, over the frames that both have.</summary>
    public required double RelativeError { get; init; }

    /// <summary>For every frame that both have, rms of the error over that of the right frame, or of the whole tap where that is larger.</summary>
    public required double[] FrameErrors { get; init; }

    /// <summary>The largest of <see cref="FrameErrors"/>.</summary>
    public double WorstFrame => FrameErrors.Length == 0 ? 0 : FrameErrors.Max();

    /// <summary>What storing the dump's values has cost: twice the unit of float16 or bfloat16 where every value is one of these, else 0.</summary>
    public double Storage { get; init; }

    /// <summary>As many frames as there should be.</summary>
    public bool HasAllFrames => Dump.Frames == Frames;

    /// <summary>The size of the difference, for choosing between dialects: a tap that is wholly wrong counts one, frames too few or too many another.</summary>
    public double Distance => Math.Min(1, WorstFrame) + (HasAllFrames ? 0 : 1);

    /// <summary>An error up to this is rounding, where the taps before have some noise.</summary>
    public static double Limit(double noise) => Math.Max(Float32, Jump * noise);

    /// <summary>Compares.</summary>
    public static TapFit Of(DumpTap dump, ReadOnlySpan<float> right)
    {
        var channels = dump.Tap.Channels;
        var frames = Math.Min(dump.Values.Length, right.Length) / channels;
        var (errors, sizes) = (new double[frames], new double[frames]);
        for (var i = 0; i < frames * channels; i++)
        {
            errors[i / channels] += Math.Pow((double)dump.Values[i] - right[i], 2);
            sizes[i / channels] += (double)right[i] * right[i];
        }
        var (error, size) = (errors.Sum(), sizes.Sum());
        for (var t = 0; t < frames; t++)
            errors[t] = errors[t] == 0 ? 0 : Math.Sqrt(errors[t] / Math.Max(sizes[t], size / frames));
        return new() { Dump = dump, Frames = right.Length / channels, RelativeError = error == 0 ? 0 : Math.Sqrt(error / size), FrameErrors = errors, Storage = StorageOf(dump.Values) };
    }

    /// <summary>Within rounding of the right values.</summary>
    public bool IsRight(double noise) => HasAllFrames && WorstFrame <= Math.Max(Storage, Limit(noise));

    /// <summary>Which frames are wrong; those that only the dump has are.</summary>
    public FramePattern Pattern(double noise)
    {
        var wrong = new bool[Dump.Frames];
        for (var t = 0; t < wrong.Length; t++)
            wrong[t] = t >= FrameErrors.Length || FrameErrors[t] > Limit(noise);
        return FramePattern.Of(wrong);
    }

    private static double StorageOf(float[] values) => values.All(v => v == 0) ? 0
        : values.All(v => (float)(Half)v == v) ? 1.0 / (1 << 10)
        : values.All(v => (BitConverter.SingleToUInt32Bits(v) & 0xFFFF) == 0) ? 1.0 / (1 << 7) : 0;
}
