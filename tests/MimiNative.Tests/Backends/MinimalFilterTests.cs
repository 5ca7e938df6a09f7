using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;
using MimiNative.Plain;

namespace MimiNative.Tests.Backends;

/// <summary>Convolutions from fewer products: as right as plain ones, and the same bits however a clip is cut.</summary>
public sealed class MinimalFilterTests
{
    /// <summary>Channels, kernel, stride, rows of a frame, and the scheme that these get.</summary>
    public static TheoryData<int, int, int, int, string?> Choices => new()
    {
        { 64, 3, 1, 1920, "F(2,3)" }, // res1: F(4,3) would lose digits that no later layer gives back
        { 128, 3, 1, 480, "F(4,3)" },
        { 256, 3, 1, 96, "F(4,3)" },
        { 512, 3, 1, 16, "F(4,3)" },
        { 1024, 3, 1, 2, "F(2,3)" },
        { 64, 8, 4, 480, "F(3,2)" },
        { 128, 10, 5, 96, "F(3,2)" },
        { 256, 12, 6, 16, "F(2,2)" },
        { 512, 16, 8, 2, "F(2,2)" },
        { 512, 4, 2, 1, null }, // the latent: one row to a frame
        { 1, 7, 1, 1920, null }, // the waveform
        { 32, 1, 1, 1920, null },
        { 64, 9, 4, 480, null }, // taps of unequal length
        { 128, 3, 1, 7, null },
        { 64, 8, 4, 9, "F(3,2)" },
        { 64, 8, 4, 5, null },
    };

    private static readonly (int Channels, int Kernel, int Stride, int RowsPerFrame)[] Shapes =
    [
        (24, 8, 4, 6), (5, 10, 5, 3), (7, 4, 2, 2), (40, 12, 6, 4), (9, 3, 1, 2), (64, 3, 1, 6), (128, 3, 1, 4), (131, 3, 1, 8), (1300, 4, 2, 2), (2400, 3, 1, 4), (1, 3, 1, 2),
    ];

    [Theory, MemberData(nameof(Choices))]
    public void The_scheme_follows_from_the_sizes(int channels, int kernel, int stride, int rowsPerFrame, string? scheme) =>
        Assert.Equal(scheme, FilterScheme.For(channels, kernel, stride, rowsPerFrame)?.Name);

    [Fact]
    public void Twelve_rows_hold_whole_groups_of_every_scheme() => Assert.All(FilterScheme.ByPreference, s => Assert.Equal(0, 12 % s.Outputs)); // what a schedule's slices are multiples of

    [Fact]
    public void In_a_model_of_the_released_one_s_rates_every_convolution_but_the_first_and_the_last_has_a_scheme()
    {
        using var encoder = new MimiEncoder(new MimiNative.Weights.SyntheticCheckpoint("schemes", new MimiConfig { Filters = 32, Layers = 1, Width = 64, Heads = 2, HeadDimension = 32, FeedForward = 64 }), CpuBackend.Create(1));
        var profile = encoder.Profile(new float[3 * 1920], encoder.AllLayers);
        Assert.Equal(["F(2,3)", "F(3,2)", "F(2,3)", "F(3,2)", "F(4,3)", "F(2,2)", "F(4,3)", "F(2,2)", "F(2,3)"],
            profile.Where(p => p.Operation.Contains('F')).Select(p => p.Operation.Split(' ')[1]));
    }

