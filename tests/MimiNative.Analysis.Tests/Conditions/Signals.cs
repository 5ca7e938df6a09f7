namespace MimiNative.Analysis.Tests.Conditions;

/// <summary>Signals and measurements written with the run-time library alone, so that they share nothing with what they test.</summary>
internal static class Signals
{
    public const int Rate = 24000;

    public static float[] Sine(double hertz, int length, double amplitude = 0.5, double phase = 0) =>
        [.. Enumerable.Range(0, length).Select(n => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * n / Rate + phase)))];

    public static float[] Noise(int length, double rms = 0.1, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(rms * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    public static double Rms(IEnumerable<float> samples) => Math.Sqrt(samples.Average(x => (double)x * x));

    public static double Decibels(double amplitude) => 20 * Math.Log10(amplitude);

    /// <summary>Amplitudes of the sine and the cosine of a frequency in a signal that begins at sample <paramref name="start"/>.</summary>
    public static (double Sine, double Cosine) Project(ReadOnlySpan<float> samples, double hertz, int start = 0)
    {
        double sine = 0, cosine = 0;
        for (var n = 0; n < samples.Length; n++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * hertz * (start + n) / Rate);
            sine += samples[n] * sin;
            cosine += samples[n] * cos;
        }

        return (2 * sine / samples.Length, 2 * cosine / samples.Length);
    }

    /// <summary>What was added to a clip.</summary>
    public static float[] Difference(float[] disturbed, float[] clip) => [.. disturbed.Zip(clip, (d, c) => d - c)];

    /// <summary>Power of a clip over the power of what was added to it, in decibels.</summary>
    public static double Snr(float[] disturbed, float[] clip) => Decibels(Rms(clip) / Rms(Difference(disturbed, clip)));
}
