using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Passes audio on and takes its length and level on the way, so that no clip is decoded twice.</summary>
internal sealed class MeteringSource(AudioSource inner) : AudioSource
{
    public override int SampleRate => inner.SampleRate;

    public override long? Length => inner.Length;

    public override string? Warning => inner.Warning;

    public long Samples { get; private set; }

    public double Squares { get; private set; }

    public double Seconds => (double)Samples / SampleRate;

    public double Rms => Samples == 0 ? 0 : Math.Sqrt(Squares / Samples);

    public override int Read(Span<float> samples)
    {
        var read = inner.Read(samples);
        Samples += read;
        foreach (var sample in samples[..read])
            Squares += (double)sample * sample;
        return read;
    }

    public override void Dispose()
    {
        inner.Dispose();
        base.Dispose();
    }
}
