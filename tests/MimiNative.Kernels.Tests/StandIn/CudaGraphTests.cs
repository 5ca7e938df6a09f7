using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;
using MimiNative.Encoder;
using MimiNative.Plain;
using MimiNative.Weights;

namespace MimiNative.Kernels.Tests;

/// <summary>CUDA graphs on the stand-in: what runs is what would be launched without them, whenever and however they come about.</summary>
[Collection(nameof(StandInDriver))]
public sealed class CudaGraphTests
{
    private const string Mark = "graph: ";

    // Two layers, so that what comes after positions are written is a sequence worth a graph.
    private static readonly MimiConfig Config = new()
    {
        Filters = 4, Ratios = [2, 3], Width = 8, Layers = 2, Heads = 2, HeadDimension = 4, FeedForward = 12, Window = 5, CodebookSize = 9, CodebookDimension = 4, Codebooks = 2,
    };

    [Fact]
    public void An_encoder_s_commands_are_the_same_in_the_same_order_with_the_same_arguments()
    {
        var with = Commands(StandInDriver.Get(), graphs: true);
        var without = Commands(StandInDriver.Get(), graphs: false);
        Assert.Contains("graph: launch", with);
        Assert.DoesNotContain(without, l => l.StartsWith(Mark, StringComparison.Ordinal));
        Assert.Contains(without, l => l.StartsWith("Attention_Window", StringComparison.Ordinal));
        Assert.DoesNotContain(without, l => l.Contains("nowhere", StringComparison.Ordinal));
        Assert.Equal(without, Work(with));
    }

    [Fact]
    public void Chunks_of_a_stream_are_graphs_from_the_third_on_although_their_place_in_time_changes()
    {
        var standIn = StandInDriver.Get();
        standIn.Begin(skipsKernels: true);
        using var encoder = Encoder(standIn.Open());
        using var stream = encoder.OpenStream(new EncodeOptions { Codebooks = 2 }, new DiscardSink());
        var made = new List<(int Captures, int Launches, int Kernels)>();
        for (var chunk = 0; chunk < 6; chunk++)
        {
            standIn.Begin(skipsKernels: true);
            stream.Write(new float[Config.SamplesPerFrame]);
            var lines = standIn.Lines;
            made.Add((lines.Count(l => l == "graph: begin"), lines.Count(l => l == "graph: launch"), lines.Count(l => l.Contains('x', StringComparison.Ordinal) && !l.StartsWith(Mark, StringComparison.Ordinal))));
        }

        // What comes before positions are written, and what comes after.
        Assert.Equal((0, 0), (made[0].Captures, made[0].Launches));
        Assert.All(made[3..], m => Assert.Equal((0, 2, made[1].Kernels), m));
        Assert.Equal(2, made.Sum(m => m.Captures));
    }

