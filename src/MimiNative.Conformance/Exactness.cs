using MimiNative.Conformance.Recomputing;
using MimiNative.Encoder;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Conformance;

/// <summary>How far an encoder is from the sums in float64, by the definition, on the same weights: what must stand beside a speed.</summary>
/// <param name="Seconds">Audio that was encoded both ways.</param>
/// <param name="LatentError">Relative RMS of the latent.</param>
/// <param name="Codes">Codes compared.</param>
/// <param name="CodesThatDiffer">Of these; a code that differs moves the deeper ones of its frame too.</param>
internal sealed record Exactness(double Seconds, double LatentError, int Codes, int CodesThatDiffer)
{
    /// <summary>Codes that differ of 10,000.</summary>
    public double PerTenThousand => 1e4 * CodesThatDiffer / Codes;

    /// <summary>Encodes a clip both ways. In float64 that takes about a second per second of audio on two cores.</summary>
    /// <param name="encoder">The encoder, on any device.</param>
    /// <param name="weights">What it should compute with.</param>
    /// <param name="samples">The clip, at its rate.</param>
    /// <param name="padding">The dialect.</param>
    /// <param name="cancellation">Stops between layers.</param>
    public static Exactness Measure(MimiEncoder encoder, Checkpoint weights, float[] samples, PaddingDialect padding = PaddingDialect.Waveform, CancellationToken cancellation = default)
    {
        var ours = encoder.Encode(samples, new EncodeOptions { Codebooks = encoder.Config.Codebooks, Padding = padding });
        var latent = Latent(weights, samples, padding, cancellation);
        var (codes, _) = PlainQuantiser.Quantise(weights, [.. latent.Select(v => (float)v)], encoder.Config.Codebooks, cancellation);
        var (error, power) = (0.0, 0.0);
        foreach (var (value, truth) in ours[Taps.Latent].Values.Zip(latent))
            (error, power) = (error + (value - truth) * (value - truth), power + truth * truth);
        var differ = Enumerable.Range(0, codes.Frames).Sum(t => Enumerable.Range(0, codes.Codebooks).Count(k => ours.Codes![k, t] != codes[k, t]));
        return new((double)samples.Length / encoder.Config.SampleRate, Math.Sqrt(error / power), codes.Codebooks * codes.Frames, differ);
    }

    /// <summary>The latent in float64, (frames, width).</summary>
    public static double[] Latent(Checkpoint weights, float[] samples, PaddingDialect padding, CancellationToken cancellation = default)
    {
        var known = Stretch.Of(samples, 0, samples.Length, 1);
        foreach (var tap in Recomputation.MainLine(weights.Config).Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            var recomputation = new Recomputation(weights, padding, samples.Length, known.Part);
            known = recomputation.Compute(tap, 0, recomputation.Frames(tap), new Fault(default, ""));
        }
        return known.Values;
    }
}
