namespace MimiNative.Audio;

/// <summary>Source-shared. Passes audio on, counts its samples and tells how many seconds there were. Disposing it disposes what it reads from.</summary>
internal class CountingSource(AudioSource inner, IProgress<double>? progress = null) : AudioSource
{
    public override int SampleRate => inner.SampleRate;

    public override long? Length => inner.Length;

    public override string? Warning => inner.Warning;

    public long Samples { get; private set; }

    public double Seconds => (double)Samples / SampleRate;

    public override int Read(Span<float> samples)
    {
        var read = inner.Read(samples);
        Samples += read;
        if (read > 0)
            progress?.Report(Seconds);
        return read;
    }

    public override void Dispose()
    {
        inner.Dispose();
        base.Dispose();
    }
}
