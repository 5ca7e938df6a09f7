using MimiNative.Audio;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// The recording's constant offset taken off and its active speech level (<see cref="ActiveSpeechLevel"/>) set to −26 dBFS, the level at which ITU-T tests speech codecs.
/// What tells voices apart before and no longer after was the microphone and the distance from it. Nothing is clipped. A clip below −100 dBFS is silence: it only loses its offset.
/// </summary>
internal static class Equalised
{
    public const double TargetDecibels = -26;
    private const double SilenceDecibels = -100;

    public static float[] Apply(ReadOnlySpan<float> clip, int sampleRate = AudioFile.DefaultSampleRate)
    {
        var mean = 0.0;
        foreach (var sample in clip)
            mean += sample;
        mean /= Math.Max(1, clip.Length);
        var result = new float[clip.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)(clip[i] - mean);
        var level = ActiveSpeechLevel.Rms(result, sampleRate);
        if (level < Level.Amplitude(SilenceDecibels))
            return result;
        var gain = Level.Amplitude(TargetDecibels) / level;
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)((clip[i] - mean) * gain);
        return result;
    }
}
