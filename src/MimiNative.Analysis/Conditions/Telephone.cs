using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// The telephone's band: a linear-phase band-pass (windowed sinc, Kaiser window of 60 dB) that passes 300 to 3400 Hz within 0.1 dB and takes at least 55 dB from everything
/// below 200 and above 3500 Hz, without moving the clip in time. Band only: no companding, no resampling, no level change.
/// </summary>
internal static class Telephone
{
    public const double LowHertz = 300;
    public const double HighHertz = 3400;
    public const double TransitionHertz = 100;
    private const double StopDecibels = 60;

    private static readonly Lazy<double[]> Filter = new(() => BandPass(AudioFile.DefaultSampleRate));

    public static float[] Apply(ReadOnlySpan<float> clip) => Convolution.Apply(clip, Filter.Value, Filter.Value.Length / 2);

    // Kaiser's formulas for length and shape from the wanted attenuation and transition width; edges in the middle of the transitions.
    private static double[] BandPass(int sampleRate)
    {
        var half = (int)Math.Ceiling((StopDecibels - 7.95) / (14.36 * TransitionHertz / sampleRate) / 2);
        var shape = 0.1102 * (StopDecibels - 8.7);
        double low = (LowHertz - TransitionHertz / 2) / sampleRate, high = (HighHertz + TransitionHertz / 2) / sampleRate;
        var filter = new double[2 * half + 1];
        for (var n = -half; n <= half; n++)
        {
            var ideal = n == 0 ? 2 * (high - low) : (Sin(2 * Math.PI * high * n) - Sin(2 * Math.PI * low * n)) / (Math.PI * n);
            var at = (double)n / half;
            filter[n + half] = ideal * Bessel(shape * Math.Sqrt(1 - at * at)) / Bessel(shape);
        }

        return filter;
    }

    private static double Sin(double x) => PortableMath.Cos(x - Math.PI / 2);

    // Modified Bessel function of the first kind, order 0: Σ ((x/2)^k / k!)².
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }

        return sum;
    }
}
