using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Opens a sample's audio at the encoder's rate, with noise where that is asked for.</summary>
internal static class ClipAudio
{
    public static AudioSource Open(Sample sample, string? augmentation = null) => augmentation is null
        ? AudioFile.Open(sample.Path)
        : (NoiseAugmentation.Find(augmentation) ?? throw new ArgumentException($"no augmentation '{augmentation}'; there are: {string.Join(", ", NoiseAugmentation.All.Select(a => a.Name))}"))
            .Open(() => AudioFile.Open(sample.Path), sample.Id);

    /// <summary>The first seconds of a clip as samples.</summary>
    public static float[] Read(Sample sample, double seconds)
    {
        using var source = Open(sample);
        var samples = new float[(int)(seconds * source.SampleRate)];
        var total = 0;
        for (int read; total < samples.Length && (read = source.Read(samples.AsSpan(total))) > 0;)
            total += read;
        return samples[..total];
    }
}
