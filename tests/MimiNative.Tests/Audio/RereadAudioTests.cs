using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

public sealed class RereadAudioTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void What_was_read_comes_first_then_the_rest_in_pieces_of_any_size(int size)
    {
        float[] samples = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        var rest = new ArrayAudioSource(samples, 16000);
        var begun = new float[17];
        Assert.Equal(17, rest.Read(begun));
        using var audio = new RereadAudio(begun, rest);
        var (read, piece) = (new List<float>(), new float[size]);
        while (audio.Read(piece) is > 0 and var count)
            read.AddRange(piece[..count]);
        Assert.Equal(samples, read);
        Assert.Equal((16000, 40L), (audio.SampleRate, audio.Length));
    }
}