    [Fact]
    public void A_sequence_is_issued_when_it_comes_first_captured_when_it_comes_again_and_launched_from_then_on()
    {
        var standIn = StandInDriver.Get();
        using var chunks = new Chunks(standIn.Open());
        string[] Graphs(int rows)
        {
            standIn.Begin();
            chunks.Check(rows);
            return [.. standIn.Lines.Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..])];
        }

        Assert.Empty(Graphs(3));
        Assert.Equal(["begin", "end", "instantiate", "launch"], Graphs(3));
        Assert.Equal(["launch"], Graphs(3));
        Assert.Empty(Graphs(2));
        Assert.Equal(["begin", "end", "instantiate", "launch"], Graphs(2));
        Assert.Equal(["launch"], Graphs(3));
        Assert.Equal(["launch"], Graphs(2));
    }

    [Fact]
    public void The_sequences_used_longest_ago_make_room_and_all_are_destroyed_in_the_end()
    {
        var standIn = StandInDriver.Get();
        Assert.Equal(0, standIn.LiveGraphs);
        using (var driver = standIn.Open())
        {
            using var memory = driver.Allocate(1 << 16);
            void Clear(int length)
            {
                for (var i = 0; i < CudaGraphs.Fewest; i++)
                    driver.Clear(memory, 0, 4 * length);
                driver.Finish();
            }

            for (var length = 1; length <= CudaGraphs.Most + 10; length++)
                for (var time = 0; time < 2; time++)
                    Clear(length);
            Assert.Equal(CudaGraphs.Most, standIn.LiveGraphs);
            bool IsGraph(int length)
            {
                standIn.Begin();
                Clear(length);
                return standIn.Lines.Contains("graph: launch");
            }

            Assert.True(IsGraph(11));
            Assert.False(IsGraph(10));
            // It took the place of the one used longest ago, which was no longer the eleventh.
            Assert.False(IsGraph(12));
            Assert.True(IsGraph(11));
        }

        Assert.Equal(0, standIn.LiveGraphs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_driver_that_fails_to_make_or_launch_a_graph_is_given_the_commands_and_not_asked_again(int failing)
    {
        var standIn = StandInDriver.Get();
        var lines = Commands(standIn, graphs: true, failing);
        Assert.Equal(Commands(standIn, graphs: false), Work(lines));
        Assert.Single(lines, "graph: begin");
        Assert.Equal(failing == 4 ? 1 : 0, lines.Count(l => l == "graph: launch"));
        Assert.Equal(0, standIn.LiveGraphs);
    }

    [Fact]
    public void A_driver_without_graphs_is_given_the_commands()
    {
        var standIn = StandInDriver.Get(hasGraphs: false);
        Assert.False(standIn.Library.HasGraphs);
        Assert.Equal(Commands(StandInDriver.Get(), graphs: false), Commands(standIn, graphs: true));
    }

    [Fact]
    public void What_is_wrong_with_a_launch_is_said_when_it_is_captured_too()
    {
        var standIn = StandInDriver.Get();
        using var driver = standIn.Open();
        using var memory = driver.Allocate(64);
        // Once it goes well, since it doesn't run; then the kernel has barriers, which this device doesn't survive.
        for (var time = 0; time < 3; time++)
        {
            standIn.Begin(skipsKernels: time == 0);
            for (var i = 0; i < CudaGraphs.Fewest; i++)
                driver.Launch(MimiNative.Kernels.KernelSource.LayerNorm_Normalise, 1, 1, 1, new RowArguments(), memory, memory, memory, memory, memory);
            if (time == 0)
                driver.Finish();
            else
                Assert.Contains("launching LayerNorm_Normalise (CUDA_ERROR_LAUNCH_FAILED)", Assert.Throws<BackendException>(driver.Finish).Message);
        }
    }

    [Fact]
    public void What_is_timed_is_no_graph()
    {
        var standIn = StandInDriver.Get();
        using var chunks = new Chunks(standIn.Open());
        chunks.Backend.TakeDeviceSeconds();
        for (var i = 0; i < 4; i++)
            chunks.Check(3);
        Assert.DoesNotContain(standIn.Lines, l => l.StartsWith(Mark, StringComparison.Ordinal));
        Assert.True(chunks.Backend.TakeDeviceSeconds() > 0);
    }

    [Fact]
    public async Task Memory_that_collected_commands_use_is_given_back_after_them()
    {
        var standIn = StandInDriver.Get();
        using var driver = standIn.Open();
        using var kept = driver.Allocate(64);
        var memory = driver.Allocate(64);
        driver.Finish();
        driver.Copy(memory, 0, kept, 0, 64);
        await Task.Run(memory.Dispose, TestContext.Current.CancellationToken);
        Assert.Equal(2, standIn.LiveAllocations);
        driver.Finish();
        Assert.Equal(1, standIn.LiveAllocations);
        Assert.DoesNotContain(standIn.Lines, l => l.Contains("nowhere", StringComparison.Ordinal));

        var last = driver.Allocate(64);
        driver.Copy(last, 0, kept, 0, 64);
        last.Dispose();
        kept.Dispose();
        driver.Dispose();
        Assert.Equal(0, standIn.LiveAllocations);
    }

    /// <summary>All that an encoder asks for: two clips, the second twice, and a stream. Kernels don't run, so that those with barriers may be asked for.</summary>
    private static string[] Commands(StandInDriver standIn, bool graphs, int failing = 0)
    {
        standIn.Begin(skipsKernels: true, failing);
        using (var encoder = Encoder(standIn.Open(graphs)))
        {
            var options = new EncodeOptions { Codebooks = 2, Padding = PaddingDialect.PerLayer };
            foreach (var length in (int[])[40, 61, 61, 61, 40])
                encoder.Encode(new float[length], options);
            encoder.EncodeMany(3, i => new ArrayAudioSource(new float[50 + i]), options, _ => new DiscardSink());
            using var stream = encoder.OpenStream(new EncodeOptions { Taps = ["latent", "transformer.1"] }, new DiscardSink());
            for (var i = 0; i < 5; i++)
                stream.Write(new float[Config.SamplesPerFrame]);
            stream.Complete();
        }

        return standIn.Lines;
    }

    private static string[] Work(string[] lines) => [.. lines.Where(l => !l.StartsWith(Mark, StringComparison.Ordinal))];

    private static MimiEncoder Encoder(GpuDriver driver) => new(new SyntheticCheckpoint("graphs", Config), new GpuBackend(driver, sequences: 2));

    /// <summary>A chunk of operations whose kernels have no barriers: a convolution with history, and products of its output.</summary>
    private sealed class Chunks : IDisposable
    {
        private const int Channels = 4, Taps = 3, Most = 5, Products = 4;
        private readonly float[] _weight = new Random(2).Floats(Channels * Taps * Channels), _square = new Random(3).Floats(Channels * Channels);
        private readonly Random _random = new(1);
        private readonly PreparedMatrix _convolution, _product;
        private readonly ActivationBuffer _x, _y, _z;
        private float[] _history = new float[(Taps - 1) * Channels];

        public Chunks(GpuDriver driver)
        {
            Backend = new(driver, 1) { Variant = GemmVariant.Plain };
            (_convolution, _product) = (Backend.Prepare(_weight, [], Channels, Taps * Channels), Backend.Prepare(_square, [], Channels, Channels));
            (_x, _y, _z) = (Backend.Allocate(1, Taps - 1, Most, Channels), Backend.Allocate(1, 1, Most, Channels), Backend.Allocate(1, 0, Most, Channels));
        }

        public GpuBackend Backend { get; }

        /// <summary>A chunk of new values, compared with the plain version; at least <see cref="CudaGraphs.Fewest"/> commands.</summary>
        public void Check(int rows)
        {
            var clip = (float[])[.. _history, .. _random.Floats(rows * Channels)];
            Backend.Upload(_x, 0, 0, clip.AsSpan(_history.Length));
            Backend.Convolve(_convolution, _x, 1, Taps - 1, [rows], new Epilogue { Output = _y });
            for (var i = 0; i < Products; i++)
            {
                Backend.Linear(_product, _y, [rows], new Epilogue { Output = _z });
                Backend.Advance(_y, [rows]);
            }

            Backend.Advance(_x, [rows]);
            var expected = PlainOperations.Product(clip, 0, Channels, rows, _weight, [], Channels, Taps * Channels);
            Expect.Close(PlainOperations.Product([.. expected.Select(v => (float)v)], 0, Channels, rows, _square, [], Channels, Channels), Backend.Rows(_z, 0, 0, rows));
            _history = clip[^_history.Length..];
        }

        public void Dispose()
        {
            foreach (var resource in (BackendResource[])[_x, _y, _z, _convolution, _product])
                resource.Dispose();
            Backend.Dispose();
        }
    }
}
