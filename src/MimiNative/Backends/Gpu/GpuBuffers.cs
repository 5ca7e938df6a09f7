using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>Activations in device memory, one sequence after the other. A chunk always starts at row Headroom: <see cref="Backend.Advance"/> moves the rows.</summary>
internal sealed class GpuBuffer(int sequences, int headroom, int capacity, int channels, DeviceMemory memory) : ActivationBuffer(sequences, headroom, capacity, channels)
{
    private DeviceMemory? _lost;
    private GpuPositions? _positions;

    public DeviceMemory Memory => memory;

    public override long Bytes => memory.Bytes;

    /// <summary>As much room again, for what rounding took from sums that are kept here; made when first asked for.</summary>
    public DeviceMemory Lost(GpuDriver driver) => _lost ??= driver.Allocate(memory.Bytes);

    /// <summary>Where its sequences stand in time, for attention that writes here; made when first asked for.</summary>
    public GpuPositions Positions(GpuDriver driver) => _positions ??= new(driver, Sequences, Capacity);

    /// <summary>Floats from one sequence to the next.</summary>
    public int Pitch => (Headroom + Capacity) * Channels;

    /// <summary>Floats from a sequence's beginning to row <paramref name="row"/> of its chunk.</summary>
    public int Start(int row) => (Headroom + row) * Channels;

    /// <summary>Bytes from the beginning of the memory to a row.</summary>
    public long Offset(int sequence, int row) => sizeof(float) * ((long)sequence * Pitch + Start(row));

    protected override void Release()
    {
        memory.Dispose();
        _lost?.Dispose();
        _positions?.Dispose();
    }
}

/// <summary>Codes in device memory.</summary>
internal sealed class GpuCodeBuffer(int sequences, int capacity, int levels, DeviceMemory memory) : CodeBuffer(sequences, capacity, levels)
{
    public DeviceMemory Memory => memory;

    protected override void Release()
    {
        memory.Dispose();
    }
}

/// <summary>A matrix in panels of 16 columns, k by k, and its bias. See <see cref="GemmArguments"/>.</summary>
internal sealed class GpuMatrix(int outputs, int inputs, DeviceMemory values, DeviceMemory bias) : PreparedMatrix(outputs, inputs)
{
    public DeviceMemory Values => values;

    /// <summary>Outputs floats, rounded up to whole panels.</summary>
    public DeviceMemory Bias => bias;

    public int PaddedInputs { get; } = Pad(inputs);

    public int Panels { get; } = CountPanels(outputs);

    public static GpuMatrix Pack(GpuDriver driver, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        int padded = Pad(inputs), panels = CountPanels(outputs);
        var packed = new float[checked(panels * padded * GemmArguments.Panel)];
        for (var n = 0; n < outputs; n++)
        {
            var at = n / GemmArguments.Panel * padded * GemmArguments.Panel + n % GemmArguments.Panel;
            var row = weight.Slice(n * inputs, inputs);
            for (var k = 0; k < inputs; k++)
                packed[at + k * GemmArguments.Panel] = row[k];
        }
        var paddedBias = new float[panels * GemmArguments.Panel];
        bias.CopyTo(paddedBias);
        var values = driver.Upload<float>(packed);
        try
        {
            return new(outputs, inputs, values, driver.Upload<float>(paddedBias));
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    protected override void Release()
    {
        values.Dispose();
        bias.Dispose();
    }

    private static int Pad(int inputs) => (inputs + GemmArguments.PadK - 1) / GemmArguments.PadK * GemmArguments.PadK;

    private static int CountPanels(int outputs) => (outputs + GemmArguments.Panel - 1) / GemmArguments.Panel;
}

/// <summary>A weight per channel.</summary>
internal sealed class GpuVector(int length, DeviceMemory values) : PreparedVector(length)
{
    public DeviceMemory Values => values;

    protected override void Release() => values.Dispose();
}

/// <summary>Codebooks twice: plain rows, and for each level the matrix −2c with bias ‖c‖², whose product with x ranks the rows by distance.</summary>
internal sealed class GpuCodebooks(int levels, int size, int dim, DeviceMemory[] rows, GpuMatrix[] ranking, float[] largestNorms) : PreparedCodebooks(levels, size, dim)
{
    public DeviceMemory Rows(int level) => rows[level];

    public GpuMatrix Ranking(int level) => ranking[level];

    /// <summary>Length of the longest row, rounded up.</summary>
    public float LargestNorm(int level) => largestNorms[level];

    public static GpuCodebooks Pack(GpuDriver driver, ReadOnlySpan<float> codebooks, int levels, int size, int dim)
    {
        var (rows, ranking) = (new DeviceMemory[levels], new GpuMatrix[levels]);
        var (norms, scaled, largest) = (new float[size], new float[size * dim], new float[levels]);
        for (var level = 0; level < levels; level++)
        {
            var book = codebooks.Slice(level * size * dim, size * dim);
            for (var i = 0; i < size; i++)
            {
                double norm = 0;
                foreach (var c in book.Slice(i * dim, dim))
                    norm += (double)c * c;
                norms[i] = (float)norm;
                largest[level] = Math.Max(largest[level], MathF.BitIncrement((float)Math.Sqrt(norm)));
            }
            for (var i = 0; i < scaled.Length; i++)
                scaled[i] = -2 * book[i];
            rows[level] = driver.Upload(book);
            ranking[level] = GpuMatrix.Pack(driver, scaled, norms, size, dim);
        }
        return new(levels, size, dim, rows, ranking, largest);
    }

    protected override void Release()
    {
        foreach (var memory in rows)
            memory.Dispose();
        foreach (var matrix in ranking)
            matrix.Dispose();
    }
}
