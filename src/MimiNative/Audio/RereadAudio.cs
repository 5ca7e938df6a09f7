namespace MimiNative.Audio;

/// <summary>Audio of which something was read already: that first, then the rest.</summary>
/// <param name="begun">What was read.</param>
/// <param name="rest">What it was read from; disposed with this.</param>
internal sealed class RereadAudio(ReadOnlyMemory<float> begun, AudioSource rest) : AudioSource
{
    private ReadOnlyMemory<float> _begun = begun;

    public override int SampleRate => rest.SampleRate;

    public override long? Length => rest.Length;

    public override string? Warning => rest.Warning;

    public override int Read(Span<float> samples)
    {
        if (_begun.IsEmpty)
            return rest.Read(samples);
        var count = Math.Min(samples.Length, _begun.Length);
        _begun.Span[..count].CopyTo(samples);
        _begun = _begun[count..];
        return count;
    }

    public override void Dispose()
    {
        rest.Dispose();
        base.Dispose();
    }
}
