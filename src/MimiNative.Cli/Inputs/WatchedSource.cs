using MimiNative.Audio;

namespace MimiNative.Cli.Inputs;

/// <summary>Reports how far a clip has been read, and stops it on Ctrl-C, or where enough has been read.</summary>
internal sealed class WatchedSource(AudioSource inner, Action<int> samplesRead, CancellationToken cancellation, double seconds = double.PositiveInfinity) : AudioSource
{
    public override int SampleRate => inner.SampleRate;

    public override long? Length => inner.Length is { } length ? Math.Min(length, Most) : null;

    public override string? Warning => inner.Warning;

    /// <summary>Samples read.</summary>
    public long Samples { get; private set; }

    public override int Read(Span<float> samples)
    {
        cancellation.ThrowIfCancellationRequested();
        var count = inner.Read(samples[..(int)Math.Min(samples.Length, Most - Samples)]);
        Samples += count;
        samplesRead(count);
        return count;
    }

    private long Most => double.IsFinite(seconds) ? (long)(seconds * SampleRate) : long.MaxValue;

    public override void Dispose()
    {
        inner.Dispose();
        base.Dispose();
    }
}
