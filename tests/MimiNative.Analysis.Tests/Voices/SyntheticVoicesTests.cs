using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Tests.Voices;

public sealed class SyntheticVoicesTests
{
    private static readonly IReadOnlyList<SyntheticClip> Clips = SyntheticVoices.Make();

    [Fact]
    public void There_are_6_voices_with_5_sentences_each_named_as_synthetic()
    {
        Assert.Equal(30, Clips.Count);
        Assert.Equal(6, Clips.Select(clip => clip.Voice).Distinct().Count());
        Assert.Equal(5, Clips.Select(clip => clip.Sentence).Distinct().Count());
        Assert.Equal(30, Clips.Select(clip => clip.Id).Distinct().Count());
        Assert.All(Clips, clip => Assert.StartsWith("synthetic-", clip.Id));
        Assert.All(Clips, clip => Assert.StartsWith("synthetic: ", clip.Voice.Description));
    }

    [Fact]
    public void The_bits_never_change()
    {
        // These samples are part of what a published result depends on: a change here needs a new name for the data set.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var clip in Clips)
            hash.AppendData(MemoryMarshal.AsBytes(clip.Samples.AsSpan()));
        Assert.Equal("21C987FBB05DA0E255E8B9B373C579A78CED4788B33BA4ABA271296652E0B03C", Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public void Clips_are_a_few_seconds_of_sound_at_an_ordinary_level()
    {
        Assert.All(Clips, clip =>
        {
            Assert.InRange(clip.Samples.Length / (double)SyntheticVoices.SampleRate, 1.5, 4);
            Assert.InRange(Math.Sqrt(clip.Samples.Average(x => (double)x * x)), 0.03, 0.07);
            Assert.All(clip.Samples, sample => Assert.InRange(sample, -1f, 1f));
        });
    }

    [Fact]
    public void More_voices_and_takes_leave_the_clips_as_they_are()
    {
        var more = SyntheticVoices.Make(voices: 8, sentences: 2, takes: 2);
        Assert.Equal(32, more.Count);
        Assert.Equal(8, more.Select(clip => clip.Voice).Distinct().Count());
        var first = more.Where(clip => clip.Take == 1).ToDictionary(clip => clip.Id, clip => clip.Samples);
        Assert.All(Clips.Where(clip => first.ContainsKey(clip.Id)), clip => Assert.Equal(clip.Samples, first[clip.Id]));
        Assert.NotEqual(more[0].Samples, more[1].Samples);
    }

    [Fact]
    public void Another_seed_speaks_otherwise() => Assert.NotEqual(Clips[0].Samples, SyntheticVoices.Speak(Clips[0].Voice, Clips[0].Sentence, seed: 2).Samples);

    [Fact]
    public void Pitch_is_the_voices_own()
    {
        foreach (var voice in Clips.GroupBy(clip => clip.Voice))
        {
            var measured = voice.Select(clip => MedianPitch(clip.Samples)).Average();
            Assert.Equal(1, measured / voice.Key.Pitch, 0.12);
        }
    }

    [Fact]
    public void Sentences_are_made_of_sounds_that_exist_and_use_at_least_four_vowels()
    {
        Assert.All(SyntheticVoices.Sentences, sentence =>
        {
            Assert.All(sentence.Text, letter => Phoneme.Of(letter));
            Assert.InRange(sentence.Text.Where(letter => letter != ' ' && Phoneme.Of(letter).IsVowel).Distinct().Count(), 4, 5);
        });
    }

    [Theory, InlineData(0, 5, 1), InlineData(6, 0, 1), InlineData(6, 11, 1), InlineData(6, 5, 0)]
    public void Impossible_counts_are_refused(int voices, int sentences, int takes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticVoices.Make(voices, sentences, takes));

    /// <summary>Median over loud 40 ms frames of the lag with the highest autocorrelation.</summary>
    private static double MedianPitch(float[] samples)
    {
        const int Frame = 960;
        var pitches = new List<double>();
        for (var start = 0; start + 2 * Frame <= samples.Length; start += Frame)
        {
            if (Correlate(samples, start, 0) < 0.0036 * Frame)
                continue;
            var lag = Enumerable.Range(60, 280).MaxBy(lag => Correlate(samples, start, lag) / Math.Sqrt(Correlate(samples, start + lag, 0) + 1e-9));
            pitches.Add(24000.0 / lag);
        }

        pitches.Sort();
        return pitches[pitches.Count / 2];

        static double Correlate(float[] x, int start, int lag)
        {
            var sum = 0.0;
            for (var i = start; i < start + Frame; i++)
                sum += (double)x[i] * x[i + lag];
            return sum;
        }
    }
}
