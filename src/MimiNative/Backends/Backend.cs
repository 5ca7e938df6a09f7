namespace MimiNative.Backends;

/// <summary>
/// Activations on a backend, channels last. For each of <see cref="Sequences"/> independent clips: <see cref="Headroom"/> rows of history,
/// then this chunk's rows. The history is what a causal convolution (k − s rows) or windowed attention (window − 1 rows) still needs of earlier
/// chunks; it starts as zeros. Row 0 of a chunk stands at <see cref="Origin"/>; <see cref="Backend.Advance"/> moves on to the next chunk.
/// </summary>
public abstract class ActivationBuffer(int sequences, int headroom, int capacity, int channels) : IDisposable
{
    /// <summary>Independent clips.</summary>
    public int Sequences { get; } = sequences;

    /// <summary>Rows of history in front of a chunk.</summary>
    public int Headroom { get; } = headroom;

    /// <summary>The most rows that a chunk may have.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Floats per row.</summary>
    public int Channels { get; } = channels;

    /// <summary>For each sequence, the row inside its part of the buffer at which the current chunk starts (≥ Headroom).</summary>
    public int[] Origin { get; } = [.. Enumerable.Repeat(headroom, sequences)];

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A weight matrix (N, K) and its bias, prepared by a backend (packed, uploaded).</summary>
public abstract class PreparedMatrix(int outputs, int inputs) : IDisposable
{
    /// <summary>N.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>K.</summary>
    public int Inputs { get; } = inputs;

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The codebooks of one quantiser branch, prepared by a backend.</summary>
public abstract class PreparedCodebooks(int levels, int size, int dim) : IDisposable
{
    /// <summary>Codebooks.</summary>
    public int Levels { get; } = levels;

    /// <summary>Rows of each.</summary>
    public int Size { get; } = size;

    /// <summary>Floats per row.</summary>
    public int Dim { get; } = dim;

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Codes on a backend: for each sequence, room for (capacity, levels) integers.</summary>
public abstract class CodeBuffer(int sequences, int capacity, int levels) : IDisposable
{
    /// <summary>Independent clips.</summary>
    public int Sequences { get; } = sequences;

    /// <summary>The most rows that a chunk may have.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Codes per row.</summary>
    public int Levels { get; } = levels;

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>What a convolution or a linear does with the sum of products on its way to memory, in this order.</summary>
public readonly record struct Epilogue
{
    /// <summary>Receives the plain result (products + bias), before anything below. Null: not kept.</summary>
    public ActivationBuffer? Raw { get; init; }

    /// <summary>Multiplied into the result per channel (LayerScale), before the residual. Null: none.</summary>
    public PreparedMatrix? Scale { get; init; }

    /// <summary>Added to the result row by row. May be the same buffer as <see cref="Output"/>.</summary>
    public ActivationBuffer? Residual { get; init; }

    /// <summary>Applied last to what goes to <see cref="Output"/>: exact (erf) GELU, or nothing.</summary>
    public bool Gelu { get; init; }

    /// <summary>Receives the result. Null: not kept.</summary>
    public ActivationBuffer? Output { get; init; }

    /// <summary>Receives ELU(result), alpha 1: the next convolution's input. Null: not kept.</summary>
    public ActivationBuffer? EluOutput { get; init; }

    /// <summary>The row, counted from Origin, at which results start in Output and EluOutput. Above 0 only on a backend that asks for slices (<see cref="Backend.SliceRows"/>).</summary>
    public int OutputRow { get; init; }
}

/// <summary>
/// The five operations of the encoder and the buffers they work on. Everything else (layers, streaming, taps, padding) is built on these, once, for all backends.
/// In every operation <c>rows[i]</c> is the number of rows to produce for sequence i (0 leaves that sequence alone), and rows are counted from each buffer's <see cref="ActivationBuffer.Origin"/>.
/// Operations run in the order of the calls; only <see cref="Download"/>, <see cref="DownloadCodes"/> and <see cref="Finish"/> wait.
/// </summary>
public abstract class Backend : IDisposable
{
    /// <summary>What a person should see, e.g. <c>cpu: AVX-512, 2 threads</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Clips that the backend wants in one batch: 1 on the CPU (which takes a clip per thread), many on a GPU.</summary>
    public abstract int PreferredSequences { get; }

    /// <summary>
    /// Rows that a SEANet stage should take at a time so that its activations stay in a cache; 0: all of a chunk at once.
    /// Only <see cref="Epilogue.OutputRow"/> then differs from 0.
    /// </summary>
    public virtual int SliceRows => 0;