    /// <summary>Rows of several sequences are stacked: tiles and groups hold rows of two.</summary>
    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Sequences_side_by_side_have_the_bits_of_each_by_itself(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 1);
        foreach (var (channels, kernel, stride, rowsPerFrame) in ((int, int, int, int)[])[.. Shapes, (1024, 1, 1, 1), (2500, 1, 1, 1), (6, 7, 1, 1)])
            foreach (var counts in (int[][])[[1, 1], [3, 0, 5, 1], [12, 13, 0], [2, 7, 25, 4, 1, 1]])
            {
                var random = new Random(counts.Length);
                var (most, history) = (counts.Max(), kernel - stride);
                float[] w = Values(random, 40 * kernel * channels), bias = Values(random, 40);
                using var matrix = backend.PrepareConvolution(w, bias, 40, channels, kernel, stride, rowsPerFrame);
                using var input = backend.Allocate(counts.Length, history, most * stride, channels);
                using var output = backend.Allocate(counts.Length, 0, most, 40);
                var clips = counts.Select(count => Values(random, count * stride * channels)).ToArray();
                for (var s = 0; s < counts.Length; s++)
                    if (counts[s] > 0)
                        backend.Upload(input, s, 0, clips[s]);
                backend.Convolve(matrix, input, stride, history, counts, new Epilogue { Output = output, Gelu = true });
                for (var s = 0; s < counts.Length; s++)
                {
                    if (counts[s] == 0)
                        continue;
                    using var alone = backend.Allocate(1, history, counts[s] * stride, channels);
                    using var expected = backend.Allocate(1, 0, counts[s], 40);
                    backend.Upload(alone, 0, 0, clips[s]);
                    backend.Convolve(matrix, alone, stride, history, [counts[s]], new Epilogue { Output = expected, Gelu = true });
                    float[] a = new float[counts[s] * 40], b = new float[counts[s] * 40];
                    backend.Download(expected, 0, 0, a);
                    backend.Download(output, s, 0, b);
                    Assert.Equal(a, b);
                }
            }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void A_filtered_convolution_matches_the_plain_one(string set)
    {
        using var one = CpuInstructionSets.Backend(set, 1);
        using var three = CpuInstructionSets.Backend(set, 3);
        foreach (var shape in Shapes)
            foreach (var outputs in (int[])[1, 33, 70])
                foreach (var rows in (int[])[1, 2, 3, 5, 12, 23, 50])
                {
                    var (channels, kernel, stride, rowsPerFrame) = shape;
                    if (channels * kernel > 4000 && (outputs != 33 || rows > 12))
                        continue;
                    var random = new Random(rows);
                    float[] x = Values(random, (rows - 1) * stride * channels + kernel * channels), w = Values(random, outputs * kernel * channels), bias = Values(random, outputs);
                    using var matrix = one.PrepareConvolution(w, bias, outputs, channels, kernel, stride, rowsPerFrame);
                    Assert.NotNull(matrix.Filtering);
                    var expected = PlainOperations.Product(x, 0, stride * channels, rows, w, bias, outputs, kernel * channels);
                    var actual = Run(one, matrix, x, channels, kernel, stride, rows);
                    var tolerance = 4e-7 * Math.Sqrt(kernel * channels) * 4;
                    for (var i = 0; i < expected.Length; i++)
                        Assert.True(Math.Abs(expected[i] - actual[i]) < tolerance, $"{matrix.Filtering} {shape} → {outputs}, row {i / outputs} of {rows}: {actual[i]} for {expected[i]}");
                    Assert.Equal(actual, Run(three, matrix, x, channels, kernel, stride, rows));
                }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Rows_are_the_same_bits_wherever_a_clip_is_cut_between_groups(string set)
    {
        const int Rows = 132, Outputs = 40;
        using var backend = CpuInstructionSets.Backend(set, 2);
        foreach (var (channels, kernel, stride, rowsPerFrame) in Shapes)
        {
            var random = new Random(channels);
            float[] x = Values(random, (Rows - 1) * stride * channels + kernel * channels), w = Values(random, Outputs * kernel * channels);
            using var matrix = backend.PrepareConvolution(w, [], Outputs, channels, kernel, stride, rowsPerFrame);
            var whole = Run(backend, matrix, x, channels, kernel, stride, Rows);
            var group = FilterScheme.For(channels, kernel, stride, rowsPerFrame)!.Outputs;
            foreach (var (first, count) in ((int, int)[])[(0, group), (group, 5 * group), (12, 24), (60, 72), (24 + group, 13 * group)])
            {
                var part = x.AsSpan(first * stride * channels, ((count - 1) * stride + kernel) * channels).ToArray();
                Assert.Equal(whole.AsSpan(first * Outputs, count * Outputs).ToArray(), Run(backend, matrix, part, channels, kernel, stride, count));
            }
        }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void What_stands_behind_the_last_row_does_not_matter(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 1);
        foreach (var (channels, kernel, stride, rowsPerFrame) in Shapes)
            for (var rows = 1; rows < 6; rows++)
            {
                var random = new Random(channels);
                float[] x = Values(random, ((rows - 1) * stride + kernel) * channels), w = Values(random, 8 * kernel * channels);
                using var matrix = backend.PrepareConvolution(w, [], 8, channels, kernel, stride, rowsPerFrame);
                var alone = Run(backend, matrix, x, channels, kernel, stride, rows);
                Assert.DoesNotContain(float.NaN, alone);
                Assert.Equal(alone, Run(backend, matrix, [.. x, .. Enumerable.Repeat(float.NaN, 4 * stride * channels)], channels, kernel, stride, rows));
            }
    }

    [Fact]
    public void A_matrix_prepared_for_one_stride_is_refused_with_another()
    {
        using var backend = CpuBackend.Create(1);
        using var matrix = backend.PrepareConvolution(new float[8 * 8], [], 4, 2, 8, 4, 2);
        using var x = backend.Allocate(1, 8, 16, 2);
        using var y = backend.Allocate(1, 0, 16, 4);
        Assert.Equal("stride", Assert.Throws<ArgumentException>(() => backend.Convolve(matrix, x, 2, 6, [2], new Epilogue { Output = y })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.PrepareConvolution(new float[8 * 8], [], 4, 2, 8, 9, 2));
        Assert.Throws<ArgumentException>(() => backend.PrepareConvolution(new float[63], [], 4, 2, 8, 4, 2));
    }

    private static float[] Run(Backend backend, PreparedMatrix matrix, float[] x, int channels, int kernel, int stride, int rows)
    {
        var history = kernel - stride;
        using var input = backend.Allocate(1, history, x.Length / channels - history, channels);
        using var output = backend.Allocate(1, 0, rows, matrix.Outputs);
        backend.Upload(input, 0, -history, x);
        backend.Convolve(matrix, input, stride, history, [rows], new Epilogue { Output = output });
        var result = new float[rows * matrix.Outputs];
        backend.Download(output, 0, 0, result);
        return result;
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
}
