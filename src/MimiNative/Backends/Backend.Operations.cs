namespace MimiNative.Backends;

/// <summary>The five operations.</summary>
internal abstract partial class Backend
{
    /// <summary>
    /// Row t of the result = W · (the Inputs consecutive floats of <paramref name="x"/> that start <paramref name="history"/> rows before row t·stride) + bias, then the epilogue.
    /// A causal convolution of kernel k has Inputs = k·Channels and history = k − stride.
    /// </summary>
    public void Convolve(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        Usable(w, nameof(w));
        Usable(x, nameof(x));
        InRange(stride, 1, x.Capacity, nameof(stride));
        if (history < 0 || history > x.Headroom)
            throw new ArgumentException($"{history} rows of history from a buffer that keeps {x.Headroom}", nameof(history));
        CheckWindows(w, x, stride, history, rows);
        CheckEpilogue(w, x, rows, epilogue);
        Product("convolve", w, x, stride, history, rows, epilogue);
    }

    /// <summary>Row t of the result = W · row t of <paramref name="x"/> (+ bias), then the epilogue.</summary>
    public void Linear(PreparedMatrix w, ActivationBuffer x, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        Usable(w, nameof(w));
        Usable(x, nameof(x));
        if (w.Inputs != x.Channels)
            throw new ArgumentException($"a matrix of {w.Inputs} inputs and rows of {x.Channels} channels", nameof(x));
        CheckRows(rows, x, nameof(x));
        CheckEpilogue(w, x, rows, epilogue);
        Product("linear", w, x, 1, 0, rows, epilogue);
    }

    /// <summary>y = (x − mean) / sqrt(var + eps) · weight + bias over channels. <paramref name="y"/> may be <paramref name="x"/>.</summary>
    public void LayerNorm(PreparedVector weight, PreparedVector bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows)
    {
        Usable(weight, nameof(weight));
        Usable(bias, nameof(bias));
        Usable(x, nameof(x));
        Usable(y, nameof(y));
        CheckWidth(weight.Length, x.Channels, nameof(weight));
        CheckWidth(bias.Length, x.Channels, nameof(bias));
        CheckWidth(y.Channels, x.Channels, nameof(y));
        if (!(eps >= 0 && float.IsFinite(eps)))
            throw new ArgumentException($"{eps} under a root", nameof(eps));
        CheckRows(rows, x, nameof(x));
        CheckRows(rows, y, nameof(y));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        LayerNormCore(weight, bias, eps, x, y, rows);
        meter?.Stop(start, "layer norm", 0, 8.0 * Total(rows) * x.Channels);
        Keep(weight, bias, x, y);
    }

    /// <summary>
    /// Multi-head attention over <paramref name="qkv"/> (rows of q ‖ k ‖ v, 3·heads·headDim channels, headroom ≥ window − 1). Rotates q and k of the new rows in place
    /// (interleaved pairs, angle = position · ropeBase^(−2i/headDim), <c>positions[i]</c> = frames of sequence i before this chunk), then row q sees rows q − window + 1 .. q that exist.
    /// </summary>
    public void Attention(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        const long MostPosition = 1L << 40; // 1,394 years; angles have their digits to the end
        Usable(qkv, nameof(qkv));
        Usable(y, nameof(y));
        InRange(heads, 1, MostFloats, nameof(heads));
        InRange(headDim, 2, MostFloats, nameof(headDim));
        if (headDim % 2 != 0)
            throw new ArgumentException($"heads of {headDim} channels can't be rotated in pairs", nameof(headDim));
        CheckWidth(qkv.Channels, 3L * heads * headDim, nameof(qkv));
        CheckWidth(y.Channels, (long)heads * headDim, nameof(y));
        InRange(window, 1, int.MaxValue, nameof(window));
        if (!(ropeBase > 0 && double.IsFinite(ropeBase)))
            throw new ArgumentException($"{ropeBase} can't be a base of angles", nameof(ropeBase));
        if (positions.Length != rows.Length)
            throw new ArgumentException($"{positions.Length} positions of {rows.Length} sequences", nameof(positions));
        foreach (var position in positions)
            if (position is < 0 or > MostPosition)
                throw new ArgumentException($"position {position} is outside 0..{MostPosition}", nameof(positions));
        CheckRows(rows, qkv, nameof(qkv));
        CheckRows(rows, y, nameof(y));
        for (var s = 0; s < rows.Length; s++)
            if (rows[s] > 0 && Math.Min(window - 1, positions[s]) is var needed && needed > qkv.Headroom)
                throw new ArgumentException($"a window of {window} needs {needed} rows of history at position {positions[s]}; the buffer keeps {qkv.Headroom}", nameof(window));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        AttentionCore(qkv, y, heads, headDim, window, ropeBase, positions, rows);
        meter?.Stop(start, "attention", 2 * Pairs(positions, rows, window) * heads * headDim, 4.0 * (Total(rows) + window) * qkv.Channels);
        Keep(qkv, y);
    }

