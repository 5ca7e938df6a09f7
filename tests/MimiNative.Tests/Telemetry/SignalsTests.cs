using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using MimiNative.Audio;
using MimiNative.Tests.Encoder;

namespace MimiNative.Tests.Telemetry;

/// <summary>What a program hears that listens to <c>MimiNative</c>. Other tests encode at the same time, so each looks for its own.</summary>
public sealed class SignalsTests
{
    private static readonly ActivitySource Own = new("MimiNative.Tests");

    [Fact]
    public void A_clip_is_a_span_and_each_layer_one_within_it()
    {
        using var encoder = SmallModel.Encoder();
        var (parent, spans) = Heard(() => encoder.Encode(SmallModel.Noise(30_000)));
        var clip = Assert.Single(spans, s => s.OperationName == "encode");
        Assert.Equal(parent.SpanId, clip.ParentSpanId);
        Assert.Equal(30_000 / 24000.0, clip.GetTagItem("mimi.audio_seconds"));
        Assert.Equal(ActivityStatusCode.Unset, clip.Status);
        var layers = spans.Where(s => s.ParentSpanId == clip.SpanId).ToList();
        Assert.Equal(encoder.Model.Layers.TakeWhile(l => l.HasOutput).Select(l => "layer " + l.Tap.Name), layers.OrderBy(l => encoder.Model.Layers.ToList().FindIndex(x => "layer " + x.Tap.Name == l.OperationName)).Select(l => l.OperationName));
        Assert.All(layers, l => Assert.InRange((double)l.GetTagItem("mimi.worked_seconds")!, 1e-9, l.Duration.TotalSeconds + 1e-3));
        Assert.Equal(spans.Count, 1 + layers.Count);
    }

    [Fact]
    public void A_clip_that_fails_says_so_in_its_span_and_in_the_counters()
    {
        using var encoder = SmallModel.Encoder(2);
        var (_, spans) = Heard(() => encoder.EncodeMany(3, i => new ArrayAudioSource(SmallModel.Noise(4000)), new EncodeOptions(),
            i => new SinkOf(() => _ = i == 1 ? throw new NotSupportedException("no") : 0), (_, _) => { }));
        Assert.Equal("no", Assert.Single(spans, s => s.OperationName == "encode" && s.Status == ActivityStatusCode.Error).StatusDescription);
        Assert.Equal(3, spans.Count(s => s.OperationName == "encode"));
    }

    [Fact]
    public void Counters_tell_seconds_clips_and_failures()
    {
        var sums = new ConcurrentDictionary<string, double>();
        var kinds = new ConcurrentBag<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "MimiNative")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i.Name, value, tags));
        void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
            foreach (var tag in tags)
                kinds.Add(tag.Value);
        }

        listener.Start();
        using var encoder = SmallModel.Encoder();
        encoder.EncodeMany(2, i => i == 0 ? throw new NotImplementedException() : new ArrayAudioSource(SmallModel.Noise(48_000)), new EncodeOptions(), _ => new SinkOf(() => { }), (_, _) => { });
        Assert.True(sums["mimi.audio"] >= 2, $"{sums["mimi.audio"]} s");
        Assert.True(sums["mimi.clips"] >= 1);
        Assert.Contains(typeof(NotImplementedException).FullName, kinds);
    }

    [Fact]
    public void A_stream_that_is_left_ends_its_span_and_the_current_one_stays()
    {
        using var encoder = SmallModel.Encoder();
        var (_, spans) = Heard(() =>
        {
            var before = Activity.Current;
            using (var stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() => { })))
            {
                stream.Write(SmallModel.Noise(4000));
                Assert.Same(before, Activity.Current);
            }

            Assert.Same(before, Activity.Current);
        });
        Assert.Single(spans, s => s.OperationName == "encode");
    }

    private static (Activity Parent, List<Activity> Spans) Heard(Action action)
    {
        var heard = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("MimiNative", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = Own.StartActivity("test")!;
        action();
        parent.Stop();
        return (parent, [.. heard.Where(s => s.TraceId == parent.TraceId && s != parent)]);
    }
}
