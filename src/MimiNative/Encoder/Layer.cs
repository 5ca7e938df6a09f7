using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>
/// One layer of the encoder as data, before any weight is read: what its tensors are called, what it wants of its input and of memory.
/// Everything that is known of a kind of layer stands in that kind's file: its tensors, this, its weights (<see cref="PreparedLayer"/>) and its work (<see cref="LayerState"/>).
/// </summary>
internal abstract class Layer(TapInfo tap)
{
    /// <summary>The layer's output.</summary>
    public TapInfo Tap { get; } = tap;

    /// <summary>All that this layer can emit.</summary>
    public virtual IReadOnlyList<TapInfo> Taps => [Tap];

    /// <summary>Every tensor of a checkpoint that belongs to it.</summary>
    public abstract IEnumerable<TensorSpec> Tensors { get; }

    /// <summary>Input rows per output row.</summary>
    public virtual int Stride => 1;

    /// <summary>Rows of history of the un-activated input, or null where only ELU(input) is read.</summary>
    public virtual int? RawHistory => null;

    /// <summary>Rows of history of ELU(input), or null where that isn't read.</summary>
    public virtual int? EluHistory => null;

    /// <summary>The output replaces the input in its buffer.</summary>
    public virtual bool InPlace => false;

    /// <summary>The output is rows that another layer, or whoever taps it, reads. Else the layer emits what it makes by itself.</summary>
    public virtual bool HasOutput => true;

    /// <summary>Buffers that it works with besides its input and output.</summary>
    public virtual IEnumerable<Scratch> Scratch(EncodeOptions asked) => [];

    /// <summary>Reads and prepares the weights.</summary>
    public abstract PreparedLayer Prepare(WeightLoader weights);
}

/// <summary>How a layer's buffer is kept.</summary>
internal enum ScratchKind
{
    /// <summary>The layer's own.</summary>
    Own,

    /// <summary>Without state: layers that ask for the same name take it in turns.</summary>
    Shared,

    /// <summary>Codes, <see cref="Scratch.Channels"/> of them per row.</summary>
    Codes,
}

/// <summary>A buffer that a layer asks for, at the rate of its output.</summary>
/// <param name="Name">Name within the layer, or among all layers where it is shared.</param>
/// <param name="Channels">Values per row.</param>
/// <param name="History">Rows kept of earlier chunks.</param>
/// <param name="Kind">How it is kept.</param>
internal sealed record Scratch(string Name, int Channels, int History = 0, ScratchKind Kind = ScratchKind.Own);

/// <summary>A layer with its weights, shared by all runs.</summary>
internal abstract class PreparedLayer(WeightLoader weights) : IDisposable
{
    /// <summary>The layer at work in a run.</summary>
    public abstract LayerState Open(Bench bench);

    public void Dispose() => weights.Dispose();
}

/// <summary>What one layer hands to the next: rows as they are, rows after ELU, or both. Each keeps the history that its reader needs.</summary>
internal sealed record Signal(ActivationBuffer? Raw, ActivationBuffer? Elu)
{
    public void Advance(Backend backend, ReadOnlySpan<int> rows)
    {
        if (Raw is not null)
            backend.Advance(Raw, rows);
        if (Elu is not null)
            backend.Advance(Elu, rows);
    }
}

/// <summary>What a layer works with in a run: its place, its input and output, its buffers, and where its taps go.</summary>
internal sealed class Bench(EncoderRun run, Step step, Signal input, Signal output, IReadOnlyDictionary<string, ActivationBuffer> buffers, CodeBuffer? codes)
{
    public Layer Layer => step.Layer;

    public Backend Backend => run.Backend;

    /// <summary>Clips side by side.</summary>
    public int Sequences => run.Schedule.Sequences;

    /// <summary>Codebooks that were asked for.</summary>
    public int Codebooks => run.Options.Codebooks;

    public Signal Input => input;

    public Signal Output => output;

    /// <summary>A buffer of <see cref="Layer.Scratch"/>.</summary>
    public ActivationBuffer Buffer(string name) => buffers[name];

    /// <summary>The room for codes that <see cref="Layer.Scratch"/> asked for.</summary>
    public CodeBuffer Codes => codes ?? throw new InvalidOperationException($"{Layer.Tap.Name} asked for no codes");

    public bool Wants(TapInfo tap) => run.Schedule.Wants(tap);

    /// <summary>Hands rows of a tap to the sinks.</summary>
    public void Emit(TapInfo tap, ActivationBuffer buffer, int row, ReadOnlySpan<int> rows) => run.Emit(tap, buffer, row, rows);

    /// <summary>Hands codes to the sinks.</summary>
    public void EmitCodes(ReadOnlySpan<int> rows) => run.EmitCodes(Codes, rows);
}

/// <summary>A layer at work on the clips of one run.</summary>
internal abstract class LayerState(Bench bench)
{
    private readonly int[] _consumed = new int[bench.Sequences];

    public Layer Layer => Bench.Layer;

    protected Bench Bench { get; } = bench;

    protected Backend Backend { get; } = bench.Backend;

    protected Signal Input { get; } = bench.Input;

    /// <summary>
    /// Takes rows[i] input rows of each sequence and leaves the number of rows made in rows[i]. Where a clip's last window isn't full (per-layer padding),
    /// the input is completed first: ceil(rows / stride) rows come out.
    /// </summary>
    public void Process(Span<int> rows, int outputRow)
    {
        var stride = Layer.Stride;
        for (var s = 0; s < rows.Length; s++)
        {
            var made = (rows[s] + stride - 1) / stride;
            if (made * stride > rows[s])
                Complete(s, rows[s], made * stride - rows[s]);
            (_consumed[s], rows[s]) = (made * stride, made);
        }

        Compute(rows, outputRow);
        if (!Layer.InPlace)
            Input.Advance(Backend, _consumed);
    }

    /// <summary>A new clip begins in <paramref name="sequence"/>.</summary>
    public virtual void Reset(int sequence)
    {
    }

    protected abstract void Compute(ReadOnlySpan<int> rows, int outputRow);

    /// <summary>Fills the last window: zeros, which ELU leaves zeros.</summary>
    protected virtual void Complete(int sequence, int row, int count)
    {
        if (Input.Raw is not null)
            Backend.Zero(Input.Raw, sequence, row, count);
        if (Input.Elu is not null)
            Backend.Zero(Input.Elu, sequence, row, count);
    }
}
