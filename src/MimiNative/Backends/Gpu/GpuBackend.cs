using System.Runtime.InteropServices;
using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>The encoder's operations as kernels on a device, whatever drives it. Thread-safe: operations of several streams take turns in one queue.</summary>
internal sealed partial class GpuBackend : Backend
{
    // A batch that fills the largest GPUs; what it needs is about 0.6 GB per sequence at 12 s chunks.
    private const int MostSequences = 64;
    private const long BytesPerSequence = 640L << 20;

    private readonly GpuDriver _driver;
    private readonly DeviceTables _tables;
    private readonly DeviceMemory _none;
    private readonly Lock _turn = new();
    private DeviceMemory? _scores;
    private int _largestCodebook;

    /// <summary>Takes over <paramref name="driver"/>. <paramref name="sequences"/>: clips in a batch; 0 as many as the device's memory suggests.</summary>
    public GpuBackend(GpuDriver driver, int sequences = 0)
    {
        _driver = driver;
        _tables = new(driver);
        _none = driver.Allocate(sizeof(float));
        PreferredSequences = sequences > 0 ? sequences : driver.IsCpu ? 1 : (int)Math.Clamp(driver.Memory / BytesPerSequence, 1, MostSequences);
    }

    public override string Description => _driver.Description;

    public override int PreferredSequences { get; }

    // On a processor a stage's activations should stay in its caches, as for the SIMD backend; launches cost more than calls, so slices are longer.
    public override int SliceRows => _driver.IsCpu ? 4800 * _driver.ComputeUnits : 0;

    public override ActivationBuffer Allocate(int sequences, int headroom, int capacity, int channels)
    {
        var floats = (long)sequences * (headroom + capacity) * channels;
        // Kernels count in int.
        if (floats > int.MaxValue)
            throw new BackendException($"{Description}: a buffer of {floats} floats is more than kernels can index; use smaller batches") { IsOutOfMemory = true };
        lock (_turn)
            return new GpuBuffer(sequences, headroom, capacity, channels, _driver.Allocate(sizeof(float) * floats));
    }

    public override CodeBuffer AllocateCodes(int sequences, int capacity, int levels)
    {
        lock (_turn)
        {
            // Now, when a batch that is too large can still be halved, rather than in the middle of it.
            Scores(checked(sequences * capacity), _largestCodebook);
            return new GpuCodeBuffer(sequences, capacity, levels, _driver.Allocate(sizeof(int) * (long)sequences * capacity * levels));
        }
    }

    public override PreparedMatrix Prepare(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        lock (_turn)
            return GpuMatrix.Pack(_driver, weight, bias, outputs, inputs);
    }

    public override PreparedMatrix PrepareVector(ReadOnlySpan<float> values)
    {
        lock (_turn)
            return new GpuMatrix(values.Length, 1, _driver.Upload(values), null);
    }

    public override PreparedCodebooks PrepareCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim)
    {
        lock (_turn)
        {
            _largestCodebook = Math.Max(_largestCodebook, size);
            return GpuCodebooks.Pack(_driver, codebooks, levels, size, dim);
        }
    }

    public override void Reset(ActivationBuffer x, int sequence)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Clear(buffer.Memory, buffer.Offset(sequence, -buffer.Headroom, buffer.Headroom), sizeof(float) * (long)buffer.Headroom * buffer.Channels);
    }

    public override void Upload(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Write(buffer.Memory, buffer.Offset(sequence, row, values.Length / buffer.Channels), MemoryMarshal.AsBytes(values));
    }

    public override void Repeat(ActivationBuffer x, int sequence, int source, int row, int count)
    {
        var buffer = (GpuBuffer)x;
        var bytes = sizeof(float) * (long)buffer.Channels;
        lock (_turn)
            for (var i = 0; i < count; i++)
                if (row + i != source)
                    _driver.Copy(buffer.Memory, buffer.Offset(sequence, source, 1), buffer.Memory, buffer.Offset(sequence, row + i, 1), bytes);
    }

    public override void Zero(ActivationBuffer x, int sequence, int row, int count)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Clear(buffer.Memory, buffer.Offset(sequence, row, count), sizeof(float) * (long)count * buffer.Channels);
    }

    public override void Download(ActivationBuffer x, int sequence, int row, Span<float> values)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Read(buffer.Memory, buffer.Offset(sequence, row, values.Length / buffer.Channels), MemoryMarshal.AsBytes(values));
    }

    public override void DownloadCodes(CodeBuffer codes, int sequence, Span<int> values)
    {
        var buffer = (GpuCodeBuffer)codes;
        lock (_turn)
            _driver.Read(buffer.Memory, sizeof(int) * (long)sequence * buffer.Capacity * buffer.Levels, MemoryMarshal.AsBytes(values));
    }

    public override void Finish()
    {
        lock (_turn)
            _driver.Finish();
    }

    public override double? TakeDeviceSeconds()
    {
        lock (_turn)
            return _driver.TakeSeconds();
    }

    public override void Dispose()
    {
        lock (_turn)
        {
            _tables.Dispose();
            _none.Dispose();
            _scores?.Dispose();
            _driver.Dispose();
        }
        base.Dispose();
    }

    /// <summary>Room for a score per row and codebook row.</summary>
    private DeviceMemory Scores(int rows, int size)
    {
        var floats = (long)rows * size;
        if (floats > int.MaxValue)
            throw new BackendException($"{Description}: scores of {rows} frames are more than kernels can index; use smaller batches") { IsOutOfMemory = true };
        if (_scores is null || _scores.Bytes < sizeof(float) * floats)
        {
            _scores?.Dispose();
            _scores = null;
            _scores = _driver.Allocate(sizeof(float) * floats);
        }
        return _scores;
    }
}
