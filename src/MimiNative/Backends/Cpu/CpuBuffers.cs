namespace MimiNative.Backends.Cpu;

/// <summary>Activations in ordinary memory.</summary>
internal sealed unsafe class CpuBuffer : ActivationBuffer
{
    // Moving a long history after every short chunk would cost more than the chunk: with slack, history moves once per many chunks.
    private const int LongHeadroom = 64;
    private readonly FloatBlock _block;

    public CpuBuffer(int sequences, int headroom, int capacity, int channels)
        : base(sequences, headroom, capacity, channels)
    {
        RowsPerSequence = headroom + capacity + (headroom >= LongHeadroom ? Math.Max(capacity, headroom) : 0);
        _block = new FloatBlock((long)sequences * RowsPerSequence * channels);
    }

    /// <summary>Rows of one sequence's part.</summary>
    public int RowsPerSequence { get; }

    /// <summary>The float at (row, 0), counted from the sequence's Origin.</summary>
    public float* Row(int sequence, int row)
    {
        var index = Origin[sequence] + row;
        if ((uint)index > (uint)RowsPerSequence)
            throw new ArgumentOutOfRangeException(nameof(row), $"row {row} is outside a buffer of {Headroom} + {Capacity} rows");
        return _block.Pointer + ((long)sequence * RowsPerSequence + index) * Channels;
    }

    /// <summary>The rows from <paramref name="row"/> on, counted from Origin.</summary>
    public Span<float> Rows(int sequence, int row, int count)
    {
        if (Origin[sequence] + row + count > RowsPerSequence)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} rows from {row} on don't fit a buffer of {Headroom} + {Capacity} rows");
        return new Span<float>(Row(sequence, row), checked(count * Channels));
    }

    public void Advance(int sequence, int rows)
    {
        if (rows == 0)
            return;
        Origin[sequence] += rows;
        if (Origin[sequence] + Capacity <= RowsPerSequence)
            return;
        Rows(sequence, -Headroom, Headroom).CopyTo(new Span<float>(_block.Pointer + (long)sequence * RowsPerSequence * Channels, Headroom * Channels));
        Origin[sequence] = Headroom;
    }

    public void Reset(int sequence)
    {
        Origin[sequence] = Headroom;
        Rows(sequence, -Headroom, Headroom).Clear();
    }

    public override void Dispose()
    {
        _block.Dispose();
        base.Dispose();
    }
}

/// <summary>Codes in ordinary memory.</summary>
internal sealed class CpuCodeBuffer(int sequences, int capacity, int levels) : CodeBuffer(sequences, capacity, levels)
{
    private readonly int[] _values = new int[sequences * capacity * levels];

    /// <summary>The codes of one row.</summary>
    public Span<int> Row(int sequence, int row) => _values.AsSpan((sequence * Capacity + row) * Levels, Levels);

    /// <summary>The codes of the first rows.</summary>
    public ReadOnlySpan<int> Rows(int sequence, int count) => _values.AsSpan(sequence * Capacity * Levels, count * Levels);
}
