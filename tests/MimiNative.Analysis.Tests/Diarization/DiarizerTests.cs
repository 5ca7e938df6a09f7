using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Diarization;

/// <summary>From samples to turns, and what may be odd about a recording.</summary>
public sealed class DiarizerTests
{
    private static readonly DiarizationOptions Two = new() { Speakers = 2 };

    [Theory]
    [InlineData("latent", Pooling.Mean)]
    [InlineData("seanet.out", Pooling.Stats)]
    [InlineData("seanet.conv_in", Pooling.Max)]
    public void Windows_of_one_streaming_pass_are_what_pooling_the_frames_of_the_whole_gives(string tap, Pooling pooling)
    {
        var conversation = Talk();
        using var encoder = SmallWorld.Encoder();
        var embedded = WindowedRecording.Embed("x", () => new ArrayAudioSource(conversation.Samples), encoder, Two with { Tap = tap, Pooling = pooling, Window = 0.7, Step = 0.3 }, Speech(conversation), null, default);
        var whole = encoder.Encode(conversation.Samples, new EncodeOptions { Taps = [tap] })[tap];
        Assert.True(embedded.Windows.Count > 10);
        foreach (var (i, window) in embedded.Windows.Index())
        {
            int[] frames = [.. Enumerable.Range(0, whole.Frames).Where(f => (f + 0.5) / whole.Tap.FrameRate is var middle && middle >= window.Start - 1e-9 && middle < window.End - 1e-9)];
            var pool = new PoolingSink([pooling]);
            foreach (var f in frames)
                pool.Activation(whole.Tap, f, whole.Frame(f));
            Assert.Equal(pool.Result(new(tap, pooling)), embedded.Vectors.Row(i).ToArray());
        }
    }

