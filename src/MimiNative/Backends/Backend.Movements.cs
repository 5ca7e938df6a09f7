namespace MimiNative.Backends;

/// <summary>What moves, fills and reads buffers.</summary>
internal abstract partial class Backend
{
    /// <summary>Ends a chunk of <paramref name="rows"/>: makes the last Headroom rows (history and chunk together) the history of the next chunk.</summary>
    public void Advance(ActivationBuffer x, ReadOnlySpan<int> rows)
    {
        Usable(x, nameof(x));
        CheckRows(rows, x, nameof(x));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        AdvanceCore(x, rows);
        meter?.Stop(start, "copy", 0, 0);
        GC.KeepAlive(x);
    }

    /// <summary>Forgets: the history of one sequence is zeros again.</summary>
    public void Reset(ActivationBuffer x, int sequence)
    {
        CheckPart(x, sequence, 0, 0, nameof(sequence));
        ResetCore(x, sequence);
        GC.KeepAlive(x);
    }

    /// <summary>Writes whole rows from <paramref name="row"/> on; negative rows reach into the history.</summary>
    public void Upload(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values)
    {
        CheckPart(x, sequence, row, WholeRows(x, values.Length), nameof(values));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        UploadCore(x, sequence, row, values);
        meter?.Stop(start, "copy", 0, 4.0 * values.Length);
        GC.KeepAlive(x);
    }

    /// <summary>Writes <paramref name="count"/> copies of row <paramref name="source"/> at <paramref name="row"/>..: replicate padding.</summary>
    public void Repeat(ActivationBuffer x, int sequence, int source, int row, int count)
    {
        CheckPart(x, sequence, source, 1, nameof(source));
        CheckPart(x, sequence, row, count, nameof(row));
        RepeatCore(x, sequence, source, row, count);
        GC.KeepAlive(x);
    }

    /// <summary>Writes zeros to <paramref name="count"/> rows from <paramref name="row"/>.</summary>
    public void Zero(ActivationBuffer x, int sequence, int row, int count)
    {
        CheckPart(x, sequence, row, count, nameof(row));
        ZeroCore(x, sequence, row, count);
        GC.KeepAlive(x);
    }

    /// <summary>Reads whole rows.</summary>
    public void Download(ActivationBuffer x, int sequence, int row, Span<float> values)
    {
        CheckPart(x, sequence, row, WholeRows(x, values.Length), nameof(values));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        DownloadCore(x, sequence, row, values);
        meter?.Stop(start, "copy", 0, 4.0 * values.Length);
        GC.KeepAlive(x);
    }

    /// <summary>Reads (rows, levels) codes.</summary>
    public void DownloadCodes(CodeBuffer codes, int sequence, Span<int> values)
    {
        Usable(codes, nameof(codes));
        InRange(sequence, 0, codes.Sequences - 1, nameof(sequence));
        if (values.Length % codes.Levels != 0 || values.Length / codes.Levels > codes.Capacity)
            throw new ArgumentException($"{values.Length} values from a buffer of ({codes.Capacity}, {codes.Levels}) codes", nameof(values));
        DownloadCodesCore(codes, sequence, values);
        GC.KeepAlive(codes);
    }

    /// <inheritdoc cref="Advance"/>
    protected abstract void AdvanceCore(ActivationBuffer x, ReadOnlySpan<int> rows);

    /// <inheritdoc cref="Reset"/>
    protected abstract void ResetCore(ActivationBuffer x, int sequence);

    /// <inheritdoc cref="Upload"/>
    protected abstract void UploadCore(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values);

    /// <inheritdoc cref="Repeat"/>
    protected abstract void RepeatCore(ActivationBuffer x, int sequence, int source, int row, int count);

    /// <inheritdoc cref="Zero"/>
    protected abstract void ZeroCore(ActivationBuffer x, int sequence, int row, int count);

    /// <inheritdoc cref="Download"/>
    protected abstract void DownloadCore(ActivationBuffer x, int sequence, int row, Span<float> values);

    /// <inheritdoc cref="DownloadCodes"/>
    protected abstract void DownloadCodesCore(CodeBuffer codes, int sequence, Span<int> values);
}
