using System.Runtime.InteropServices;
using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>The encoder's operations as kernels on a device, whatever drives it. Thread-safe: operations of several streams take turns in one queue.</summary>
internal sealed partial class GpuBackend : Backend
{
    // A batch that fills the largest GPUs; what it needs is about 0.6 GB per sequence at 12 s chunks.
    private const int LargestBatch = 64;
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
        PreferredSequences = sequences > 0 ? sequences : driver.IsCpu ? 1 : (int)Math.Clamp(driver.Memory / BytesPerSequence, 1, LargestBatch);
    }

    public override string Description => _driver.Description;

    public override int PreferredSequences { get; }

    // On a processor a stage's activations should stay in its caches, as for the SIMD backend; launches cost more than calls, so slices are longer.
    public override int SliceRows => _driver.IsCpu ? 4800 * _driver.ComputeUnits : 0;

    protected override ActivationBuffer AllocateCore(int sequences, int headroom, int capacity, int channels, bool inTurns)
    {
        var floats = (long)sequences * (headroom + capacity) * channels;
        // Kernels count in int.
        if (floats > int.MaxValue)
            throw new BackendException($"{Description}: a buffer of {floats} floats is more than kernels can index; use smaller batches") { IsOutOfMemory = true };
        lock (_turn)
            return new GpuBuffer(sequences, headroom, capacity, channels, _driver.Allocate(sizeof(float) * floats));
    }

    protected override CodeBuffer AllocateCodesCore(int sequences, int capacity, int levels)
    {
        lock (_turn)
        {
            // Now, when a batch that is too large can still be halved, rather than in the middle of it.
            Scores(checked(sequences * capacity), _largestCodebook);
            return new GpuCodeBuffer(sequences, capacity, levels, _driver.Allocate(sizeof(int) * (long)sequences * capacity * levels));
        }
    }

    protected override PreparedMatrix PrepareCore(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        lock (_turn)
            return GpuMatrix.Pack(_driver, weight, bias, outputs, inputs);
    }

    protected override PreparedVector PrepareVectorCore(ReadOnlySpan<float> values)
    {
        lock (_turn)
            return new GpuVector(values.Length, _driver.Upload(values));
    }

    protected override PreparedCodebooks PrepareCodebooksCore(ReadOnlySpan<float> codebooks, int levels, int size, int dim)
    {
        lock (_turn)
        {
            _largestCodebook = Math.Max(_largestCodebook, size);
            return GpuCodebooks.Pack(_driver, codebooks, levels, size, dim);
        }
    }

    protected override void ResetCore(ActivationBuffer x, int sequence)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Clear(buffer.Memory, buffer.Offset(sequence, -buffer.Headroom), sizeof(float) * (long)buffer.Headroom * buffer.Channels);
    }

    protected override void UploadCore(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Write(buffer.Memory, buffer.Offset(sequence, row), MemoryMarshal.AsBytes(values));
    }

    protected override void RepeatCore(ActivationBuffer x, int sequence, int source, int row, int count)
    {
        var buffer = (GpuBuffer)x;
        var bytes = sizeof(float) * (long)buffer.Channels;
        lock (_turn)
            for (var i = 0; i < count; i++)
                if (row + i != source)
                    _driver.Copy(buffer.Memory, buffer.Offset(sequence, source), buffer.Memory, buffer.Offset(sequence, row + i), bytes);
    }

    protected override void ZeroCore(ActivationBuffer x, int sequence, int row, int count)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Clear(buffer.Memory, buffer.Offset(sequence, row), sizeof(float) * (long)count * buffer.Channels);
    }

    protected override void DownloadCore(ActivationBuffer x, int sequence, int row, Span<float> values)
    {
        var buffer = (GpuBuffer)x;
        lock (_turn)
            _driver.Read(buffer.Memory, buffer.Offset(sequence, row), MemoryMarshal.AsBytes(values));
    }

    protected override void DownloadCodesCore(CodeBuffer codes, int sequence, Span<int> values)
    {
        var buffer = (GpuCodeBuffer)codes;
        lock (_turn)
            _driver.Read(buffer.Memory, sizeof(int) * (long)sequence * buffer.Capacity * buffer.Levels, MemoryMarshal.AsBytes(values));
    }

    protected override void FinishCore()
    {
        lock (_turn)
            _driver.Finish();
    }

    public override double? TakeDeviceSeconds()
    {
        lock (_turn)
            return _driver.TakeSeconds();
    }

    protected override void DisposeCore()
    {
        lock (_turn)
        {
            _tables.Dispose();
            _none.Dispose();
            _scores?.Dispose();
            _driver.Dispose();
        }
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
