using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// Level of the speech in a clip, pauses left out: method B of ITU-T P.56 (12/2011). An envelope (two exponential averages of 30 ms over |x|) is compared with thresholds
/// 6 dB apart; time above a threshold counts as active, with a hangover of 200 ms; the level is the clip's energy over its active time at the threshold that lies 15.9 dB
/// below that level, interpolated between two thresholds in decibels. Thresholds are counted from the envelope's peak instead of full scale, so that a gain moves the level
/// by exactly that gain.
/// </summary>
internal static class ActiveSpeechLevel
{
    private const double TimeConstantSeconds = 0.03;
    private const double HangoverSeconds = 0.2;
    private const double MarginDecibels = 15.9;
    private const int Thresholds = 16;

    /// <summary>The active level as an RMS amplitude, full scale = 1; 0 where all samples are zero.</summary>
    /// <param name="samples">Mono samples without DC.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static double Rms(ReadOnlySpan<float> samples, int sampleRate)
    {
        var envelope = Envelope(samples, sampleRate);
        var peak = 0.0;
        foreach (var value in envelope)
            peak = Math.Max(peak, value);
        if (peak == 0)
            return 0;
        var energy = 0.0;
        foreach (var sample in samples)
            energy += (double)sample * sample;
        var hangover = (int)(HangoverSeconds * sampleRate);
        (double Level, double Margin)? above = null;
        for (var j = 1; j <= Thresholds; j++)
        {
            var threshold = Math.ScaleB(peak, -j);
            var level = Decibels(energy / ActiveSamples(envelope, threshold, hangover));
            var margin = level - Decibels(threshold * threshold);
            if (margin >= MarginDecibels)
                return Level.Amplitude(above is { } a ? a.Level + (MarginDecibels - a.Margin) / (margin - a.Margin) * (level - a.Level) : level);
            above = (level, margin);
        }

        return Level.Rms(samples);
    }

    private static double[] Envelope(ReadOnlySpan<float> samples, int sampleRate)
    {
        var decay = PortableMath.Exp(-1 / (TimeConstantSeconds * sampleRate));
        var envelope = new double[samples.Length];
        double once = 0, twice = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            once = decay * once + (1 - decay) * Math.Abs(samples[i]);
            envelope[i] = twice = decay * twice + (1 - decay) * once;
        }

        return envelope;
    }

    private static long ActiveSamples(double[] envelope, double threshold, int hangover)
    {
        var (active, since) = (0L, hangover);
        foreach (var value in envelope)
        {
            since = value >= threshold ? 0 : since + 1;
            if (since <= hangover)
                active++;
        }

        return active;
    }

    private static double Decibels(double power) => 10 * PortableMath.Log(power) / 2.302585092994046;
}
