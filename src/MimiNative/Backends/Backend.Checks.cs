namespace MimiNative.Backends;

/// <summary>What can't be is refused here, once per call of a layer, and nowhere else.</summary>
internal abstract partial class Backend
{
    private void Live() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);

    /// <summary>Backend and resource live, and belong together.</summary>
    private void Usable(BackendResource resource, string name)
    {
        Live();
        ArgumentNullException.ThrowIfNull(resource, name);
        if (resource.IsDisposed)
            throw new ObjectDisposedException(name, $"{name} was disposed");
        if (!Family.Equals(resource.Family))
            throw new ArgumentException($"{name} belongs to another backend than {Description}", name);
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, $"{value} is outside {least}..{most}");
    }

    private void CheckMatrix(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        Live();
        InRange(outputs, 1, int.MaxValue, nameof(outputs));
        InRange(inputs, 1, int.MaxValue, nameof(inputs));
        if (weight.Length != (long)outputs * inputs)
            throw new ArgumentException($"{weight.Length} weights for a matrix of ({outputs}, {inputs})", nameof(weight));
        if (!bias.IsEmpty && bias.Length != outputs)
            throw new ArgumentException($"{bias.Length} biases for {outputs} outputs", nameof(bias));
    }

    private static void CheckWidth(long width, long needed, string name)
    {
        if (width != needed)
            throw new ArgumentException($"{name} has {width} channels where {needed} are needed", name);
    }

    private static void Apart(ActivationBuffer a, ActivationBuffer? b, string name)
    {
        if (ReferenceEquals(a, b))
            throw new ArgumentException($"{name} is the buffer that the operation reads or writes elsewhere", name);
    }

    private static void CheckRows(ReadOnlySpan<int> rows, ActivationBuffer x, string name) => CheckRows(rows, x.Sequences, x.Capacity, name);

    private static void CheckRows(ReadOnlySpan<int> rows, int sequences, int capacity, string name)
    {
        if (rows.Length != sequences)
            throw new ArgumentException($"{rows.Length} counts of rows for the {sequences} sequences of {name}", nameof(rows));
        foreach (var count in rows)
            if (count < 0 || count > capacity)
                throw new ArgumentException($"{count} rows in {name}, which takes 0 to {capacity}", nameof(rows));
    }

    /// <summary>The last window of each sequence ends within its chunk.</summary>
    private static void CheckWindows(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows)
    {
        if (rows.Length != x.Sequences)
            throw new ArgumentException($"{rows.Length} counts of rows for the {x.Sequences} sequences of {nameof(x)}", nameof(rows));
        foreach (var count in rows)
        {
            var last = (count - 1L) * stride - history; // the row at which the last window starts
            if (count < 0 || (count > 0 && (last > x.Capacity || last * x.Channels + w.Inputs > (long)x.Capacity * x.Channels)))
                throw new ArgumentException($"{count} rows of stride {stride} from windows of {w.Inputs} floats don't fit a chunk of ({x.Capacity}, {x.Channels}) with {history} rows of history", nameof(rows));
        }
    }

    private void CheckEpilogue(PreparedMatrix w, ActivationBuffer x, ReadOnlySpan<int> rows, in Epilogue e)
    {
        if (e.Raw is null && e.Output is null && e.EluOutput is null)
            throw new ArgumentException("a product that nothing receives: give Raw, Output or EluOutput", nameof(Epilogue));
        if (e.Gelu && (e.Output is null || e.EluOutput is not null))
            throw new ArgumentException("GELU is for Output, and for nothing beside it", nameof(Epilogue.Gelu));
        if (e.Output is null && e.EluOutput is null && (e.Scale is not null || e.Residual is not null))
            throw new ArgumentException("scale and residual are for Output and EluOutput; Raw comes before them", e.Scale is null ? nameof(Epilogue.Residual) : nameof(Epilogue.Scale));
        InRange(e.OutputRow, 0, MostFloats, nameof(Epilogue.OutputRow));
        if (e.Scale is { } scale)
        {
            Usable(scale, nameof(Epilogue.Scale));
            CheckWidth(scale.Length, w.Outputs, nameof(Epilogue.Scale));
        }

        CheckResult(e.Raw, w, rows, 0, nameof(Epilogue.Raw));
        CheckResult(e.Residual, w, rows, 0, nameof(Epilogue.Residual));
        CheckResult(e.Output, w, rows, e.OutputRow, nameof(Epilogue.Output));
        CheckResult(e.EluOutput, w, rows, e.OutputRow, nameof(Epilogue.EluOutput));

        Apart(x, e.Raw, nameof(Epilogue.Raw));
        Apart(x, e.Output, nameof(Epilogue.Output));
        Apart(x, e.EluOutput, nameof(Epilogue.EluOutput));
        if (e.Raw is not null)
        {
            Apart(e.Raw, e.Residual, nameof(Epilogue.Residual));
            Apart(e.Raw, e.Output, nameof(Epilogue.Output));
            Apart(e.Raw, e.EluOutput, nameof(Epilogue.EluOutput));
        }

        if (e.EluOutput is not null)
        {
            Apart(e.EluOutput, e.Residual, nameof(Epilogue.Residual));
            Apart(e.EluOutput, e.Output, nameof(Epilogue.Output));
        }

        if (e.OutputRow != 0 && e.Output is not null)
            Apart(e.Output, e.Residual, nameof(Epilogue.OutputRow)); // rows that are written would still be to be read
    }

    private void CheckResult(ActivationBuffer? buffer, PreparedMatrix w, ReadOnlySpan<int> rows, int row, string name)
    {
        if (buffer is null)
            return;
        Usable(buffer, name);
        CheckWidth(buffer.Channels, w.Outputs, name);
        if (rows.Length != buffer.Sequences)
            throw new ArgumentException($"{rows.Length} counts of rows for the {buffer.Sequences} sequences of {name}", name);
        foreach (var count in rows)
            if ((long)row + count > buffer.Capacity)
                throw new ArgumentException($"{count} rows from row {row} on don't fit {name}, which has {buffer.Capacity}", name);
    }

    private int WholeRows(ActivationBuffer x, int values)
    {
        Usable(x, nameof(x));
        if (values % x.Channels != 0)
            throw new ArgumentException($"{values} values aren't whole rows of {x.Channels}", nameof(values));
        return values / x.Channels;
    }

    /// <summary>Rows row..row + count − 1 of a sequence exist.</summary>
    private void CheckPart(ActivationBuffer x, int sequence, int row, int count, string name)
    {
        Usable(x, nameof(x));
        InRange(sequence, 0, x.Sequences - 1, nameof(sequence));
        if (count < 0 || row < -x.Headroom || (long)row + count > x.Capacity)
            throw new ArgumentException($"{count} rows from {row} on in a buffer of rows {-x.Headroom}..{x.Capacity - 1}", name);
    }
}
