using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Passes audio on and takes its length and level on the way, so that no clip is decoded twice.</summary>
internal sealed class MeteringSource(AudioSource inner) : CountingSource(inner)
{
    public double Squares { get; private set; }

    public double Rms => Samples == 0 ? 0 : Math.Sqrt(Squares / Samples);

    public override int Read(Span<float> samples)
    {
        var read = base.Read(samples);
        foreach (var sample in samples[..read])
            Squares += (double)sample * sample;
        return read;
    }
}
