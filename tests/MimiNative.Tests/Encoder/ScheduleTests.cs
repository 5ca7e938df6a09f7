using MimiNative.Encoder;

namespace MimiNative.Tests.Encoder;

/// <summary>What a run will do is data: it is looked at here without weights and without buffers.</summary>
public sealed class ScheduleTests
{
    private static readonly MimiConfig Released = new();

    [Fact]
    public void On_a_backend_with_caches_the_first_stages_take_short_slices_and_the_rest_a_chunk()
    {
        var schedule = Of(Released, new() { Codebooks = 1 }, sliceRows: 480);
        Assert.Equal([new(3, 480), new(5, 960), new(8, 46080), new(20, 288000)], schedule.Slices);
        Assert.Equal(288000, schedule.ChunkSamples);
        // Slices end on whole rows of what their last layer makes.
        Assert.All(Of(Released, new(), sliceRows: 481).Slices.SkipLast(1), s => Assert.Equal(0, s.Samples % Hop(s.Layers)));
        Assert.Equal([new(19, 288000)], Of(Released, new(), sliceRows: 0).Slices);

        static int Hop(int layers) => layers switch { 3 => 4, 5 => 20, _ => 120 };
    }

    // Groups of 2, 3 or 4 rows must not straddle two slices: the bits would depend on the number of threads.
    [Theory]
    [InlineData(4, 5, 6, 8)]
    [InlineData(8, 6, 5, 4)]
    [InlineData(2, 3, 5, 7)]
    [InlineData(3, 7, 2, 2)]
    public void In_every_slice_each_layer_takes_whole_groups_of_rows(int first, int second, int third, int fourth)
    {
        var config = new MimiConfig { Ratios = [first, second, third, fourth] };
        for (var threads = 1; threads <= 64; threads++)
        {
            var schedule = Of(config, new() { Codebooks = 1 }, sliceRows: 480 * threads);
            var layer = 0;
            foreach (var slice in schedule.Slices.SkipLast(1))
                for (; layer < slice.Layers; layer++)
                    Assert.Equal(0, slice.Samples % (12 * schedule.Steps[layer].Layer.Tap.SamplesPerFrame));
        }
    }

    [Fact]
    public void Several_clips_side_by_side_take_whole_chunks()
    {
        var schedule = Of(Released, new(), sliceRows: 480, sequences: 3);
        Assert.Equal([new(19, 288000)], schedule.Slices);
        Assert.Equal(3, schedule.Sequences);
    }

