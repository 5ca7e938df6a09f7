using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Diarization;

/// <summary>Made conversations, and speech found by its level.</summary>
public sealed class ConversationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Turns_say_where_the_level_is_and_the_same_seed_gives_the_same_bits()
    {
        var conversation = DiarizerTests.Talk();
        var speech = TimeRange.Merge(DiarizerTests.Speech(conversation));
        double Level(Func<double, bool> where) => 10 * Math.Log10(conversation.Samples.Index().Where(s => where(s.Index / 24000.0)).Average(s => (double)s.Item * s.Item));
        bool Speaks(double time) => speech.Any(r => time >= r.Start && time < r.End);
        Assert.InRange(Level(Speaks), -32, -22);
        Assert.Equal(-65, Level(t => !Speaks(t)), 1);
        var clips = SyntheticVoices.Make(4, 3).Select(c => new ConversationClip(c.Voice.Id, c.Samples)).ToList();
        Assert.Equal(Conversation.Mix("a", clips, 10, 3).Samples, Conversation.Mix("a", clips, 10, 3).Samples);
        Assert.NotEqual(Conversation.Mix("a", clips, 10, 3).Turns, Conversation.Mix("a", clips, 10, 4).Turns);
    }

    [Fact]
    public void A_clip_is_used_once_and_its_loudness_and_offset_don_t_tell_the_voice()
    {
        var clips = SyntheticVoices.Make(2, 2).Select((c, i) => new ConversationClip(c.Voice.Id, [.. c.Samples.Select(s => (i < 2 ? 0.05f : 0.9f) * s + 0.02f * i)])).ToList();
        var conversation = Conversation.Mix("x", clips);
        Assert.Equal(4, conversation.Turns.Count);
        double[] levels = [.. conversation.Turns.GroupBy(t => t.Speaker).Select(g => g.Average(t => conversation.Samples[(int)(t.Start * 24000)..(int)(t.End * 24000)].Average(s => (double)s * s)))];
        Assert.InRange(levels[0] / levels[1], 0.6, 1.7);
        Assert.Empty(Conversation.Mix("x", [new("a", new float[24000])]).Turns);
        Assert.Empty(Conversation.Mix("x", []).Samples);
    }

    [Fact]
    public void Casts_are_all_groups_or_different_ones()
    {
        Assert.Equal(["a,b", "a,c", "b,c"], Conversations.Casts(["a", "b", "c"], 2, 3).Select(c => string.Join(',', c)));
        var drawn = Conversations.Casts([.. "abcdefghij".Select(c => $"{c}")], 4, 20).Select(c => string.Join(',', c)).ToList();
        Assert.Equal((20, 20), (drawn.Count, drawn.Distinct().Count()));
        Assert.Empty(Conversations.Casts(["a"], 2, 5));
    }

    [Fact]
    public void A_data_set_s_voices_talk()
    {
        var data = SmallWorld.Voices(_folder, 3, 2);
        var made = Conversations.Of(data, Conversations.Casts(data.Voices, 2, 2), 6).ToList();
        Assert.Equal(["conversation01", "conversation02"], made.Select(c => c.Name));
        Assert.All(made, c => Assert.Empty(c.Turns.Select(t => t.Speaker).Except(data.Voices)));
        Assert.All(made, c => Assert.InRange(c.Samples.Length / 24000.0, 4, 10));
    }

    [Fact]
    public void Speech_is_found_to_a_tenth_of_a_second()
    {
        var conversation = DiarizerTests.Talk();
        var found = EnergyVad.Regions(new ArrayAudioSource(conversation.Samples));
        var errors = DiarizationErrorRate.Compute([.. TimeRange.Merge(DiarizerTests.Speech(conversation)).Select(r => new SpeakerTurn("speech", r.Start, r.End))],
            [.. found.Select(r => new SpeakerTurn("speech", r.Start, r.End))], new() { Collar = 0.1 }).Errors;
        Assert.InRange(errors.Rate, 0, 0.05);
        Assert.All(found.Zip(found.Skip(1)), r => Assert.True(r.Second.Start > r.First.End));
    }

    [Fact]
    public void An_even_level_is_speech_everywhere_and_silence_nowhere()
    {
        var random = new Random(1);
        var noise = Enumerable.Range(0, 48000).Select(_ => (float)(0.1 * (random.NextDouble() - 0.5))).ToArray();
        Assert.Equal([new TimeRange(0, 2)], EnergyVad.Regions(new ArrayAudioSource(noise)));
        Assert.Empty(EnergyVad.Regions(new ArrayAudioSource(new float[48000])));
        Assert.Empty(EnergyVad.Regions(new ArrayAudioSource(Array.Empty<float>())));
        Assert.Empty(EnergyVad.Regions(new ArrayAudioSource(Array.ConvertAll(noise, v => v * 1e-4f))));
    }

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(1.5, 1)]
    [InlineData(1.6, 2)]
    [InlineData(2.0, 3)]
    [InlineData(2.1, 4)]
    public void Windows_cover_a_region_to_its_end(double seconds, int count)
    {
        var windows = SpeechWindows.Of([new(1, 1 + seconds)], 1.5, 0.25);
        Assert.Equal(count, windows.Count);
        Assert.Equal((1.0, 1 + seconds), (windows[0].Start, windows[^1].End));
        Assert.All(windows, w => Assert.InRange(w.Duration, Math.Min(seconds, 1.5) - 1e-9, 1.5 + 1e-9));
    }
}
