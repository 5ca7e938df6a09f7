using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Plain;

namespace MimiNative.Tests.Backends;

public sealed class CpuOperationTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 34), 47, 48, 49, 63, 64, 65, 69, 70];

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Products_of_all_small_shapes_match_the_plain_product(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 1);
        foreach (var size in Sizes)
        {
            Product(backend, size, 33, 17, 1, 3);
            Product(backend, 13, size, 29, 2, 1);
            Product(backend, 25, 20, size, 1, 1);
        }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Products_over_several_blocks_and_spans_match_the_plain_product(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 3);
        Product(backend, 31, 65, 383, 3, 1);
        Product(backend, 31, 65, 385, 1, 2);
        Product(backend, 27, 33, 2304, 1, 1);
        Product(backend, 27, 33, 5000, 1, 1);
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void A_result_is_the_same_bits_in_any_tile_row_block_and_thread(string set)
    {
        const int rows = 70, k = 100, n = 70;
        var random = new Random(5);
        float[] x = Values(random, rows * k), w = Values(random, n * k), bias = Values(random, n);
        using var one = CpuInstructionSets.Backend(set, 1);
        using var three = CpuInstructionSets.Backend(set, 3);
        using var matrix = one.Prepare(w, bias, n, k);
        float[] Run(Backend backend, int first, int count)
        {
            using var input = backend.Allocate(1, 0, count, k);
            using var output = backend.Allocate(1, 0, count, n);
            backend.Upload(input, 0, 0, x.AsSpan(first * k, count * k));
            backend.Linear(matrix, input, [count], new Epilogue { Output = output, Gelu = true });
            var result = new float[count * n];
            backend.Download(output, 0, 0, result);
            return result;
        }

        var whole = Run(one, 0, rows);
        Assert.Equal(whole, Run(three, 0, rows));
        for (var first = 0; first < rows; first += 7)
            for (var count = 1; count <= Math.Min(30, rows - first); count++)
                Assert.Equal(whole.AsSpan(first * n, count * n).ToArray(), Run(one, first, count));
    }

    // Blocks of 64 everywhere would be as right, only less exact than PyTorch in the first layers: seen in the bits alone.
    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Products_are_summed_in_blocks_of_32_up_to_a_length_of_384_and_of_64_beyond(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 1);
        foreach (var (k, block) in ((int, int)[])[(384, 32), (385, 64), (2304, 64)])
        {
            var random = new Random(k);
            float[] x = Values(random, k), w = Values(random, k);
            using var matrix = backend.Prepare(w, [], 1, k);
            using var input = Buffer(backend, x, k);
            using var output = backend.Allocate(1, 0, 1, 1);
            backend.Linear(matrix, input, [1], new Epilogue { Output = output });
            var expected = 0f;
            for (var from = 0; from < k; from += block)
            {
                var sum = 0f;
                for (var i = from; i < Math.Min(k, from + block); i++)
                    sum = MathF.FusedMultiplyAdd(x[i], w[i], sum);
                expected += sum;
            }

            Assert.Equal(expected, Rows(backend, output, 1)[0]);
        }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Epilogue_applies_scale_residual_gelu_and_elu_in_that_order(string set)
    {
        const int rows = 19, k = 40, n = 37;
        var random = new Random(7);
        float[] x = Values(random, rows * k), w = Values(random, n * k), bias = Values(random, n), scale = Values(random, n), residual = Values(random, rows * n);
        using var backend = CpuInstructionSets.Backend(set, 1);
        using var matrix = backend.Prepare(w, bias, n, k);
        using var layerScale = backend.PrepareVector(scale);
        using var input = Buffer(backend, x, k);
        using var inOut = Buffer(backend, residual, n);
        using var raw = backend.Allocate(1, 0, rows, n);
        using var elu = backend.Allocate(1, 2, rows + 3, n);
        backend.Linear(matrix, input, [rows], new Epilogue { Raw = raw, Scale = layerScale, Residual = inOut, Output = inOut, EluOutput = elu, OutputRow = 0 });
        var plain = PlainOperations.Product(x, 0, k, rows, w, bias, n, k);
        float[] gotRaw = Rows(backend, raw, rows), got = Rows(backend, inOut, rows), gotElu = Rows(backend, elu, rows);
        for (var i = 0; i < rows * n; i++)
        {
            var expectedRaw = plain[i];
            var expected = expectedRaw * scale[i % n] + residual[i];
            Assert.Equal(expectedRaw, gotRaw[i], 2e-5);
            Assert.Equal(expected, got[i], 2e-5);
            Assert.Equal(PlainEncoder.Elu(expected), gotElu[i], 2e-5);
        }

        using var gelu = backend.Allocate(1, 0, rows + 4, n);
        backend.Linear(matrix, input, [rows], new Epilogue { Gelu = true, Output = gelu, OutputRow = 4 });
        var gotGelu = new float[rows * n];
        backend.Download(gelu, 0, 4, gotGelu);
        for (var i = 0; i < rows * n; i++)
            Assert.Equal(PlainEncoder.Gelu(plain[i]), gotGelu[i], 2e-5);
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Layer_norm_matches_the_plain_one_at_every_width(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 1);
        var random = new Random(11);
        for (var channels = 1; channels <= 70; channels++)
        {
            float[] x = [.. Values(random, 3 * channels).Select(v => v + 100)], weight = Values(random, channels), bias = Values(random, channels);
            using var w = backend.PrepareVector(weight);
            using var b = backend.PrepareVector(bias);
            using var input = Buffer(backend, x, channels);
            using var output = backend.Allocate(1, 0, 3, channels);
            backend.LayerNorm(w, b, 1e-5f, input, output, [3]);
            var got = Rows(backend, output, 3);
            var expected = PlainOperations.LayerNorm(x, weight, bias, 1e-5);
            for (var i = 0; i < got.Length; i++)
                Assert.Equal(expected[i], got[i], 2e-4); // values near 100 carry 4e-6 of their own
        }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Attention_in_chunks_of_any_size_matches_the_plain_one_and_itself(string set)
    {
        using var backend = CpuInstructionSets.Backend(set, 2);
        foreach (var (heads, dim, window) in new[] { (2, 8, 7), (3, 10, 1), (1, 64, 50), (2, 34, 33) })
        {
            const int rows = 90;
            var width = heads * dim;
            var qkv = Values(new Random(13), rows * 3 * width);
            var expected = PlainOperations.Attention(qkv, heads, dim, window, 10000);
            float[]? first = null;
            foreach (var chunk in new[] { rows, 1, 2, 5, 13, 32 })
            {
                using var buffer = backend.Allocate(1, window - 1, chunk, 3 * width);
                using var output = backend.Allocate(1, 0, chunk, width);
                var got = new float[rows * width];
                for (var at = 0; at < rows; at += chunk)
                {
                    var count = Math.Min(chunk, rows - at);
                    backend.Upload(buffer, 0, 0, qkv.AsSpan(at * 3 * width, count * 3 * width));
                    backend.Attention(buffer, output, heads, dim, window, 10000, [at], [count]);
                    backend.Advance(buffer, [count]);
                    backend.Download(output, 0, 0, got.AsSpan(at * width, count * width));
                }

                for (var i = 0; i < got.Length; i++)
                    Assert.Equal(expected[i], got[i], 2e-6);
                Assert.Equal(first ??= got, got);
            }
        }
    }

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Quantiser_finds_the_codes_of_the_plain_search_ties_included(string set)
    {
        const int rows = 37, levels = 3, size = 45, dim = 12;
        var random = new Random(17);
        float[] x = Values(random, rows * dim), books = Values(random, levels * size * dim);
        // Two equal rows: the lower index must win. And points that lie exactly between two rows.
        books.AsSpan(3 * dim, dim).CopyTo(books.AsSpan(30 * dim));
        for (var d = 0; d < dim; d++)
        {
            x[d] = books[3 * dim + d];
            x[dim + d] = (books[5 * dim + d] + books[9 * dim + d]) / 2;
        }

        var expected = x.Chunk(dim).Select(row => PlainOperations.Quantise(row, books, size)).ToArray();
        using var backend = CpuInstructionSets.Backend(set, 2);
        using var prepared = backend.PrepareCodebooks(books, levels, size, dim);
        foreach (var split in new[] { 0, 1, 2 })
        {
            using var residual = Buffer(backend, x, dim);
            using var sum = backend.Allocate(1, 0, rows, dim);
            using var codes = backend.AllocateCodes(1, rows, levels + 2);
            if (split > 0)
                backend.Quantise(prepared, residual, sum, codes, 2, 0, split, [rows]);
            backend.Quantise(prepared, residual, sum, codes, 2, split, levels, [rows]);
            var got = new int[rows * (levels + 2)];
            backend.DownloadCodes(codes, 0, got);
            var sums = Rows(backend, sum, rows);
            for (var row = 0; row < rows; row++)
            {
                for (var level = 0; level < levels; level++)
                    Assert.Equal(expected[row].Codes[level], got[row * (levels + 2) + 2 + level]);
                for (var d = 0; d < dim; d++)
                    Assert.Equal(expected[row].Sum[d], sums[row * dim + d], 1e-6);
            }
        }
    }

    [Fact]
    public void Wrong_shapes_and_impossible_devices_are_refused()
    {
        using var backend = CpuBackend.Create(1);
        using var matrix = backend.Prepare(new float[12], [], 4, 3);
        using var x = backend.Allocate(1, 0, 2, 3);
        using var y = backend.Allocate(1, 0, 2, 5);
        Assert.Throws<ArgumentException>(() => backend.Linear(matrix, x, [2], new Epilogue { Output = y }));
        Assert.Throws<ArgumentException>(() => backend.Convolve(matrix, x, 1, 1, [2], default));
        Assert.Throws<ArgumentException>(() => backend.Linear(matrix, x, [3], default));
        Assert.Throws<ArgumentException>(() => backend.Prepare(new float[11], [], 4, 3));
        Assert.Throws<BackendException>(() => CpuBackend.Create(-1));
    }

    private static void Product(Backend backend, int rows, int n, int k, int stride, int channels)
    {
        var random = new Random(rows * 1000 + n * 100 + k);
        // A window of k floats every stride·channels: overlapping when k is larger.
        var history = (k + channels - 1) / channels;
        k = Math.Min(k, history * channels);
        float[] w = Values(random, n * k), bias = Values(random, n);
        var x = Values(random, (history + rows * stride) * channels);
        using var matrix = backend.Prepare(w, bias, n, k);
        using var input = backend.Allocate(1, history, rows * stride, channels);
        using var output = backend.Allocate(1, 0, rows, n);
        backend.Upload(input, 0, -history, x);
        backend.Convolve(matrix, input, stride, history, [rows], new Epilogue { Output = output });
        var expected = PlainOperations.Product(x, 0, stride * channels, rows, w, bias, n, k);
        var got = Rows(backend, output, rows);
        var tolerance = 1e-6 * Math.Sqrt(k) + 1e-6;
        for (var i = 0; i < rows * n; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= tolerance, $"({rows}, {n}, {k}) at row {i / n}, column {i % n}: {got[i]} for {expected[i]}");
    }

    private static ActivationBuffer Buffer(Backend backend, float[] values, int channels)
    {
        var buffer = backend.Allocate(1, 0, values.Length / channels, channels);
        backend.Upload(buffer, 0, 0, values);
        return buffer;
    }

    private static float[] Rows(Backend backend, ActivationBuffer buffer, int rows)
    {
        var values = new float[rows * buffer.Channels];
        backend.Download(buffer, 0, 0, values);
        return values;
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
}
