using MimiNative.Audio;

namespace MimiNative.Cli.Inputs;

/// <summary>Reports how far a clip has been read, and stops it on Ctrl-C.</summary>
internal sealed class WatchedSource(AudioSource inner, Action<int> samplesRead, CancellationToken cancellation) : AudioSource
{
    public override int SampleRate => inner.SampleRate;

    public override long? Length => inner.Length;

    public override string? Warning => inner.Warning;

    /// <summary>Samples read.</summary>
    public long Samples { get; private set; }

    public override int Read(Span<float> samples)
    {
        cancellation.ThrowIfCancellationRequested();
        var count = inner.Read(samples);
        Samples += count;
        samplesRead(count);
        return count;
    }

    public override void Dispose()
    {
        inner.Dispose();
        base.Dispose();
    }
}