    [Fact]
    public void Where_the_voices_are_plain_the_turns_are_those_of_the_reference()
    {
        var conversation = Talk(overlap: false);
        var windows = SpeechWindows.Of(TimeRange.Merge(Speech(conversation)), 1.5, 0.25);
        string[] voices = [.. conversation.Turns.Select(t => t.Speaker).Distinct()];
        // A window's vector is the share of it in which each voice speaks.
        var vectors = windows.SelectMany(w => voices.Select(v => (float)conversation.Turns.Where(t => t.Speaker == v).Sum(t => Math.Max(0, Math.Min(t.End, w.End) - Math.Max(t.Start, w.Start))))).ToArray();
        var recording = WindowedRecording.Of("x", conversation.Samples.Length / 24000.0, TimeRange.Merge(Speech(conversation)), windows, vectors, [.. windows.Select(_ => true)]);
        foreach (var options in (DiarizationOptions[])[new() { Speakers = voices.Length }, new() { Threshold = 0.6 }])
            Assert.InRange(DiarizationErrorRate.Compute(conversation.Turns, recording.Diarize(options).Turns).Errors.Rate, 0, 0.03);
        Assert.InRange(ThresholdCalibration.Run([(recording, conversation.Turns)], new()).Threshold, 0.2, 0.95);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1.2)]
    public void A_file_shorter_than_a_window_is_one_turn(double seconds)
    {
        var clip = SyntheticVoices.Make(1, 1)[0].Samples.AsMemory(2400, (int)(24000 * seconds));
        var result = Run(clip, Two with { EverythingIsSpeech = true });
        var turn = Assert.Single(result.Turns);
        Assert.Equal(("speaker1", 0.0), (turn.Speaker, turn.Start));
        Assert.Equal(seconds, turn.End, 1e-3);
    }

    [Fact]
    public void Silence_has_no_turns_and_neither_has_nothing()
    {
        Assert.Empty(Run(new float[48000], Two).Turns);
        Assert.Equal(2, Run(new float[48000], Two).Seconds);
        Assert.Empty(Run(new float[48000], Two, []).Turns);
        Assert.Empty(Run(ReadOnlyMemory<float>.Empty, Two with { EverythingIsSpeech = true }).Turns);
    }

    [Fact]
    public void One_speaker_and_an_oracle_that_goes_on_behind_the_end()
    {
        var conversation = Talk();
        var result = Run(conversation.Samples, new() { Speakers = 1 }, [new(0.5, 2.2), new(conversation.Samples.Length / 24000.0 - 1, 1e4), new(2e4, 3e4)]);
        Assert.Equal(["speaker1"], result.Speakers);
        Assert.Equal(new SpeakerTurn("speaker1", 0.5, 2.2), result.Turns[0]);
        Assert.Equal((2, result.Seconds), (result.Turns.Count, result.Turns[1].End));
        Assert.Equal(result.Seconds - 1, result.Turns[1].Start, 1e-9);
    }

    [Fact]
    public void Overlapping_speech_gets_one_speaker_at_a_time()
    {
        var conversation = Talk();
        var turns = Run(conversation.Samples, new() { Speakers = 4 }, Speech(conversation)).Turns;
        Assert.All(turns.Zip(turns.Skip(1)), t => Assert.True(t.First.End <= t.Second.Start + 1e-9));
        var errors = DiarizationErrorRate.Compute(conversation.Turns, turns).Errors;
        var overlap = conversation.Turns.Sum(t => t.Duration) - TimeRange.Merge(Speech(conversation)).Sum(r => r.Duration);
        Assert.True(overlap > 0);
        Assert.Equal(overlap, errors.Miss, 0.01);
        Assert.Equal(0, errors.FalseAlarm, 0.01);
    }

    [Fact]
    public void The_same_recording_gives_the_same_turns_however_it_is_read()
    {
        var conversation = Talk();
        var whole = Run(conversation.Samples, Two with { Threshold = null });
        using var encoder = SmallWorld.Encoder();
        var chopped = Diarizer.Run("x", () => new Chopped(conversation.Samples), encoder, Two);
        Assert.Equal(whole.Turns, chopped.Turns);
        Assert.Equal(whole.Regions, chopped.Regions);
    }

    [Fact]
    public void Options_that_can_t_be_are_refused_and_a_cancelled_run_stops()
    {
        using var encoder = SmallWorld.Encoder();
        foreach (var options in (DiarizationOptions[])[new(), new() { Speakers = 2, Threshold = 0.5 }, new() { Speakers = 0 }, new() { Threshold = 1.5 }, Two with { Window = 0 }, Two with { Step = 2 }, Two with { Tap = "nowhere" }])
            Assert.Throws<ArgumentException>(() => Diarizer.Run("x", () => new ArrayAudioSource(new float[24000]), encoder, options));
        Assert.Throws<OperationCanceledException>(() => Diarizer.Run("x", () => new ArrayAudioSource(Talk().Samples), encoder, Two, cancellation: new CancellationToken(true)));
    }

    [Fact]
    public void A_threshold_is_the_middle_of_the_widest_span_of_least_error()
    {
        using var encoder = SmallWorld.Encoder();
        var conversations = ThresholdCalibration.BuiltIn(2);
        var calibration = Diarizer.Calibrate(conversations, encoder, new());
        Assert.Equal((2, 5), (calibration.Conversations, calibration.Voices));
        Assert.Equal(calibration.Errors.Rate, Rate(c => Diarizer.Run(c.Name, () => new ArrayAudioSource(c.Samples), encoder, new() { Threshold = calibration.Threshold }, Speech(c))), 1e-9);
        // No other threshold is better.
        var heard = conversations.ToDictionary(c => c, c => WindowedRecording.Embed(c.Name, () => new ArrayAudioSource(c.Samples), encoder, new(), Speech(c), null, default));
        for (var threshold = -0.5; threshold <= 1; threshold += 0.125)
            Assert.True(Rate(c => heard[c].Diarize(SpeakerClustering.Of(heard[c].Vectors), new() { Threshold = threshold })) >= calibration.Errors.Rate - 1e-9);

        double Rate(Func<Conversation, DiarizedRecording> diarize) => conversations.Select(c => DiarizationErrorRate.Compute(c.Turns, diarize(c).Turns).Errors).Aggregate((a, b) => a + b).Rate;
    }

    internal static Conversation Talk(bool overlap = true)
    {
        var clips = SyntheticVoices.Make(4, 3).Select(c => new ConversationClip(c.Voice.Id, c.Samples)).ToList();
        // The first seed with, or without, turns that overlap.
        return Enumerable.Range(1, 1000).Select(seed => Conversation.Mix("talk", clips, 18, (ulong)seed)).First(c => c.Turns.Zip(c.Turns.Skip(1)).Any(t => t.Second.Start < t.First.End) == overlap);
    }

    internal static IReadOnlyList<TimeRange> Speech(Conversation conversation) => [.. conversation.Turns.Select(t => t.Range)];

    private static DiarizedRecording Run(ReadOnlyMemory<float> samples, DiarizationOptions options, IReadOnlyList<TimeRange>? speech = null)
    {
        using var encoder = SmallWorld.Encoder();
        return Diarizer.Run("x", () => new ArrayAudioSource(samples), encoder, options, speech);
    }

    /// <summary>Gives a prime number of samples at a time.</summary>
    private sealed class Chopped(float[] samples) : AudioSource
    {
        private readonly ArrayAudioSource _inner = new(samples);

        public override int SampleRate => 24000;

        public override long? Length => null;

        public override int Read(Span<float> destination) => _inner.Read(destination[..Math.Min(997, destination.Length)]);
    }
}
