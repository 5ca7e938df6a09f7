using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Data;

public sealed class ListeningCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1.0, 12000)]
    [InlineData(10.0, 36000)]
    public void The_first_seconds_are_kept_within_the_bound(double seconds, int samples)
    {
        var clip = Enumerable.Range(0, (int)(24000 * seconds)).Select(i => (float)(0.4 * Math.Sin(2 * Math.PI * 300 * i / 24000))).ToArray();
        WavWriter.Write(_folder["a.wav"], clip);
        var copy = ListeningCopy.Of(new Sample { Id = "a", Voice = "v", Path = _folder["a.wav"] })!;
        Assert.True(copy.Length <= ListeningCopy.MostBytes);
        using var source = AudioFile.Open(new MemoryStream(copy), "copy", sampleRate: null);
        Assert.Equal(ListeningCopy.SampleRate, source.SampleRate);
        var kept = source.ReadToEnd();
        Assert.Equal(samples, kept.Length);
        for (var i = 100; i < 11000; i += 100)
            Assert.Equal(0.4 * Math.Sin(2 * Math.PI * 300 * i / 12000), kept[i], 0.01);
    }

    [Fact]
    public void What_cannot_be_read_has_no_copy()
    {
        Assert.Null(ListeningCopy.Of(new Sample { Id = "a", Voice = "v" }));
        Assert.Null(ListeningCopy.Of(new Sample { Id = "a", Voice = "v", Path = _folder["nowhere.wav"] }));
    }
}