    /// <summary>Zeroed room for activations.</summary>
    public abstract ActivationBuffer Allocate(int sequences, int headroom, int capacity, int channels);

    /// <summary>Room for codes.</summary>
    public abstract CodeBuffer AllocateCodes(int sequences, int capacity, int levels);

    /// <summary>Prepares <paramref name="weight"/> (N, K) row-major, with <paramref name="bias"/> [N] or empty. A convolution's (out, in, k) weight arrives as (out, k·in): channels fastest.</summary>
    public abstract PreparedMatrix Prepare(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs);

    /// <summary>Prepares a vector of <paramref name="values"/> (LayerScale): Outputs = its length, Inputs = 1.</summary>
    public abstract PreparedMatrix PrepareVector(ReadOnlySpan<float> values);

    /// <summary>Prepares codebooks (levels, size, dim).</summary>
    public abstract PreparedCodebooks PrepareCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim);

    /// <summary>
    /// Row t of the result = W · (the Inputs consecutive floats of <paramref name="x"/> that start <paramref name="history"/> rows before row t·stride) + bias, then the epilogue.
    /// A causal convolution of kernel k has Inputs = k·Channels and history = k − stride.
    /// </summary>
    public abstract void Convolve(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue);

    /// <summary>Row t of the result = W · row t of <paramref name="x"/> (+ bias), then the epilogue.</summary>
    public abstract void Linear(PreparedMatrix w, ActivationBuffer x, ReadOnlySpan<int> rows, in Epilogue epilogue);

    /// <summary>y = (x − mean) / sqrt(var + eps) · weight + bias over channels.</summary>
    public abstract void LayerNorm(PreparedMatrix weight, PreparedMatrix bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows);

    /// <summary>
    /// Multi-head attention over <paramref name="qkv"/> (rows of q ‖ k ‖ v, 3·heads·headDim channels, headroom ≥ window − 1). Rotates q and k of the new rows in place
    /// (interleaved pairs, angle = position · ropeBase^(−2i/headDim), <c>positions[i]</c> = frames of sequence i before this chunk), then row q sees rows q − window + 1 .. q that exist.
    /// </summary>
    public abstract void Attention(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows);

    /// <summary>
    /// Residual vector quantisation: for each of the first <paramref name="levels"/> codebooks the nearest row (Euclidean, lowest index on a tie) of the residual, which is then subtracted.
    /// <paramref name="residual"/> is overwritten; <paramref name="sum"/> receives the sum of the rows chosen so far, in levels 0..levels − 1.
    /// Codes go to columns codeColumn + level of <paramref name="codes"/>; a call with firstLevel &gt; 0 goes on where the one before stopped.
    /// </summary>
    public abstract void Quantise(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows);

    /// <summary>Ends a chunk of <paramref name="rows"/>: makes the last Headroom rows (history and chunk together) the history of the next chunk, and leaves Origin on its first row.</summary>
    public abstract void Advance(ActivationBuffer x, ReadOnlySpan<int> rows);

    /// <summary>Forgets: Origin = Headroom and zeros before it, for one sequence.</summary>
    public abstract void Reset(ActivationBuffer x, int sequence);

    /// <summary>Writes rows row.. of a sequence, counted from Origin; negative rows reach into the history.</summary>
    public abstract void Upload(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values);

    /// <summary>Writes <paramref name="count"/> copies of row <paramref name="source"/> at <paramref name="row"/>.. (both counted from Origin): replicate padding.</summary>
    public abstract void Repeat(ActivationBuffer x, int sequence, int source, int row, int count);

    /// <summary>Writes zeros to <paramref name="count"/> rows from <paramref name="row"/>.</summary>
    public abstract void Zero(ActivationBuffer x, int sequence, int row, int count);

    /// <summary>Reads rows, counted from Origin.</summary>
    public abstract void Download(ActivationBuffer x, int sequence, int row, Span<float> values);

    /// <summary>Reads (rows, levels) codes.</summary>
    public abstract void DownloadCodes(CodeBuffer codes, int sequence, Span<int> values);

    /// <summary>Waits until everything asked for has been done.</summary>
    public abstract void Finish();

    /// <summary>
    /// Seconds that a device spent, by its own clock, on the operations since the last call; waits for them. The first call switches the clock on.
    /// Null: there is no such clock, and the caller's own is the one to use.
    /// </summary>
    public virtual double? TakeDeviceSeconds() => null;

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A backend that can't do what was asked: no driver, no such device, out of memory, a failed build.</summary>
public sealed class BackendException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The device's memory is full: a smaller batch may fit.</summary>
    public bool IsOutOfMemory { get; init; }
}
