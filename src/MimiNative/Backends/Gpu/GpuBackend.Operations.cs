using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

internal sealed partial class GpuBackend
{
    /// <summary>Which matrix product to use; null: by shape and device. For tests.</summary>
    internal GemmVariant? Variant { get; set; }

    /// <summary>Whether to use the attention kernel for CPU devices; null: by device. For tests.</summary>
    internal bool? UsesCpuKernels { get; set; }

    protected override void ConvolveCore(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        var input = (GpuBuffer)x;
        Multiply((GpuMatrix)w, input, input.Start(-history), stride * x.Channels, rows, epilogue);
    }

    protected override void LayerNormCore(PreparedVector weight, PreparedVector bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows)
    {
        var (from, to) = ((GpuBuffer)x, (GpuBuffer)y);
        lock (_turn)
        {
            var (firsts, total) = _tables.Firsts(rows);
            if (total == 0)
                return;
            var args = new RowArguments
            {
                Rows = total, Sequences = rows.Length, Channels = x.Channels, Epsilon = eps,
                InputPitch = from.Pitch, InputStart = from.Start(0), OutputPitch = to.Pitch, OutputStart = to.Start(0),
            };
            _driver.Launch(KernelSource.LayerNorm_Normalise, total, 1, 1, args, from.Memory, ((GpuVector)weight).Values, ((GpuVector)bias).Values, to.Memory, firsts);
        }
    }

    protected override void AttentionCore(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        if (headDim > Kernels.Attention.Keys || headDim % 2 != 0)
            throw new BackendException($"{Description}: heads of {headDim} channels; the attention kernel takes even numbers up to {Kernels.Attention.Keys}");
        var (from, to) = ((GpuBuffer)qkv, (GpuBuffer)y);
        var longest = 0;
        foreach (var count in rows)
            longest = Math.Max(longest, count);
        lock (_turn)
        {
            var (firsts, total) = _tables.Firsts(rows);
            if (total == 0)
                return;
            var (frames, entries, angles) = to.Positions(_driver).Of(positions, rows, headDim, ropeBase);
            var args = new AttentionArguments
            {
                Rows = total, Sequences = rows.Length, Heads = heads, HeadDimension = headDim, Window = window, Scale = (float)(1 / Math.Sqrt(headDim)),
                InputPitch = from.Pitch, InputStart = from.Start(0), OutputPitch = to.Pitch, OutputStart = to.Start(0),
            };
            _driver.Launch(KernelSource.Rope_Rotate, total, Tiles(heads * headDim, Rope.Threads), 1, args, from.Memory, angles, entries, firsts);
            var isWide = (UsesCpuKernels ?? _driver.IsCpu) && headDim % AttentionWide.Lanes == 0;
            var (kernel, queries) = isWide ? (KernelSource.AttentionWide_Window, AttentionWide.Queries) : (KernelSource.Attention_Window, Kernels.Attention.Queries);
            _driver.Launch(kernel, Tiles(longest, queries), heads, rows.Length, args, from.Memory, to.Memory, frames, firsts);
        }
    }

    protected override void QuantiseCore(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows)
    {
        var (books, x, total, target) = ((GpuCodebooks)codebooks, (GpuBuffer)residual, (GpuBuffer)sum, (GpuCodeBuffer)codes);
        lock (_turn)
        {
            var (firsts, count) = _tables.Firsts(rows);
            if (count == 0)
                return;
            var scores = Scores(checked(x.Sequences * x.Capacity), books.Size);
            for (var level = firstLevel; level < levels; level++)
            {
                Rank(books.Ranking(level), x, scores, rows.Length, count, firsts);
                var args = new QuantiserArguments
                {
                    Rows = count, Sequences = rows.Length, Size = books.Size, Dimension = books.Dimension, ScorePitch = x.Capacity * books.Size,
                    ResidualPitch = x.Pitch, ResidualStart = x.Start(0), SumPitch = total.Pitch, SumStart = total.Start(0), SumMode = level == 0 ? 1 : 2,
                    CodePitch = target.Capacity * target.Levels, CodeStep = target.Levels, CodeColumn = codeColumn + level, LargestNorm = books.LargestNorm(level),
                };
                _driver.Launch(KernelSource.Quantiser_Choose, count, 1, 1, args, scores, books.Rows(level), x.Memory, total.Memory, total.Lost(_driver), target.Memory, firsts);
            }
        }
    }

