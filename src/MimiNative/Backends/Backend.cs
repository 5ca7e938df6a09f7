namespace MimiNative.Backends;

/// <summary>
/// The five operations of the encoder and the buffers they work on. Everything else (layers, streaming, taps, padding) is built on these, once, for all backends.
/// The public members check what they are given and call the backend's own <c>…Core</c>, which may rely on it: nothing that is called here in safe code reaches memory that isn't its own.
/// In every operation <c>rows[i]</c> is the number of rows to produce for sequence i (0 leaves that sequence alone), and rows are counted from a chunk's first.
/// Operations run in the order of the calls; only <see cref="Download"/>, <see cref="DownloadCodes"/> and <see cref="Finish"/> wait.
/// </summary>
/// <remarks>
/// Every member throws <see cref="ArgumentException"/> (which names the argument) for what can't be, and <see cref="ObjectDisposedException"/> for a backend, buffer or weight
/// that was disposed; those of a device that fails throw <see cref="BackendException"/>. Buffers belong to one thread at a time.
/// </remarks>
internal abstract partial class Backend : IDisposable
{
    /// <summary>The most sequences of a buffer.</summary>
    public const int MostSequences = 4096;

    /// <summary>The most floats of a sequence's part of a buffer: 4 GiB.</summary>
    public const int MostFloats = 1 << 30;

    private OperationMeter? _meter;
    private int _disposed;

    /// <summary>What a person should see, e.g. <c>cpu: AVX-512, 2 threads</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Clips that the backend wants in one batch: 1 on the CPU (which takes a clip per thread), many on a GPU.</summary>
    public abstract int PreferredSequences { get; }

    /// <summary>Host threads that share an operation; as many may prepare weights side by side.</summary>
    public virtual int Threads => 1;

    /// <summary>
    /// Rows that a SEANet stage should take at a time so that its activations stay in a cache; 0: all of a chunk at once.
    /// Only <see cref="Epilogue.OutputRow"/> then differs from 0.
    /// </summary>
    public virtual int SliceRows => 0;

    /// <summary>Backends of an equal family can use each other's buffers and prepared weights.</summary>
    protected virtual object Family => this;

    /// <summary>A backend of this family whose operations run on the calling thread alone: this one itself, or another, to be disposed.</summary>
    public virtual Backend WithOneThread() => this;

    /// <summary>Zeroed room for activations; where sequences have it <paramref name="inTurns"/>, each from a reset to its end, a backend may give them all the same.</summary>
    public ActivationBuffer Allocate(int sequences, int headroom, int capacity, int channels, bool inTurns = false)
    {
        Live();
        InRange(sequences, 1, MostSequences, nameof(sequences));
        InRange(headroom, 0, MostFloats, nameof(headroom));
        InRange(capacity, 1, MostFloats, nameof(capacity));
        InRange(channels, 1, MostFloats, nameof(channels));
        if (((long)headroom + capacity) * channels > MostFloats)
            throw new ArgumentException($"{headroom} + {capacity} rows of {channels} floats: a sequence has at most {MostFloats} floats", nameof(capacity));
        return Own(AllocateCore(sequences, headroom, capacity, channels, inTurns));
    }

    /// <summary>Room for codes.</summary>
    public CodeBuffer AllocateCodes(int sequences, int capacity, int levels)
    {
        Live();
        InRange(sequences, 1, MostSequences, nameof(sequences));
        InRange(capacity, 1, MostFloats, nameof(capacity));
        InRange(levels, 1, MostFloats, nameof(levels));
        // Two factors of at most 2³⁰ and one of 2¹² could overflow even 64 bits.
        if ((long)capacity * levels > MostFloats || (long)sequences * capacity * levels > MostFloats)
            throw new ArgumentException($"{sequences} sequences of {capacity} rows of {levels} codes: a buffer has at most {MostFloats} codes", nameof(capacity));
        return Own(AllocateCodesCore(sequences, capacity, levels));
    }

    /// <summary>Prepares <paramref name="weight"/> (N, K) row-major, with <paramref name="bias"/> [N] or empty. A convolution's (out, in, k) weight arrives as (out, k·in): channels fastest.</summary>
    public PreparedMatrix Prepare(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        CheckMatrix(weight, bias, outputs, inputs);
        return Own(PrepareCore(weight, bias, outputs, inputs));
    }

