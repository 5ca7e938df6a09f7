namespace MimiNative.Audio;

/// <summary>Lets audio through that an encoder can take: at least one sample, every one finite.</summary>
internal sealed class GuardedSource : AudioSource
{
    private readonly AudioSource _inner;
    private readonly string _name;
    private long _position;

    public GuardedSource(AudioSource inner, string name)
    {
        _inner = inner;
        _name = name;
        if (inner.Length == 0)
            throw Empty();
    }

    public override int SampleRate => _inner.SampleRate;

    public override long? Length => _inner.Length;

    public override string? Warning => _inner.Warning;

    public override int Read(Span<float> samples)
    {
        var count = _inner.Read(samples);
        if (count == 0 && _position == 0 && samples.Length > 0)
            throw Empty();
        for (var i = 0; i < count; i++)
            if (!float.IsFinite(samples[i]))
                throw new AudioException(FormattableString.Invariant(
                    $"{_name}: sample {_position + i} (at {(_position + i) / (double)SampleRate:0.####} s) is {(float.IsNaN(samples[i]) ? "NaN" : "infinite")}"));
        _position += count;
        return count;
    }

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }

    private AudioException Empty() => new($"{_name}: the audio has no samples");
}
