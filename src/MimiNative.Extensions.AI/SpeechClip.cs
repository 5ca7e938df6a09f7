using MimiNative.Audio;

namespace MimiNative.Extensions.AI;

/// <summary>A clip to embed: a file of any format and rate, or samples.</summary>
public sealed class SpeechClip
{
    private readonly Func<int, AudioSource> _open;

    private SpeechClip(Func<int, AudioSource> open) => _open = open;

    /// <summary>An audio file; it is opened when it is embedded.</summary>
    public static SpeechClip FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SpeechClip(rate => AudioFile.Open(path, rate));
    }

    /// <summary>Mono samples in [−1, 1]; they must not change before they are embedded.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="sampleRate">Samples per second; resampled where the encoder has another rate.</param>
    public static SpeechClip FromSamples(ReadOnlyMemory<float> samples, int sampleRate = AudioFile.DefaultSampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        return new SpeechClip(rate => Resampler.Open(new ArrayAudioSource(samples, sampleRate), rate));
    }

    internal AudioSource Open(int sampleRate) => _open(sampleRate);
}
