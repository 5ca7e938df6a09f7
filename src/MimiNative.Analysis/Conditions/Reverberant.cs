using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// A room with a reverberation time (RT60) of 0.5 s: the clip convolved with a direct path followed by white Gaussian noise that decays exponentially by 60 dB in that time
/// (Moorer 1979), as much energy in the tail as in the direct path (a few metres from the microphone). Each clip has a room of its own, seeded by its id.
/// The direct path stays in place, the tail behind the clip's end is cut off, the RMS over the clip is kept.
/// </summary>
internal static class Reverberant
{
    public const double ReverberationSeconds = 0.5;
    private const double DirectToReverberantDecibels = 0;

    public static float[] Apply(ReadOnlySpan<float> clip, string sampleId, ulong seed = 1)
    {
        var wet = Convolution.Apply(clip, Room(sampleId, seed));
        double before = Level.Rms(clip), after = Level.Rms(wet);
        if (after > 0)
            for (var i = 0; i < wet.Length; i++)
                wet[i] = (float)(wet[i] * (before / after));
        return wet;
    }

    /// <summary>The room's impulse response, the direct path first, as 1.</summary>
    internal static double[] Room(string sampleId, ulong seed = 1, int sampleRate = AudioFile.DefaultSampleRate)
    {
        var random = SplitMix64.For($"{seed}:{sampleId}:reverberant");
        var response = new double[(int)(ReverberationSeconds * sampleRate)];
        var energy = 0.0;
        for (var i = 1; i < response.Length; i++)
        {
            response[i] = random.NextNormal() * Level.Amplitude(-60 * i / (ReverberationSeconds * sampleRate));
            energy += response[i] * response[i];
        }

        var gain = Level.Amplitude(-DirectToReverberantDecibels) / Math.Sqrt(energy);
        for (var i = 1; i < response.Length; i++)
            response[i] *= gain;
        response[0] = 1;
        return response;
    }
}
