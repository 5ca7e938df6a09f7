using MimiNative.Backends;
using MimiNative.Backends.Gpu;
using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>Convolve and Linear on every backend: shapes, strides, batches of different lengths, everything that is fused.</summary>
public sealed class ProductTests
{
    public static TheoryData<string, int, int, int, int> Shapes()
    {
        var data = new TheoryData<string, int, int, int, int>();
        foreach (var name in AllBackends.Names)
        {
            // channels, kernel, stride, outputs
            data.Add(name, 1, 7, 1, 16);
            data.Add(name, 2, 3, 1, 2);
            data.Add(name, 4, 8, 4, 12);
            data.Add(name, 16, 10, 5, 48);
            data.Add(name, 8, 1, 1, 132);
            if (!AllBackends.IsSlow(name.Data))
                data.Add(name, 64, 16, 8, 192);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_convolution_over_clips_of_different_lengths_is_the_sum_of_products(string name, int channels, int kernel, int stride, int outputs)
    {
        var backend = AllBackends.Get(name);
        var random = new Random(channels + outputs);
        int[] rows = [11, 0, 3, 1];
        int history = kernel - stride, capacity = 11 * stride, inputs = kernel * channels;
        var (weight, bias) = (random.Floats(outputs * inputs), random.Floats(outputs));
        using var w = backend.Prepare(weight, bias, outputs, inputs);
        using var x = backend.Allocate(rows.Length, history, capacity, channels);
        using var y = backend.Allocate(rows.Length, 2, 11, outputs);
        using var elu = backend.Allocate(rows.Length, 0, 12, outputs);
        var clips = rows.Select(r => random.Floats((history + r * stride) * channels)).ToArray();
        for (var s = 0; s < rows.Length; s++)
            backend.Upload(x, s, -history, clips[s]);

        backend.Convolve(w, x, stride, history, rows, new Epilogue { Output = y, EluOutput = elu });

        for (var s = 0; s < rows.Length; s++)
        {
            var expected = PlainOperations.Product(clips[s], 0, stride * channels, rows[s], weight, bias, outputs, inputs);
            Expect.Close(expected, backend.Rows(y, s, 0, rows[s]));
            Expect.Close([.. expected.Select(PlainEncoder.Elu)], backend.Rows(elu, s, 0, rows[s]));
            // What no row was asked for stays as it was.
            Assert.All(backend.Rows(y, s, -2, 2), v => Assert.Equal(0f, v));
            Assert.All(backend.Rows(y, s, rows[s], 11 - rows[s]), v => Assert.Equal(0f, v));
        }
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Everything_fused_happens_in_its_order(string name)
    {
        var backend = AllBackends.Get(name);
        foreach (var outputs in (int[])[6, 20, 32])
        {
            var random = new Random(outputs);
            int[] rows = [5, 14];
            const int Inputs = 24;
            var (weight, bias, scale) = (random.Floats(outputs * Inputs), random.Floats(outputs), random.Floats(outputs));
            using var w = backend.Prepare(weight, bias, outputs, Inputs);
            using var v = backend.PrepareVector(scale);
            using var x = backend.Allocate(2, 0, 14, Inputs);
            using var raw = backend.Allocate(2, 1, 14, outputs);
            using var y = backend.Allocate(2, 3, 14, outputs);
            using var gelu = backend.Allocate(2, 0, 15, outputs);
            for (var s = 0; s < 2; s++)
            {
                var (input, residual) = (random.Floats(rows[s] * Inputs), random.Floats(rows[s] * outputs));
                backend.Upload(x, s, 0, input);
                backend.Upload(y, s, 0, residual);
                Expected[s] = (PlainOperations.Product(input, 0, Inputs, rows[s], weight, bias, outputs, Inputs), residual);
            }

            backend.Linear(w, x, rows, new Epilogue { Output = gelu, Gelu = true });
            backend.Linear(w, x, rows, new Epilogue { Raw = raw, Scale = v, Residual = y, Output = y });

            for (var s = 0; s < 2; s++)
            {
                var (product, residual) = Expected[s];
                Expect.Close(product, backend.Rows(raw, s, 0, rows[s]));
                Expect.Close([.. product.Select((p, i) => p * scale[i % outputs] + residual[i])], backend.Rows(y, s, 0, rows[s]));
                Expect.Close([.. product.Select(PlainEncoder.Gelu)], backend.Rows(gelu, s, 0, rows[s]), 2e-6);
            }
        }
    }

    private (double[] Product, float[] Residual)[] Expected { get; } = new (double[], float[])[2];

    [Theory]
    [MemberData(nameof(AllBackends.Devices), MemberType = typeof(AllBackends))]
    public void Every_kernel_for_the_product_gives_the_same_bits(string name)
    {
        var backend = (GpuBackend)AllBackends.Get(name);
        var random = new Random(5);
        // More than one block of k, one tile of rows and one of columns; a last row, column and k that fill none.
        var (rows, outputs, inputs) = AllBackends.IsSlow(name) ? (70, 80, 401) : (197, 208, 1003);
        using var w = backend.Prepare(random.Floats(outputs * inputs), random.Floats(outputs), outputs, inputs);
        using var x = backend.Allocate(2, 0, rows, inputs);
        using var y = backend.Allocate(2, 0, rows, outputs);
        using var elu = backend.Allocate(2, 0, rows, outputs);
        backend.Upload(x, 0, 0, random.Floats(rows * inputs));
        backend.Upload(x, 1, 0, random.Floats(rows * inputs));
        float[]? first = null;
        foreach (var variant in Enum.GetValues<GemmVariant>())
        {
            // The PTX leaves out what is for processors.
            if (name == "cuda" && variant == GemmVariant.Wide)
                continue;
            backend.Variant = variant;
            backend.Zero(y, 0, 0, rows);
            backend.Zero(elu, 1, 0, rows);
            backend.Linear(w, x, [rows, 3], new Epilogue { Output = y, EluOutput = elu });
            float[] all = [.. backend.Rows(y, 0, 0, rows), .. backend.Rows(y, 1, 0, 3), .. backend.Rows(elu, 0, 0, rows), .. backend.Rows(elu, 1, 0, 3)];
            Expect.SameBits(first ??= all, all);
        }
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Rows_that_cannot_be_are_refused(string name)
    {
        var backend = AllBackends.Get(name);
        using var w = backend.Prepare(new float[16 * 8], [], 16, 8);
        using var x = backend.Allocate(1, 1, 4, 4);
        using var y = backend.Allocate(1, 0, 4, 16);
        Assert.Throws<ArgumentException>(() => backend.Convolve(w, x, 1, 2, [2], new Epilogue { Output = y }));
        Assert.Throws<ArgumentException>(() => backend.Convolve(w, x, 2, 0, [3], new Epilogue { Output = y }));
    }
}