    [Fact]
    public void Clips_in_one_piece_pass_through_the_sliced_stages_in_turns_and_keep_nothing_for_later()
    {
        var schedule = new Schedule(Released, LayerList.Of(Released), new() { Taps = ["seanet.res4", "latent"] }, sequences: 3, sliceRows: 480, wholeSeconds: 1.2);
        Assert.Equal([new(3, 480), new(5, 960), new(8, 28800), new(19, 28800)], schedule.Slices);
        Assert.Equal((3, 28800, 8), (schedule.Sequences, schedule.ChunkSamples, schedule.InTurns));
        // Signals 0 to 7 lie between layers that clips take in turns; 8 is collected of all clips, and what follows too.
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i < 8), schedule.Signals.Select(s => s.InTurns));
        Assert.Equal(Enumerable.Range(0, 19).Select(i => i < 8), schedule.Steps.Select(s => s.InTurns));
        Assert.All(schedule.Steps.SelectMany(s => s.Scratch), s => Assert.Equal(0, s.History));
        Assert.Equal(249, Of(Released, new(), sliceRows: 480, sequences: 3).Steps[10].Scratch.Max(s => s.History));
        Assert.DoesNotContain(Of(Released, new(), sliceRows: 480, sequences: 3).Signals, s => s.InTurns);
    }

    [Theory]
    [InlineData("seanet.conv_in", 1)]
    [InlineData("seanet.down1", 3)]
    [InlineData("seanet.out", 10)]
    [InlineData("transformer.3.attn", 13)]
    [InlineData("transformer.3", 13)]
    [InlineData("latent", 19)]
    [InlineData("rvq@4", 20)]
    public void No_layer_is_there_that_nothing_asks_for(string tap, int layers)
    {
        var schedule = Of(Released, new() { Taps = [tap] }, sliceRows: 480);
        Assert.Equal(layers, schedule.Steps.Count);
        Assert.Equal(layers, schedule.Slices[^1].Layers);
        Assert.Equal(20, Of(Released, new() { Taps = [tap], Codebooks = 1 }, sliceRows: 480).Steps.Count);
    }

    [Fact]
    public void Between_two_layers_stands_what_the_second_reads_and_what_is_tapped()
    {
        var plain = Of(Released, new(), sliceRows: 480).Signals;
        Assert.Equal(new(1, 480, RawHistory: 6, EluHistory: null, false), plain[0]); // the waveform, for a kernel of 7
        Assert.Equal(new(64, 480, RawHistory: 0, EluHistory: 2, false), plain[1]); // a residual block reads both
        Assert.Equal(new(64, 480, RawHistory: null, EluHistory: 4, false), plain[2]); // a convolution of kernel 8, stride 4
        Assert.Equal(new(128, 240, RawHistory: 0, EluHistory: 2, false), plain[3]); // collected for the longer slices of the next stage
        Assert.Equal(new(512, 300, RawHistory: 2, EluHistory: null, false), plain[10]); // the transformer's stream, whose last reader is the latent's convolution
        Assert.Equal(new(512, 150, RawHistory: 0, EluHistory: null, false), plain[11]); // the latent, which is tapped

        Assert.Equal(new(64, 480, RawHistory: 0, EluHistory: 4, false), Of(Released, new() { Taps = ["latent", "seanet.res1"] }, sliceRows: 480).Signals[2]);
        Assert.Equal(new(512, 150, RawHistory: null, EluHistory: null, false), Of(Released, new() { Taps = ["rvq"] }, sliceRows: 480).Signals[^1]); // the quantiser emits by itself
    }

    [Fact]
    public void Layers_that_work_in_place_hand_their_input_on()
    {
        var steps = Of(Released, new(), sliceRows: 480).Steps;
        Assert.All(steps.Skip(10).Take(8), s => Assert.Equal((10, 10), (s.Input, s.Output)));
        Assert.Equal((10, 11), (steps[18].Input, steps[18].Output));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i, i + 1)), steps.Take(10).Select(s => (s.Input, s.Output)));
    }

    [Fact]
    public void Buffers_that_layers_share_have_the_same_size_in_each()
    {
        var shared = Of(Released, new() { Taps = ["transformer.2.mlp"] }, sliceRows: 480).Steps.SelectMany(s => s.Scratch.Select(b => (b.Name, b.Channels, b.Kind, s.Rows)))
            .Where(b => b.Kind == ScratchKind.Shared).GroupBy(b => b.Name).ToList();
        Assert.Equal(3, shared.Count(g => g.Distinct().Count() == 1 && g.Count() == 2));
        Assert.Equal(["transformer.raw"], shared.Where(g => g.Count() == 1).Select(g => g.Key));
    }

    [Fact]
    public void A_quantiser_has_room_for_the_codebooks_that_are_searched()
    {
        Assert.Equal(1, Room(new() { Taps = ["rvq.semantic"] }));
        Assert.Equal(7, Room(new() { Taps = ["rvq@7", "rvq@2"], Codebooks = 3 }));
        Assert.Equal(9, Room(new() { Taps = ["rvq@7"], Codebooks = 9 }));
        Assert.Equal(32, Room(new() { Taps = ["rvq.acoustic"] }));
        Assert.Equal(32, Room(new() { Taps = ["rvq"] }));

        static int Room(EncodeOptions options) => Of(Released, options, 480).Steps[^1].Scratch.Single(s => s.Kind == ScratchKind.Codes).Channels;
    }

    [Fact]
    public void A_schedule_prints_a_line_per_layer()
    {
        var config = SmallModel.Config with { Ratios = [2, 3, 4], Layers = 1 };
        const string expected = """
            48 samples (2 ms) at a time
              seanet.conv_in   rows (6+48, 1)                         → rows (48, 6), ELU (2+48, 6)
              seanet.res1      rows (48, 6), ELU (2+48, 6)            → rows (48, 6), ELU (2+48, 6)           inside (48, 3)
              seanet.down1     rows (48, 6), ELU (2+48, 6)            → rows (72, 12), ELU (2+72, 12)
            144 samples (6 ms) at a time
              seanet.res2      rows (72, 12), ELU (2+72, 12)          → ELU (3+72, 12)                        inside (72, 6)
              seanet.down2     ELU (3+72, 12)                         → rows (48000, 24), ELU (2+48000, 24)
            288000 samples (12000 ms) at a time
              seanet.res3      rows (48000, 24), ELU (2+48000, 24)    → ELU (4+48000, 24)                     inside (48000, 12)
              seanet.down3     ELU (4+48000, 24)                      → ELU (2+12000, 48)
              seanet.out       ELU (2+12000, 48)                      → rows (2+12000, 24)
              transformer.1    rows (2+12000, 24)                     → in place                              qkv (8+12000, 72), transformer.norm (12000, 24), transformer.mixed (12000, 24), transformer.hidden (12000, 40), transformer.raw (12000, 24)
              latent           rows (2+12000, 24)                     → rows (6000, 24)
              rvq              rows (6000, 24)                        → none                                  residual (6000, 10), sum (6000, 10), semantic (6000, 24), acoustic (6000, 24), total (6000, 24), codes (6000, 2)

            """;
        var text = Of(config, new() { Taps = ["seanet.res1", "transformer.1.attn"], Codebooks = 2 }, sliceRows: 48).ToString();
        Assert.Equal(expected, text);
        Assert.StartsWith("288000 samples (12000 ms) of each of 3 clips at a time\n", Of(Released, new(), sliceRows: 480, sequences: 3).ToString());
    }

    private static Schedule Of(MimiConfig config, EncodeOptions asked, int sliceRows, int sequences = 1) => new(config, LayerList.Of(config), asked with { Taps = asked.Codebooks > 0 && asked.Taps is ["latent"] ? [] : asked.Taps }, sequences, sliceRows);
}
