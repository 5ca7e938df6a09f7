using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Numerics;

namespace MimiNative.Tests.Backends;

/// <summary>
/// Every operation of the CPU on memory whose next float faults, at every vector width: one that the processor lacks is put together by .NET out of narrower ones, with the same loads and stores.
/// What comes out must be the bits that ordinary memory gives.
/// </summary>
public sealed class GuardPageTests
{
    public static TheoryData<string, GuardedEnd> Cases()
    {
        var data = new TheoryData<string, GuardedEnd>();
        foreach (var set in Enum.GetNames<CpuInstructions>())
        {
            data.Add(set, GuardedEnd.Last);
            data.Add(set, GuardedEnd.First);
        }

        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Products_stay_within_their_operands(string set, GuardedEnd end)
    {
        // Every remainder of columns, rows and depth against the tiles of every width; then what crosses blocks and spans of K.
        foreach (var size in Enumerable.Range(1, 67))
        {
            Product(set, end, 5, size, 9, 1, 1, 3);
            Product(set, end, size, 19, 7, 1, 2, 1);
            Product(set, end, 3, 21, size, 2, 1, 1);
        }

        foreach (var (rows, outputs, inputs) in new[] { (13, 33, 383), (7, 17, 385), (25, 49, 2304), (14, 35, 2309) })
            Product(set, end, rows, outputs, inputs, 1, 1, 1);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Products_of_several_threads_stay_within_their_operands(string set, GuardedEnd end)
    {
        foreach (var size in new[] { 1, 2, 15, 16, 17, 31, 33, 65 })
        {
            Product(set, end, 29, size, 40, 2, 1, 4, threads: 2);
            Product(set, end, size, 34, 40, 1, 1, 4, threads: 2);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Layer_norm_stays_within_its_rows(string set, GuardedEnd end)
    {
        for (var channels = 1; channels <= 67; channels++)
            SameAsInOrdinaryMemory(set, end, 1, backend =>
            {
                const int rows = 3;
                var random = new Random(channels);
                using var weight = backend.PrepareVector(Values(random, channels));
                using var bias = backend.PrepareVector(Values(random, channels));
                using var x = Filled(backend, random, 0, rows, channels);
                using var y = backend.Allocate(1, 0, rows, channels);
                backend.LayerNorm(weight, bias, 1e-5f, x, y, [rows]);
                backend.LayerNorm(weight, bias, 1e-5f, x, x, [rows]);
                return [.. Rows(backend, x, 0, rows), .. Rows(backend, y, 0, rows)];
            });
    }

    [Theory, MemberData(nameof(Cases))]
    public void Filtered_convolutions_stay_within_their_operands(string set, GuardedEnd end)
    {
        foreach (var (channels, kernel, stride, rowsPerFrame) in new[] { (7, 8, 4, 3), (5, 4, 2, 2), (33, 3, 1, 2), (130, 3, 1, 4), (1200, 4, 2, 2) })
            foreach (var rows in new[] { 1, 2, 3, 4, 5, 13, 47 })
                SameAsInOrdinaryMemory(set, end, 1 + rows % 2, backend =>
                {
                    var random = new Random(rows);
                    const int Outputs = 35;
                    using var matrix = backend.PrepareConvolution(Values(random, Outputs * kernel * channels), Values(random, Outputs), Outputs, channels, kernel, stride, rowsPerFrame);
                    using var x = Filled(backend, random, kernel - stride, rows * stride, channels);
                    using var output = backend.Allocate(1, 0, rows + 1, Outputs);
                    using var elu = backend.Allocate(1, 0, rows + 1, Outputs);
                    backend.Convolve(matrix, x, stride, kernel - stride, [rows], new Epilogue { Output = output, EluOutput = elu, OutputRow = 1 });
                    return [.. Rows(backend, output, 0, rows + 1), .. Rows(backend, elu, 0, rows + 1)];
                });
    }

    [Theory, MemberData(nameof(Cases))]
    public void Attention_stays_within_its_rows_and_its_history(string set, GuardedEnd end)
    {
        foreach (var headDim in Enumerable.Range(1, 34).Select(i => 2 * i))
            Attention(set, end, 2, headDim, 9, 5, 8);
        foreach (var rows in Enumerable.Range(1, 27))
            Attention(set, end, 1, 8, 18, rows, rows % 3 == 0 ? 0 : 17);
        foreach (var window in new[] { 1, 2, 3, 15, 16, 17, 31, 33, 49, 64 })
            Attention(set, end, 1, 6, window, 19, window - 1);
        // With so much history the buffer keeps slack; the fourth chunk ends where the buffer does.
        Attention(set, end, 1, 6, 70, 23, 3 * 23);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_quantiser_stays_within_codebooks_and_rows(string set, GuardedEnd end)
    {
        foreach (var size in Enumerable.Range(1, 67))
        {
            Quantise(set, end, 5, size, 7);
            Quantise(set, end, 3, 18, size);
        }

        foreach (var rows in Enumerable.Range(1, 35))
            Quantise(set, end, rows, 33, 8);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Movements_stay_within_the_buffer(string set, GuardedEnd end)
    {
        foreach (var (headroom, capacity, channels) in new[] { (0, 1, 1), (3, 5, 7), (7, 2, 3), (64, 5, 2), (64, 100, 1) })
            SameAsInOrdinaryMemory(set, end, 1, backend =>
            {
                var random = new Random(capacity);
                using var x = backend.Allocate(2, headroom, capacity, channels);
                List<float> all = [];
                for (var chunk = 0; chunk < 40; chunk++)
                {
                    backend.Upload(x, 1, -headroom, Values(random, (headroom + capacity) * channels));
                    backend.Repeat(x, 1, capacity - 1, -headroom, Math.Min(headroom, 2));
                    backend.Zero(x, 1, capacity - 1, 1);
                    all.AddRange(Rows(backend, x, -headroom, headroom + capacity, sequence: 1));
                    backend.Advance(x, [1, Math.Max(1, capacity - chunk % 2)]);
                    all.AddRange(Rows(backend, x, -headroom, headroom + capacity, sequence: 1));
                    if (chunk == 20)
                        backend.Reset(x, 1);
                }

                return [.. all];
            });
    }

    /// <summary>A convolution with every epilogue, whose last window ends with the input and whose results end with their buffers.</summary>
    private static void Product(string set, GuardedEnd end, int rows, int outputs, int inputs, int stride, int channels, int headroom, int threads = 1)
    {
        // History and chunk are exactly what the windows reach.
        var reach = (rows - 1) * stride * channels + inputs;
        var history = Math.Min(headroom, inputs / channels);
        var capacity = Math.Max(stride, (reach + channels - 1) / channels - history);
        if (((rows - 1) * stride - history) * channels + inputs > capacity * channels)
            capacity++;
        SameAsInOrdinaryMemory(set, end, threads, backend =>
        {
            var random = new Random(rows + 100 * outputs + 10000 * inputs);
            var (weight, bias) = (Values(random, outputs * inputs), Values(random, outputs));
            using var biased = backend.Prepare(weight, bias, outputs, inputs);
            using var plain = backend.Prepare(weight, [], outputs, inputs);
            using var scale = backend.PrepareVector(Values(random, outputs));
            using var x = Filled(backend, random, history, capacity, channels);
            List<float> results = [];
            foreach (var kind in Enum.GetValues<Kind>())
            {
                using var residual = Filled(backend, random, 0, rows, outputs);
                using var raw = backend.Allocate(1, 0, rows, outputs);
                using var output = backend.Allocate(1, 0, rows + 1, outputs);
                using var elu = backend.Allocate(1, 0, rows + 1, outputs);
                var epilogue = kind switch
                {
                    Kind.Plain => new Epilogue { Output = output, OutputRow = 1 },
                    Kind.Elu => new Epilogue { EluOutput = elu, OutputRow = 1 },
                    Kind.Both => new Epilogue { Output = output, EluOutput = elu },
                    Kind.ResidualElu => new Epilogue { Residual = residual, EluOutput = elu },
                    Kind.Gelu => new Epilogue { Output = output, Gelu = true, OutputRow = 1 },
                    Kind.GeluOfMore => new Epilogue { Output = output, Gelu = true, Scale = scale, Residual = residual },
                    Kind.Raw => new Epilogue { Raw = raw },
                    Kind.InPlace => new Epilogue { Raw = raw, Scale = scale, Residual = residual, Output = residual },
                    _ => new Epilogue { Raw = raw, Scale = scale, Residual = residual, Output = output, EluOutput = elu, OutputRow = 1 },
                };
                backend.Convolve(kind is Kind.Plain or Kind.Elu ? plain : biased, x, stride, history, [rows], epilogue);
                results.AddRange([.. Rows(backend, raw, 0, rows), .. Rows(backend, residual, 0, rows), .. Rows(backend, output, 0, rows + 1), .. Rows(backend, elu, 0, rows + 1)]);
            }

            return [.. results];
        });
    }

    private static void Attention(string set, GuardedEnd end, int heads, int headDim, int window, int rows, int before) => SameAsInOrdinaryMemory(set, end, 1, backend =>
    {
        var random = new Random(headDim + rows);
        var width = heads * headDim;
        using var qkv = backend.Allocate(1, window - 1, rows, 3 * width);
        using var y = backend.Allocate(1, 0, rows, width);
        long position = 0;
        for (var count = Math.Min(before, rows); count > 0; count = Math.Min(before - (int)position, rows))
        {
            backend.Upload(qkv, 0, 0, Values(random, count * 3 * width));
            backend.Attention(qkv, y, heads, headDim, window, 10000, [position], [count]);
            backend.Advance(qkv, [count]);
            position += count;
        }

        backend.Upload(qkv, 0, 0, Values(random, rows * 3 * width));
        backend.Attention(qkv, y, heads, headDim, window, 10000, [position], [rows]);
        return Rows(backend, y, 0, rows);
    });

    private static void Quantise(string set, GuardedEnd end, int rows, int size, int dim) => SameAsInOrdinaryMemory(set, end, 1, backend =>
    {
        const int levels = 2;
        var random = new Random(size + dim);
        using var books = backend.PrepareCodebooks(Values(random, levels * size * dim), levels, size, dim);
        using var residual = Filled(backend, random, 0, rows, dim);
        using var sum = backend.Allocate(1, 0, rows, dim);
        using var codes = backend.AllocateCodes(1, rows, levels + 1);
        backend.Quantise(books, residual, sum, codes, 1, 0, 1, [rows]);
        backend.Quantise(books, residual, sum, codes, 1, 1, levels, [rows]);
        var found = new int[rows * (levels + 1)];
        backend.DownloadCodes(codes, 0, found);
        return [.. Rows(backend, residual, 0, rows), .. Rows(backend, sum, 0, rows), .. found.Select(c => (float)c)];
    });

    /// <summary>A backend of any vector width, whether the processor has it or not.</summary>
    internal static CpuBackend Any(string set, int threads = 1) => CpuInstructionSets.Named(set) switch
    {
        CpuInstructions.Vector512 => new CpuBackend<Simd512>(threads, set),
        CpuInstructions.Vector256 => new CpuBackend<Simd256>(threads, set),
        CpuInstructions.Vector128 => new CpuBackend<Simd128>(threads, set),
        _ => new CpuBackend<SimdScalar>(threads, set),
    };

    private static void SameAsInOrdinaryMemory(string set, GuardedEnd end, int threads, Func<Backend, float[]> operation)
    {
        float[] Run()
        {
            using var backend = Any(set, threads);
            return operation(backend);
        }

        float[] guarded = [];
        GuardedMemory.Run(end, () => guarded = Run());
        Assert.Equal(Run(), guarded);
    }

    private static ActivationBuffer Filled(Backend backend, Random random, int headroom, int rows, int channels)
    {
        var buffer = backend.Allocate(1, headroom, rows, channels);
        backend.Upload(buffer, 0, -headroom, Values(random, (headroom + rows) * channels));
        return buffer;
    }

    private static float[] Rows(Backend backend, ActivationBuffer buffer, int row, int count, int sequence = 0)
    {
        var values = new float[count * buffer.Channels];
        backend.Download(buffer, sequence, row, values);
        return values;
    }

    private static float[] Values(Random random, int count)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return values;
    }

    /// <summary>What a product does on its way to memory.</summary>
    private enum Kind
    {
        Plain,
        Elu,
        Both,
        ResidualElu,
        Gelu,
        GeluOfMore,
        Raw,
        InPlace,
        Everything,
    }
}