    /// <summary>
    /// Prepares <paramref name="weight"/> (out, kernel · channels) of a convolution for <see cref="Convolve"/> at this stride, in the form that the backend computes fastest.
    /// Whoever convolves with it promises that each call but a clip's last makes whole multiples of <paramref name="rowsPerFrame"/> rows, or of such a part of them as the backend's groups divide.
    /// </summary>
    public PreparedMatrix PrepareConvolution(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int channels, int kernel, int stride, int rowsPerFrame)
    {
        Live();
        InRange(channels, 1, MostFloats, nameof(channels));
        InRange(kernel, 1, MostFloats / channels, nameof(kernel));
        InRange(stride, 1, kernel, nameof(stride));
        InRange(rowsPerFrame, 1, int.MaxValue, nameof(rowsPerFrame));
        CheckMatrix(weight, bias, outputs, channels * kernel);
        return Own(PrepareConvolutionCore(weight, bias, outputs, channels, kernel, stride, rowsPerFrame));
    }

    /// <summary>Prepares a weight per channel (LayerScale, layer norm).</summary>
    public PreparedVector PrepareVector(ReadOnlySpan<float> values)
    {
        Live();
        if (values.IsEmpty)
            throw new ArgumentException("a vector without values", nameof(values));
        return Own(PrepareVectorCore(values));
    }

    /// <summary>Prepares codebooks (levels, size, dim).</summary>
    public PreparedCodebooks PrepareCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim)
    {
        Live();
        InRange(levels, 0, int.MaxValue, nameof(levels));
        InRange(size, 1, int.MaxValue, nameof(size));
        InRange(dim, 1, int.MaxValue, nameof(dim));
        if ((long)size * dim > int.MaxValue || codebooks.Length != levels * ((long)size * dim))
            throw new ArgumentException($"{codebooks.Length} values for {levels} codebooks of ({size}, {dim})", nameof(codebooks));
        return Own(PrepareCodebooksCore(codebooks, levels, size, dim));
    }

    /// <summary>Waits until everything asked for has been done.</summary>
    public void Finish()
    {
        Live();
        FinishCore();
    }

    /// <summary>
    /// Seconds that a device spent, by its own clock, on the operations since the last call; waits for them. The first call switches the clock on.
    /// Null: there is no such clock, and the caller's own is the one to use.
    /// </summary>
    public virtual double? TakeDeviceSeconds() => null;

    /// <summary>Says which layer the coming operations belong to, for a profile.</summary>
    public void BeginLayer(string name)
    {
        if (Meter is { } meter)
            meter.Layer = name;
    }

    /// <summary>Begins to time the operations that this thread asks for, until the meter is disposed.</summary>
    /// <exception cref="InvalidOperationException">A profile is being taken.</exception>
    public OperationMeter Profile(bool keepsSpans)
    {
        Live();
        var meter = new OperationMeter(this, keepsSpans);
        if (Interlocked.CompareExchange(ref _meter, meter, null) is not null)
            throw new InvalidOperationException("a profile of this backend is being taken");
        return meter;
    }

    /// <summary>Stops timing.</summary>
    public void EndProfile(OperationMeter meter) => Interlocked.CompareExchange(ref _meter, null, meter);

    /// <summary>Gives everything back but buffers and weights, which have owners of their own. Nothing may be running.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            DisposeCore();
    }

    /// <inheritdoc cref="Allocate"/>
    protected abstract ActivationBuffer AllocateCore(int sequences, int headroom, int capacity, int channels, bool inTurns);

    /// <inheritdoc cref="AllocateCodes"/>
    protected abstract CodeBuffer AllocateCodesCore(int sequences, int capacity, int levels);

    /// <inheritdoc cref="Prepare"/>
    protected abstract PreparedMatrix PrepareCore(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs);

    /// <inheritdoc cref="PrepareConvolution"/>
    protected virtual PreparedMatrix PrepareConvolutionCore(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int channels, int kernel, int stride, int rowsPerFrame) =>
        PrepareCore(weight, bias, outputs, channels * kernel);

    /// <inheritdoc cref="PrepareVector"/>
    protected abstract PreparedVector PrepareVectorCore(ReadOnlySpan<float> values);

    /// <inheritdoc cref="PrepareCodebooks"/>
    protected abstract PreparedCodebooks PrepareCodebooksCore(ReadOnlySpan<float> codebooks, int levels, int size, int dim);

    /// <inheritdoc cref="Finish"/>
    protected abstract void FinishCore();

    /// <inheritdoc cref="Dispose"/>
    protected abstract void DisposeCore();

    /// <summary>The meter, if this thread is being profiled.</summary>
    private OperationMeter? Meter => _meter is { IsMine: true } meter ? meter : null;

    private T Own<T>(T resource) where T : BackendResource
    {
        resource.Family = Family;
        return resource;
    }
}
