using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Conditions;

/// <summary>Levels of clips, and mixing at a ratio of them.</summary>
internal static class Level
{
    /// <summary>Root mean square, full scale = 1; 0 without samples.</summary>
    public static double Rms(ReadOnlySpan<float> samples)
    {
        var squares = 0.0;
        foreach (var sample in samples)
            squares += (double)sample * sample;
        return samples.IsEmpty ? 0 : Math.Sqrt(squares / samples.Length);
    }

    /// <summary>Amplitude of a level in decibels.</summary>
    public static double Amplitude(double decibels) => PortableMath.Exp(decibels / 20 * 2.302585092994046);

    /// <summary>
    /// <paramref name="signal"/> with <paramref name="disturbance"/>, whose power over the whole clip is set to lie <paramref name="decibels"/> below the signal's.
    /// Where either is silent there is no ratio, and the signal stays as it is. The sum isn't clipped.
    /// </summary>
    public static float[] Mix(ReadOnlySpan<float> signal, ReadOnlySpan<double> disturbance, double decibels)
    {
        var squares = 0.0;
        foreach (var value in disturbance)
            squares += value * value;
        var mixed = signal.ToArray();
        if (squares == 0)
            return mixed;
        var gain = Rms(signal) * Amplitude(-decibels) / Math.Sqrt(squares / disturbance.Length);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (float)(mixed[i] + gain * disturbance[i]);
        return mixed;
    }
}
