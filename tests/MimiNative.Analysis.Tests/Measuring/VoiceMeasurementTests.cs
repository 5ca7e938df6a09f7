using MimiNative.Analysis.Data;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class VoiceMeasurementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_clips_of_the_voice_count_and_pairs_are_split_by_sentence()
    {
        var result = Run(Clips(sentences: 4, takes: 2));
        Assert.Equal(8, result.Clips.Count);
        Assert.Equal((4, 24), (result.SameText.Count, result.DifferentText.Count));
        Assert.Equal((8, 8), (result.Neighbours.Count, result.ToMean.Count));
        Assert.Equal(4, result.Sentences.Count);
        Assert.All(result.Sentences, s => Assert.Equal((2, 1, 12), (s.Clips, s.Within.Count, s.ToOthers.Count)));
        Assert.Equal(result.SameTextPairs.Average(), result.SameText.Mean, 1e-12);
        Assert.Equal(result.DifferentTextPairs.Min(), result.DifferentText.Minimum);
        Assert.Equal(result.DifferentTextPairs.Max(), result.DifferentText.Maximum);
        // Each pair is seen by both of its sentences, except those within one.
        Assert.Equal(2 * result.DifferentTextPairs.Sum(), result.Sentences.Sum(s => s.ToOthers.Mean * s.ToOthers.Count), 1e-9);
        Assert.Equal(6, result.Plane.Count);
    }

    [Fact]
    public void One_clip_says_that_nothing_can_be_said_from_clip_to_clip()
    {
        var result = Run(Clips(1, 1));
        Assert.Equal((0, 0), (result.SameText.Count, result.DifferentText.Count));
        var finding = VoiceSection.Present(result).Section.Finding;
        Assert.Contains("only one clip", finding);
        Assert.DoesNotContain("n/a", finding);
    }

    [Fact]
    public void The_spread_of_numbers_is_theirs()
    {
        Assert.Equal(new NumberSpread(4, 2.5, Math.Sqrt(1.25), 1, 4), NumberSpread.Of([1, 2, 3, 4, double.NaN]));
        Assert.True(NumberSpread.Of([]) is { Count: 0, Mean: double.NaN, Minimum: double.NaN });
    }

    private static VoiceResult Run(DataSet data)
    {
        using var encoder = SmallWorld.Encoder();
        return VoiceMeasurement.Run(encoder, data, data.Voices[0], "latent");
    }

    private DataSet Clips(int sentences, int takes) => new("d", "d",
    [
        .. SyntheticVoices.Make(1, sentences, takes).Select(c =>
        {
            WavWriter.Write(_folder[$"{c.Id}.wav"], c.Samples);
            return new Sample { Id = c.Id, Voice = c.Voice.Id, Text = c.Sentence.Id, Path = _folder[$"{c.Id}.wav"] };
        }),
    ]);
}
