namespace MimiNative.Encoder;

/// <summary>The one place where the padding dialects differ. What layers do with a window that isn't full doesn't depend on the dialect: in one of them it never happens.</summary>
internal static class Padding
{
    /// <summary>Samples that pass through the encoder for a clip of <paramref name="samples"/>: whole frames where the waveform is padded, the clip itself where each layer pads its own input.</summary>
    public static long Fed(this PaddingDialect padding, long samples, int frame) => padding == PaddingDialect.Waveform ? (samples + frame - 1) / frame * frame : samples;
}
