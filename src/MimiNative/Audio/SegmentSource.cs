namespace MimiNative.Audio;

/// <summary>A stretch of audio at its own rate, from the sample nearest to its start on: the same samples as of a file that was cut there.</summary>
internal sealed class SegmentSource : AudioSource
{
    // A length in a list is rounded: this much beyond the end is nothing to speak of.
    private const double Rounding = 0.05;

    private readonly AudioSource _inner;
    private readonly string _name;
    private readonly AudioSegment _segment;
    private long _left;
    private string? _warning;

    /// <param name="inner">Stands at its beginning; disposed with this source, and where this throws.</param>
    /// <param name="segment">Which stretch.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="AudioException">The audio ends before the segment begins.</exception>
    public SegmentSource(AudioSource inner, AudioSegment segment, string name)
    {
        (_inner, _name, _segment) = (inner, name, segment);
        var first = (long)Math.Round(segment.Start * inner.SampleRate, MidpointRounding.AwayFromZero);
        _left = segment.Duration is { } seconds ? (long)Math.Round(seconds * inner.SampleRate, MidpointRounding.AwayFromZero) : long.MaxValue;
        try
        {
            if (inner.Length <= first || inner.Skip(first) < first)
                throw new AudioException(FormattableString.Invariant($"{name}: the segment begins at {segment.Start:0.###} s, where the audio has ended"));
        }
        catch
        {
            inner.Dispose();
            throw;
        }

        Length = inner.Length is { } all ? Math.Min(all - first, _left) : null;
    }

    public override int SampleRate => _inner.SampleRate;

    public override long? Length { get; }

    public override string? Warning => _warning ?? _inner.Warning;

    public override int Read(Span<float> samples)
    {
        var wanted = samples[..(int)Math.Min(samples.Length, _left)];
        var read = _inner.Read(wanted);
        _left -= read;
        if (read == 0 && wanted.Length > 0 && _segment.Duration is { } seconds && _left > Rounding * SampleRate)
            _warning ??= FormattableString.Invariant($"{_name}: truncated, the audio ends {(double)_left / SampleRate:0.###} s before the segment of {seconds:0.###} s from {_segment.Start:0.###} s does");
        return read;
    }

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }
}
