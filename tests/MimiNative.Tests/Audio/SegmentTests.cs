using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

public sealed class SegmentTests : IDisposable
{
    private const int Rate = 16000;

    private readonly Weights.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.1, 0.25)]
    [InlineData(0.33334, 0.11111)]
    [InlineData(1.9, null)]
    public void A_stretch_is_what_a_file_that_was_cut_there_gives_at_any_rate(double start, double? duration)
    {
        var path = Path.Combine(_folder.Path, "long.wav");
        var samples = Tone(2 * Rate);
        WavWriter.Write(path, samples, Rate);
        var (first, count) = ((int)Math.Round(start * Rate), duration is { } d ? (int)Math.Round(d * Rate) : int.MaxValue);
        var cut = Path.Combine(_folder.Path, "cut.wav");
        WavWriter.Write(cut, samples.AsSpan(first, Math.Min(count, samples.Length - first)), Rate);
        foreach (var rate in (int?[])[null, 24000, 8000])
        {
            using var segment = AudioFile.Open(path, rate, segment: new(start, duration));
            using var file = AudioFile.Open(cut, rate);
            Assert.Equal(file.Length, segment.Length);
            Assert.Equal(file.ReadToEnd(), segment.ReadToEnd());
            Assert.Null(segment.Warning);
        }
    }

    [Fact]
    public void A_stream_that_can_t_seek_gives_the_same_stretch()
    {
        var path = Path.Combine(_folder.Path, "long.wav");
        WavWriter.Write(path, Tone(Rate), Rate);
        using var seeking = AudioFile.Open(path, null, segment: new(0.25, 0.5));
        using var piped = AudioFile.Open(new PipeStream(File.ReadAllBytes(path), 999), "pipe", null, segment: new(0.25, 0.5));
        Assert.Equal(seeking.ReadToEnd(), piped.ReadToEnd());
    }

    [Fact]
    public void Where_the_audio_has_ended_is_said()
    {
        var path = Path.Combine(_folder.Path, "short.wav");
        WavWriter.Write(path, Tone(Rate), Rate);
        Assert.Equal($"{path}: the segment begins at 1 s, where the audio has ended", Assert.Throws<AudioException>(() => AudioFile.Open(path, segment: new(1, 0.5))).Message);
        // A length in a list is rounded.
        using var rounded = AudioFile.Open(path, null, segment: new(0.5, 0.53));
        Assert.Equal((Rate / 2, null), (rounded.ReadToEnd().Length, rounded.Warning));
        using var beyond = AudioFile.Open(path, null, segment: new(0.5, 2));
        Assert.Equal(Rate / 2, beyond.ReadToEnd().Length);
        Assert.Equal($"{path}: truncated, the audio ends 1.5 s before the segment of 2 s from 0.5 s does", beyond.Warning);
        foreach (var wrong in (AudioSegment[])[new(-1), new(double.NaN), new(0, 0), new(0, double.PositiveInfinity)])
            Assert.Throws<ArgumentOutOfRangeException>(() => AudioFile.Open(path, segment: wrong));
    }

    private static float[] Tone(int count) => [.. Enumerable.Range(0, count).Select(i => 0.3f * MathF.Sin(0.0001f * i * (1 + i % 1000)))];
}