    /// <summary>
    /// Residual vector quantisation: for each of the codebooks <paramref name="firstLevel"/>..<paramref name="levels"/> − 1 the nearest entry (Euclidean, lowest index on a tie) of the residual,
    /// which is then subtracted. <paramref name="residual"/> is overwritten; <paramref name="sum"/> receives the sum of the entries chosen so far, in levels 0..levels − 1.
    /// Codes go to columns codeColumn + level of <paramref name="codes"/>; a call with firstLevel &gt; 0 goes on where the one before stopped.
    /// </summary>
    public void Quantise(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows)
    {
        Usable(codebooks, nameof(codebooks));
        Usable(residual, nameof(residual));
        Usable(sum, nameof(sum));
        Usable(codes, nameof(codes));
        CheckWidth(residual.Channels, codebooks.Dimension, nameof(residual));
        CheckWidth(sum.Channels, codebooks.Dimension, nameof(sum));
        InRange(levels, 0, codebooks.Levels, nameof(levels));
        InRange(firstLevel, 0, levels, nameof(firstLevel));
        InRange(codeColumn, 0, codes.Levels - levels, nameof(codeColumn));
        CheckRows(rows, residual, nameof(residual));
        CheckRows(rows, sum, nameof(sum));
        CheckRows(rows, codes.Sequences, codes.Capacity, nameof(codes));
        Apart(residual, sum, nameof(sum));
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        QuantiseCore(codebooks, residual, sum, codes, codeColumn, firstLevel, levels, rows);
        var floats = (double)codebooks.Size * codebooks.Dimension * (levels - firstLevel);
        meter?.Stop(start, "quantise", floats * Total(rows), 4 * floats);
        Keep(codebooks, residual, sum, codes);
    }

    /// <inheritdoc cref="Convolve"/>
    /// <remarks>Linear is a convolution of stride 1 without history.</remarks>
    protected abstract void ConvolveCore(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue);

    /// <inheritdoc cref="LayerNorm"/>
    protected abstract void LayerNormCore(PreparedVector weight, PreparedVector bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows);

    /// <inheritdoc cref="Attention"/>
    protected abstract void AttentionCore(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows);

    /// <inheritdoc cref="Quantise"/>
    protected abstract void QuantiseCore(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows);

    private void Product(string operation, PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue e)
    {
        var meter = Meter;
        var start = meter?.Start() ?? 0;
        ConvolveCore(w, x, stride, history, rows, e);
        if (meter is not null)
        {
            var results = (e.Raw is null ? 0 : 1) + (e.Output is null ? 0 : 1) + (e.EluOutput is null ? 0 : 1) + (e.Residual is null ? 0 : 1);
            var bytes = 4 * ((double)w.Outputs * w.Inputs + Total(rows) * ((double)stride * x.Channels + (double)results * w.Outputs));
            meter.Stop(start, w.Filtering is { } filter ? $"{operation} {filter}" : operation, Total(rows) * w.Outputs * w.Inputs, bytes);
        }

        Keep(w, x, e.Raw, e.Scale);
        Keep(e.Residual, e.Output, e.EluOutput);
    }

    /// <summary>Owners that a caller has let go of must not lose their memory to the finaliser while native pointers into it are in use.</summary>
    private static void Keep(BackendResource? a, BackendResource? b, BackendResource? c = null, BackendResource? d = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        GC.KeepAlive(d);
    }

    private static double Total(ReadOnlySpan<int> rows)
    {
        double total = 0;
        foreach (var count in rows)
            total += count;
        return total;
    }

    /// <summary>Pairs of query and key.</summary>
    private static double Pairs(ReadOnlySpan<long> positions, ReadOnlySpan<int> rows, int window)
    {
        double pairs = 0;
        for (var s = 0; s < rows.Length; s++)
            for (var i = 0; i < rows[s]; i++)
                pairs += Math.Min(positions[s] + i + 1, window);
        return pairs;
    }
}
