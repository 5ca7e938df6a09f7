using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>What one layer hands to the next: rows as they are, rows after ELU, or both. Each keeps the history that its reader needs.</summary>
internal sealed class Signal : IDisposable
{
    public ActivationBuffer? Raw { get; init; }
    public ActivationBuffer? Elu { get; init; }

    public void Advance(Backend backend, ReadOnlySpan<int> rows)
    {
        if (Raw is not null)
            backend.Advance(Raw, rows);
        if (Elu is not null)
            backend.Advance(Elu, rows);
    }

    public void Dispose()
    {
        Raw?.Dispose();
        Elu?.Dispose();
    }
}

/// <summary>
/// One layer of the encoder: its weights, prepared on first use and shared by all runs, and what it wants of its input.
/// A run opens it to get a <see cref="LayerState"/>, which has the buffers of some clips.
/// </summary>
internal abstract class Layer(TapInfo tap) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _prepared;

    /// <summary>The layer's output.</summary>
    public TapInfo Tap { get; } = tap;

    /// <summary>All names that this layer can emit.</summary>
    public virtual IEnumerable<string> TapNames => [Tap.Name];

    /// <summary>Input rows per output row.</summary>
    public virtual int Stride => 1;

    /// <summary>Rows of history of the un-activated input, or null where only ELU(input) is read.</summary>
    public virtual int? RawHistory => null;

    /// <summary>Rows of history of ELU(input), or null where that isn't read.</summary>
    public virtual int? EluHistory => null;

    /// <summary>The output replaces the input in its buffer.</summary>
    public virtual bool InPlace => false;

    /// <summary>Loads the weights, once.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (_prepared)
                return;
            Load();
            _prepared = true;
        }
    }

    public abstract LayerState Open(EncoderRun run, Signal input, Signal output);

    public abstract void Dispose();

    protected abstract void Load();
}

/// <summary>A layer at work on the clips of one run.</summary>
internal abstract class LayerState(EncoderRun run, Layer layer, Signal input) : IDisposable
{
    private readonly int[] _consumed = new int[run.Sequences];

    public Layer Layer { get; } = layer;

    protected EncoderRun Run { get; } = run;

    protected Backend Backend => Run.Backend;

    protected Signal Input { get; } = input;

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

    public virtual void Dispose()
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
