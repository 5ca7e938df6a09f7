using MimiNative.Audio;

namespace MimiNative.Cli.Inputs;

/// <summary>Reports how far a clip has been read, and stops it on Ctrl-C, or where enough has been read.</summary>
internal sealed class WatchedSource(AudioSource inner, Action<int> samplesRead, CancellationToken cancellation, double seconds = double.PositiveInfinity) : CountingSource(inner)
{
    public override long? Length => base.Length is { } length ? Math.Min(length, Most) : null;

    public override int Read(Span<float> samples)
    {
        cancellation.ThrowIfCancellationRequested();
        var count = base.Read(samples[..(int)Math.Min(samples.Length, Most - Samples)]);
        samplesRead(count);
        return count;
    }

    private long Most => double.IsFinite(seconds) ? (long)(seconds * SampleRate) : long.MaxValue;
}
