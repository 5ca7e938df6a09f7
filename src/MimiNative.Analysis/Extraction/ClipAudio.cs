using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Opens a sample's audio at the encoder's rate.</summary>
internal static class ClipAudio
{
    public static AudioSource Open(Sample sample) => AudioFile.Open(sample.Path);
}
