using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Reads a sample's audio at the encoder's rate.</summary>
internal static class ClipAudio
{
    /// <summary>The first seconds of a clip as samples.</summary>
    public static float[] Read(Sample sample, double seconds)
    {
        using var source = Recording.Open(sample);
        var samples = new float[(int)(seconds * source.SampleRate)];
        var total = 0;
        for (int read; total < samples.Length && (read = source.Read(samples.AsSpan(total))) > 0;)
            total += read;
        return samples[..total];
    }
}
