using System.Collections.Concurrent;
using MimiNative.Audio;

namespace MimiNative.Tests.Encoder;

/// <summary>In a batch, what goes wrong with a clip is that clip's.</summary>
public sealed class ManyClipsTests
{
    private static readonly EncodeOptions Options = new();

    [Fact]
    public void What_opening_or_receiving_a_clip_throws_is_reported_for_that_clip_and_all_others_are_encoded()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        var received = new ConcurrentDictionary<int, int>();
        var outcomes = new ConcurrentDictionary<int, Exception?>();
        encoder.EncodeMany(12, Open, Options, Sink(received), (clip, e) => Assert.True(outcomes.TryAdd(clip, e)));
        Assert.Equal(12, outcomes.Count);
        AssertFailures(i => outcomes[i]);
        Assert.Equal([0, 2, 3, 5, 6, 8, 9], received.Keys.Order());
    }

    [Fact]
    public void Without_a_report_the_failures_are_thrown_together_at_the_end()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        var received = new ConcurrentDictionary<int, int>();
        var error = Assert.Throws<AggregateException>(() => encoder.EncodeMany(12, Open, Options, Sink(received)));
        Assert.StartsWith("5 of 12 clips failed, the first of them clip 1", error.Message);
        Assert.Equal([typeof(TaskCanceledException), typeof(AudioException), typeof(ArgumentException), typeof(ArgumentException), typeof(InvalidDataException)], error.InnerExceptions.Select(e => e.GetType()));
        Assert.Equal([0, 2, 3, 5, 6, 8, 9], received.Keys.Order());
    }

    [Fact]
    public void What_the_report_throws_ends_the_batch()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        Assert.Throws<InvalidDataException>(() => encoder.EncodeMany(1000, _ => new ArrayAudioSource(new float[2000]), Options, _ => new SinkOf(() => { }), (_, _) => throw new InvalidDataException()));
    }

    [Fact]
    public void Cancellation_ends_the_batch_whatever_the_clips_throw()
    {
        using var encoder = SmallModel.Encoder(threads: 2);
        using var cancellation = new CancellationTokenSource();
        var opened = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => encoder.EncodeMany(1000, i =>
        {
            if (Interlocked.Increment(ref opened) == 7)
                cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
            return new ArrayAudioSource(new float[2000]);
        }, Options, _ => new SinkOf(() => { }), (_, e) => Assert.Null(e), cancellation.Token));
        Assert.InRange(opened, 7, 20);
    }

    /// <summary>Clips 1, 4, 7, 10 and 11 go wrong, each in its own way.</summary>
    private static AudioSource Open(int clip) => clip switch
    {
        1 => throw new TaskCanceledException("the client's time was over"),
        4 => new ArrayAudioSource((float[])[.. new float[3000], float.NaN]),
        7 => new ArrayAudioSource(new float[3000], 16000),
        10 => null!,
        _ => new ArrayAudioSource(SmallModel.Noise(3000, clip)),
    };

    private static Func<int, IActivationSink> Sink(ConcurrentDictionary<int, int> received) => clip => new SinkOf(() =>
    {
        if (clip == 11)
            throw new InvalidDataException("the disk is full");
        received.AddOrUpdate(clip, 1, (_, n) => n + 1);
    });

    private static void AssertFailures(Func<int, Exception?> outcome)
    {
        Assert.IsType<TaskCanceledException>(outcome(1));
        Assert.IsType<AudioException>(outcome(4));
        Assert.Contains("16000 Hz", Assert.IsType<ArgumentException>(outcome(7)).Message);
        Assert.Contains("no audio", Assert.IsType<ArgumentException>(outcome(10)).Message);
        Assert.IsType<InvalidDataException>(outcome(11));
        Assert.Equal(5, Enumerable.Range(0, 12).Count(i => outcome(i) is not null));
    }
}
