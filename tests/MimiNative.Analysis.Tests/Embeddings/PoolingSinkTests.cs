using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Tests.Embeddings;

public sealed class PoolingSinkTests
{
    private static readonly TapInfo Tap = new("t", 37, 960, 24000, "");

    private static float[] Frames(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * Tap.Channels).Select(_ => 1000 + random.NextSingle())];
    }

    [Fact]
    public void Every_pooling_equals_its_definition()
    {
        var frames = Frames(11);
        var sink = new PoolingSink(Poolings.All);
        sink.Activation(Tap, 0, frames);
        for (var c = 0; c < Tap.Channels; c++)
        {
            var column = Enumerable.Range(0, 11).Select(t => (double)frames[t * Tap.Channels + c]).ToList();
            var mean = column.Average();
            var std = Math.Sqrt(column.Sum(v => (v - mean) * (v - mean)) / 10);
            Assert.Equal((float)mean, sink.Result(new("t", Pooling.Mean))[c]);
            Assert.Equal(column.Max(), sink.Result(new("t", Pooling.Max))[c]);
            Assert.Equal(std, sink.Result(new("t", Pooling.Std))[c], 1e-7);
            Assert.Equal(column[0], sink.Result(new("t", Pooling.FirstFrame))[c]);
            Assert.Equal(column[^1], sink.Result(new("t", Pooling.LastFrame))[c]);
        }

        Assert.Equal([.. sink.Result(new("t", Pooling.Mean)), .. sink.Result(new("t", Pooling.Std))], sink.Result(new("t", Pooling.Stats)));
    }

    [Fact]
    public void Chunks_change_no_bit()
    {
        var frames = Frames(60);
        var whole = new PoolingSink(Poolings.All, [1]);
        whole.Activation(Tap, 0, frames);
        var parts = new PoolingSink(Poolings.All, [1]);
        for (var (t, n) = (0, 1); t < 60; t += n, n = Math.Min(n + 1, 60 - t))
            parts.Activation(Tap, t, frames.AsSpan(t * Tap.Channels, n * Tap.Channels));
        foreach (var pooling in Poolings.All)
            foreach (var duration in (double?[])[null, 1])
                Assert.Equal(whole.Result(new("t", pooling, duration)), parts.Result(new("t", pooling, duration)));
    }

    [Theory]
    [InlineData(1, 25)]
    [InlineData(0.5, 12)]
    [InlineData(0.01, 1)]
    [InlineData(100, 60)]
    public void A_duration_pools_the_frames_wholly_inside_it(double seconds, int expected)
    {
        var frames = Frames(60);
        var sink = new PoolingSink(Poolings.All, [seconds]);
        sink.Activation(Tap, 0, frames);
        var start = new PoolingSink(Poolings.All);
        start.Activation(Tap, 0, frames.AsSpan(0, expected * Tap.Channels));
        foreach (var pooling in Poolings.All)
            Assert.Equal(start.Result(new("t", pooling)), sink.Result(new("t", pooling, seconds)));
    }

    [Fact]
    public void One_frame_has_no_deviation()
    {
        var sink = new PoolingSink([Pooling.Std]);
        sink.Activation(Tap, 0, Frames(1));
        Assert.All(sink.Result(new("t", Pooling.Std)), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Names_are_understood_in_every_spelling()
    {
        foreach (var pooling in Poolings.All)
            Assert.Equal([pooling, pooling], [Poolings.Parse(pooling.Name()), Poolings.Parse(pooling.SeedName())]);
        Assert.Equal(Pooling.FirstFrame, Poolings.Parse("first"));
        Assert.Contains("mean, max", Assert.Throws<ArgumentException>(() => Poolings.Parse("median")).Message);
        Assert.Equal("latent/first_frame/1.5s", new EmbeddingKey("latent", Pooling.FirstFrame, 1.5).ToString());
    }
}