    protected override void AdvanceCore(ActivationBuffer x, ReadOnlySpan<int> rows)
    {
        var buffer = (GpuBuffer)x;
        if (buffer.Headroom == 0)
            return;
        lock (_turn)
        {
            if (_driver.IsCpu && CopyHistory(buffer, rows))
                return;
            var (firsts, total) = _tables.Firsts(rows);
            if (total == 0)
                return;
            var args = new HistoryArguments { Channels = x.Channels, Headroom = x.Headroom, Pitch = buffer.Pitch };
            _driver.Launch(KernelSource.History_Advance, Tiles(x.Channels, History.Threads), rows.Length, 1, args, buffer.Memory, firsts);
        }
    }

    /// <summary>Moves whole histories as the processor does it best, by plain copies; false where a chunk is shorter than the history, which then overlaps itself.</summary>
    private bool CopyHistory(GpuBuffer buffer, ReadOnlySpan<int> rows)
    {
        foreach (var count in rows)
            if (count != 0 && count < buffer.Headroom)
                return false;
        for (var s = 0; s < rows.Length; s++)
            if (rows[s] != 0)
                _driver.Copy(buffer.Memory, buffer.Offset(s, rows[s] - buffer.Headroom), buffer.Memory, buffer.Offset(s, -buffer.Headroom), sizeof(float) * (long)buffer.Headroom * buffer.Channels);
        return true;
    }

    private void Multiply(GpuMatrix w, GpuBuffer x, int start, int step, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        lock (_turn)
        {
            var (firsts, total) = _tables.Firsts(rows);
            if (total == 0)
                return;
            var (raw, residual, output, elu) = ((GpuBuffer?)epilogue.Raw, (GpuBuffer?)epilogue.Residual, (GpuBuffer?)epilogue.Output, (GpuBuffer?)epilogue.EluOutput);
            var args = Arguments(w, rows.Length, total, x.Pitch, start, step);
            (args.HasRaw, args.RawPitch, args.RawStart) = Place(raw, 0);
            (args.HasResidual, args.ResidualPitch, args.ResidualStart) = Place(residual, 0);
            (args.HasOutput, args.OutputPitch, args.OutputStart) = Place(output, epilogue.OutputRow);
            (args.HasElu, args.EluPitch, args.EluStart) = Place(elu, epilogue.OutputRow);
            (args.HasScale, args.HasGelu) = (epilogue.Scale is null ? 0 : 1, epilogue.Gelu ? 1 : 0);
            LaunchProduct(w, args, x.Memory, w.Bias, ((GpuVector?)epilogue.Scale)?.Values ?? _none, residual?.Memory ?? _none, raw?.Memory ?? _none, output?.Memory ?? _none, elu?.Memory ?? _none, firsts);
        }
    }

    /// <summary>‖c‖² − 2x·c for all rows of a codebook: (sequences, capacity, size).</summary>
    private void Rank(GpuMatrix ranking, GpuBuffer x, DeviceMemory scores, int sequences, int count, DeviceMemory firsts)
    {
        var args = Arguments(ranking, sequences, count, x.Pitch, x.Start(0), x.Channels);
        (args.HasOutput, args.OutputPitch) = (1, x.Capacity * ranking.Outputs);
        LaunchProduct(ranking, args, x.Memory, ranking.Bias, _none, _none, _none, scores, _none, firsts);
    }

    private static GemmArguments Arguments(GpuMatrix w, int sequences, int rows, int pitch, int start, int step) => new()
    {
        Rows = rows, Sequences = sequences, N = w.Outputs, K = w.Inputs, PaddedK = w.PaddedInputs, BlockK = PreparedMatrix.SumBlockOf(w.Inputs), Panels = w.Panels,
        InputPitch = pitch, InputStart = start, InputStep = step,
    };

    private static (int Has, int Pitch, int Start) Place(GpuBuffer? buffer, int row) => buffer is null ? (0, 0, 0) : (1, buffer.Pitch, buffer.Start(row));

    private static int Tiles(int count, int size) => (count + size - 1) / size;
}
