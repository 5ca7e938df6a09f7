namespace MimiNative.Backends.Cpu;

/// <summary>Activations in ordinary memory.</summary>
internal sealed unsafe class CpuBuffer : ActivationBuffer
{
    // Moving a long history after every short chunk would cost more than the chunk: with slack, history moves once per many chunks.
    private const int LongHeadroom = 64;
    private readonly FloatBlock _block;

    // For each sequence, the row of its part at which the current chunk starts: Headroom or, with slack, more.
    private readonly int[] _origin;

    // Rows from one sequence's part to the next's.
    private readonly int _apart;

    public CpuBuffer(int sequences, int headroom, int capacity, int channels, bool inTurns = false)
        : base(sequences, headroom, capacity, channels)
    {
        RowsPerSequence = headroom + capacity + (headroom >= LongHeadroom ? Math.Max(capacity, headroom) : 0);
        _origin = [.. Enumerable.Repeat(headroom, sequences)];
        _block = new FloatBlock((long)(inTurns ? 1 : sequences) * RowsPerSequence * channels);
        _apart = inTurns ? 0 : RowsPerSequence;
    }

    public override long Bytes => _block.Length * sizeof(float);

    /// <summary>Rows of one sequence's part.</summary>
    public int RowsPerSequence { get; }

    /// <summary>The float at (row, 0), counted from the first of the sequence's chunk.</summary>
    public float* Row(int sequence, int row) => _block.Pointer + ((long)sequence * _apart + _origin[sequence] + row) * Channels;

    /// <summary>The rows from <paramref name="row"/> on, counted from the chunk's first.</summary>
    public Span<float> Rows(int sequence, int row, int count) => new(Row(sequence, row), count * Channels);

    public void Advance(int sequence, int rows)
    {
        if (rows == 0)
            return;
        _origin[sequence] += rows;
        if (_origin[sequence] + Capacity <= RowsPerSequence)
            return;
        Rows(sequence, -Headroom, Headroom).CopyTo(new Span<float>(_block.Pointer + (long)sequence * _apart * Channels, Headroom * Channels));
        _origin[sequence] = Headroom;
    }

    public void Reset(int sequence)
    {
        _origin[sequence] = Headroom;
        Rows(sequence, -Headroom, Headroom).Clear();
    }

    protected override void Release() => _block.Dispose();
}

/// <summary>Codes in ordinary memory.</summary>
internal sealed class CpuCodeBuffer(int sequences, int capacity, int levels) : CodeBuffer(sequences, capacity, levels)
{
    private readonly int[] _values = new int[sequences * capacity * levels];

    /// <summary>The codes of one row.</summary>
    public Span<int> Row(int sequence, int row) => _values.AsSpan((sequence * Capacity + row) * Levels, Levels);

    /// <summary>The codes of the first rows.</summary>
    public ReadOnlySpan<int> Rows(int sequence, int count) => _values.AsSpan(sequence * Capacity * Levels, count * Levels);

    protected override void Release()
    {
        // The collector's.
    }
}
