namespace MimiNative.Audio;

/// <summary>Samples that are in memory already. They are taken as they are: not copied, not checked.</summary>
/// <param name="samples">Mono samples.</param>
/// <param name="sampleRate">Samples per second.</param>
public sealed class ArrayAudioSource(ReadOnlyMemory<float> samples, int sampleRate = 24000) : AudioSource
{
    private int _position;

    /// <inheritdoc/>
    public override int SampleRate { get; } =
        sampleRate > 0 ? sampleRate : throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "a sample rate is above 0");

    /// <inheritdoc/>
    public override long? Length => samples.Length;

    /// <inheritdoc/>
    public override int Read(Span<float> destination)
    {
        var rest = samples.Span[_position..];
        var count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        _position += count;
        return count;
    }
}
