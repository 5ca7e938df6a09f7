using MimiNative.Backends.Cpu;
using MimiNative.Weights;

namespace MimiNative.Tests.Encoder;

/// <summary>What an encoder keeps between clips stays within its budget.</summary>
public sealed class RunPoolTests
{
    private static readonly float[] Samples = SmallModel.Noise(3000);

    [Fact]
    public void Idle_runs_never_take_more_than_the_budget_whoever_encodes_what_at_the_same_time()
    {
        long one;
        using (var encoder = Encoder(LoadOptions.DefaultMemoryBudget))
        {
            encoder.Encode(Samples, new EncodeOptions { Taps = ["latent"] });
            one = encoder.IdleBytes;
            Assert.InRange(one, 1, LoadOptions.DefaultMemoryBudget);
            foreach (var count in Enumerable.Range(1, 5))
                encoder.Encode(Samples, new EncodeOptions { Codebooks = count });
            Assert.True(encoder.IdleBytes > 6 * one);
        }

        foreach (var budget in (long[])[0, one - 1, one, 5 * one])
        {
            using var encoder = Encoder(budget);
            var most = 0L;
            Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            {
                encoder.Encode(Samples, new EncodeOptions { Taps = [i % 2 == 0 ? "latent" : "transformer.1"], Codebooks = i % 3 });
                InterlockedMax(ref most, encoder.IdleBytes);
            });
            Assert.True(most <= budget, $"{most} of {budget}");
            Assert.True(budget < one || most > 0, $"nothing was kept within {budget}");
        }
    }

    [Fact]
    public void What_was_used_longest_ago_leaves_first_and_the_rest_is_used_again()
    {
        EncodeOptions a = new() { Taps = ["latent"] }, b = new() { Taps = ["latent", "seanet.down4"] }, c = new() { Taps = ["latent", "seanet.down3"] };
        long two;
        using (var measured = Encoder(LoadOptions.DefaultMemoryBudget))
        {
            foreach (var options in (EncodeOptions[])[a, b, c])
                measured.Encode(Samples, options);
            two = measured.IdleBytes - 1; // all three, but for a byte
        }

        using var memory = new CountedMemory();
        using var encoder = Encoder(two);
        int New(EncodeOptions options)
        {
            var before = memory.Made;
            encoder.Encode(Samples, options);
            return memory.Made - before;
        }

        Assert.True(New(a) > 0);
        Assert.True(New(b) > 0);
        Assert.Equal(0, New(a));
        Assert.True(New(c) > 0); // b has to leave
        Assert.Equal(0, New(a));
        Assert.Equal(0, New(c));
        Assert.True(New(b) > 0);
    }

    [Fact]
    public void The_same_request_in_another_order_takes_the_same_buffers()
    {
        using var memory = new CountedMemory();
        using var encoder = Encoder(LoadOptions.DefaultMemoryBudget);
        encoder.Encode(Samples, new EncodeOptions { Taps = ["latent", "transformer.2"] });
        var before = memory.Made;
        var other = encoder.Encode(Samples, new EncodeOptions { Taps = ["transformer.2", "latent", "transformer.2"] });
        Assert.Equal(before, memory.Made);
        Assert.Equal(["transformer.2", "latent", "transformer.2"], other.Taps.Select(t => t.Tap.Name));
    }

    [Fact]
    public void A_batch_keeps_its_buffers_while_it_runs_and_leaves_what_the_budget_allows()
    {
        using var memory = new CountedMemory();
        using var encoder = Encoder(0);
        encoder.EncodeMany(1, _ => new MimiNative.Audio.ArrayAudioSource(Samples), new EncodeOptions(), _ => new SinkOf(() => { }));
        Assert.Equal(0, encoder.IdleBytes);
        var (before, held) = (memory.Made, memory.Held);
        for (var i = 0; i < 2; i++)
            encoder.Encode(Samples, new EncodeOptions());
        var perRun = (memory.Made - before) / 2;
        Assert.True(perRun > 5);
        Assert.Equal(held, memory.Held);
    }

    [Theory]
    [InlineData("Threads", -1, 0)]
    [InlineData("Threads", 1025, 0)]
    [InlineData("Threads", 100000, 0)]
    [InlineData("MemoryBudget", 1, -1)]
    public void Options_that_cannot_be_are_refused_by_name(string property, int threads, long budget)
    {
        var error = Assert.Throws<ArgumentException>(() => MimiEncoder.Load("synthetic:1", new LoadOptions { Threads = threads, MemoryBudget = budget }));
        Assert.StartsWith($"LoadOptions.{property} ", error.Message);
        Assert.StartsWith("LoadOptions.Device ", Assert.Throws<ArgumentException>(() => MimiEncoder.Load("synthetic:1", new LoadOptions { Device = null! })).Message);
    }

    [Fact]
    public void The_most_threads_can_be_had()
    {
        using var backend = CpuBackend.Create(CpuBackend.MostThreads);
        Assert.Equal(1024, backend.Threads);
        Assert.Throws<MimiNative.Backends.BackendException>(() => CpuBackend.Create(CpuBackend.MostThreads + 1));
    }

    private static MimiEncoder Encoder(long budget) => new(new SyntheticCheckpoint("small", SmallModel.Config), CpuBackend.Create(1), budget);

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var was = Interlocked.CompareExchange(ref target, value, seen);
            if (was == seen)
                return;
            seen = was;
        }
    }
}
