using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>Vector instructions that the CPU backend can be compiled for.</summary>
internal enum CpuInstructions
{
    /// <summary>One float at a time.</summary>
    Scalar = 1,

    /// <summary>4 floats: NEON, SSE.</summary>
    Vector128 = 4,

    /// <summary>8 floats: AVX2 with FMA.</summary>
    Vector256 = 8,

    /// <summary>16 floats: AVX-512.</summary>
    Vector512 = 16,
}

/// <summary>The encoder's operations on this machine's processor, with whatever vector width it has.</summary>
internal abstract partial class CpuBackend : Backend
{
    /// <summary>The most threads: each has a stack and a place in the system's table.</summary>
    public const int MostThreads = 1024;

    private protected CpuBackend(int threads, string instructions)
    {
        Threads = threads;
        Pool = new WorkerPool(threads);
        Instructions = instructions;
        Description = $"cpu: {instructions}, {threads} {(threads == 1 ? "thread" : "threads")}";
    }

    /// <summary>The widest instructions of this processor.</summary>
    public static CpuInstructions Widest =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? CpuInstructions.Vector512 :
        Vector256.IsHardwareAccelerated && Fma.IsSupported ? CpuInstructions.Vector256 :
        Vector128.IsHardwareAccelerated ? CpuInstructions.Vector128 :
        CpuInstructions.Scalar;

    /// <inheritdoc/>
    public override int Threads { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override int PreferredSequences => 1;

    private protected WorkerPool Pool { get; }

    private protected string Instructions { get; }

    /// <summary>A backend of <paramref name="threads"/> threads (0: one per processor). Matrices prepared by one CPU backend serve any other of the same instructions.</summary>
    /// <exception cref="BackendException">The processor lacks <paramref name="instructions"/>.</exception>
    public static CpuBackend Create(int threads = 0, CpuInstructions? instructions = null)
    {
        if (threads is < 0 or > MostThreads)
            throw new BackendException($"{threads} threads: give 1 to {MostThreads}, or 0 for one per processor");
        if (threads == 0)
            threads = Math.Min(Environment.ProcessorCount, MostThreads);
        var chosen = instructions ?? Widest;
        if (chosen > Widest)
            throw new BackendException($"this processor has no {chosen} instructions; the widest are {Widest}");
        return chosen switch
        {
            CpuInstructions.Vector512 => new CpuBackend<Simd512>(threads, "AVX-512"),
            CpuInstructions.Vector256 => new CpuBackend<Simd256>(threads, "AVX2"),
            CpuInstructions.Vector128 => new CpuBackend<Simd128>(threads, System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "NEON" : "SSE"),
            _ => new CpuBackend<SimdScalar>(threads, "scalar"),
        };
    }

    /// <summary>
    /// Attention of every row to every row of <paramref name="qkv"/> (q ‖ k ‖ v, 3·heads·headDim channels), with a gated bias by relative position; the gates are taken from
    /// <paramref name="x"/> (heads·headDim channels). A processor's alone, like <see cref="ConvolveGroups"/>: only WavLM needs it.
    /// </summary>
    public abstract void Attention(ActivationBuffer qkv, ActivationBuffer x, ActivationBuffer y, int heads, int headDim, RelativeBias bias, int rows);

    /// <summary>
    /// GELU of a convolution in groups, of stride 1: row t of group g = W_g · (the group's channels of rows t − before … of <paramref name="x"/>, zeros where there are none) + bias.
    /// Each matrix is (out / groups, k · in / groups), channels fastest.
    /// </summary>
    public abstract void ConvolveGroups(IReadOnlyList<PreparedMatrix> groups, ActivationBuffer x, int before, ActivationBuffer y, int rows);

    /// <summary>GELU of every value, in place.</summary>
    public abstract void Gelu(ActivationBuffer x, int rows);

    /// <summary>The first rows of a buffer, as they stand in memory.</summary>
    public static Span<float> Rows(ActivationBuffer x, int rows) => ((CpuBuffer)x).Rows(0, 0, rows);

    /// <inheritdoc/>
    protected override void DisposeCore() => Pool.Dispose();
}

/// <summary>The CPU backend at one vector width.</summary>
internal sealed unsafe class CpuBackend<V>(int threads, string instructions) : CpuBackend(threads, instructions) where V : struct, ISimd<V>
{
    /// <summary>So many descriptions of products lie on the stack.</summary>
    internal const int CallsOnStack = 16;

    public override Backend WithOneThread() => Threads == 1 ? this : new CpuBackend<V>(1, Instructions);

    // Panels are as wide as the vectors; memory is everybody's.
    protected override object Family => typeof(V);

    // A slice's input, its ELU and the stage's weights together stay within 1 MB of L2.
    public override int SliceRows => 480 * Threads;

    protected override ActivationBuffer AllocateCore(int sequences, int headroom, int capacity, int channels, bool inTurns) =>
        new CpuBuffer(sequences, headroom, capacity, channels, inTurns);

    protected override CodeBuffer AllocateCodesCore(int sequences, int capacity, int levels) => new CpuCodeBuffer(sequences, capacity, levels);

    protected override PreparedMatrix PrepareCore(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs) =>
        CpuMatrix.Pack(weight, bias, outputs, inputs, GemmTile<V>.Columns);

    protected override PreparedMatrix PrepareConvolutionCore(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int channels, int kernel, int stride, int rowsPerFrame) =>
        FilterScheme.For(channels, kernel, stride, rowsPerFrame) is { } scheme
            ? CpuMatrix.Pack(weight, bias, outputs, channels * kernel, GemmTile<V>.Columns, scheme)
            : PrepareCore(weight, bias, outputs, channels * kernel);

    protected override PreparedVector PrepareVectorCore(ReadOnlySpan<float> values) => new CpuVector(values);

    protected override PreparedCodebooks PrepareCodebooksCore(ReadOnlySpan<float> codebooks, int levels, int size, int dim) =>
        new CpuCodebooks(codebooks, levels, size, dim, GemmTile<V>.Columns);

    protected override void ConvolveCore(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        var (matrix, input) = ((CpuMatrix)w, (CpuBuffer)x);
        var block = stride * x.Channels;
        if (matrix.Scheme is { } scheme && block * scheme.Taps != w.Inputs)
            throw new ArgumentException($"a convolution prepared for another stride than {stride}", nameof(stride));
        Span<GemmCall> calls = rows.Length <= CallsOnStack ? stackalloc GemmCall[rows.Length] : new GemmCall[rows.Length];
        var count = 0;
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0)
                continue;
            ref var call = ref calls[count++];
            call = Call(matrix, epilogue, s, rows[s]);
            call.A = input.Row(s, -history);
            call.Lda = block;
            if (matrix.Scheme is { } filtered)
                call.K /= filtered.Taps;
        }

        Run(matrix.Scheme, calls[..count]);
    }

    protected override void LayerNormCore(PreparedVector weight, PreparedVector bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
            if (rows[s] > 0)
                CpuLayerNorm<V>.Run(((CpuVector)weight).Values, ((CpuVector)bias).Values, eps, ((CpuBuffer)x).Row(s, 0), ((CpuBuffer)y).Row(s, 0), rows[s], x.Channels);
    }

    protected override void AttentionCore(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0)
                continue;
            var history = (int)Math.Min(positions[s], window - 1);
            var q = ((CpuBuffer)qkv).Row(s, 0);
            CpuRotary.Run(q, rows[s], heads, headDim, qkv.Channels, positions[s], ropeBase);
            CpuAttention<V>.Run(q, ((CpuBuffer)y).Row(s, 0), rows[s], history, heads, headDim, window, Pool);
        }
    }

    public override void Attention(ActivationBuffer qkv, ActivationBuffer x, ActivationBuffer y, int heads, int headDim, RelativeBias bias, int rows)
    {
        CheckAttention(qkv, x, y, heads, headDim, bias, rows);
        CpuAttention<V>.Run(((CpuBuffer)qkv).Row(0, 0), ((CpuBuffer)y).Row(0, 0), ((CpuBuffer)x).Row(0, 0), rows, heads, headDim, bias, Pool);
        GC.KeepAlive(bias);
    }

    public override void ConvolveGroups(IReadOnlyList<PreparedMatrix> groups, ActivationBuffer x, int before, ActivationBuffer y, int rows)
    {
        CheckGroups(groups, x, before, y, rows);
        CpuGroups<V>.Run(groups, ((CpuBuffer)x).Row(0, 0), x.Channels, before, ((CpuBuffer)y).Row(0, 0), y.Channels, rows, Pool);
    }

    public override void Gelu(ActivationBuffer x, int rows)
    {
        CheckRows(x, rows, nameof(x));
        CpuGelu<V>.Run(((CpuBuffer)x).Row(0, 0), (long)rows * x.Channels);
    }

    protected override void QuantiseCore(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows) =>
        CpuQuantiser<V>.Run((CpuCodebooks)codebooks, (CpuBuffer)residual, (CpuBuffer)sum, (CpuCodeBuffer)codes, codeColumn, firstLevel, levels, rows, Pool);

    protected override void AdvanceCore(ActivationBuffer x, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
            ((CpuBuffer)x).Advance(s, rows[s]);
    }

    protected override void ResetCore(ActivationBuffer x, int sequence) => ((CpuBuffer)x).Reset(sequence);

    protected override void UploadCore(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values) =>
        values.CopyTo(((CpuBuffer)x).Rows(sequence, row, values.Length / x.Channels));

    protected override void RepeatCore(ActivationBuffer x, int sequence, int source, int row, int count)
    {
        var buffer = (CpuBuffer)x;
        for (var i = 0; i < count; i++)
            buffer.Rows(sequence, source, 1).CopyTo(buffer.Rows(sequence, row + i, 1));
    }

    protected override void ZeroCore(ActivationBuffer x, int sequence, int row, int count) => ((CpuBuffer)x).Rows(sequence, row, count).Clear();

    protected override void DownloadCore(ActivationBuffer x, int sequence, int row, Span<float> values) =>
        ((CpuBuffer)x).Rows(sequence, row, values.Length / x.Channels).CopyTo(values);

    protected override void DownloadCodesCore(CodeBuffer codes, int sequence, Span<int> values) =>
        ((CpuCodeBuffer)codes).Rows(sequence, values.Length / codes.Levels).CopyTo(values);

    protected override void FinishCore()
    {
    }

    private void Run(FilterScheme? scheme, ReadOnlySpan<GemmCall> calls)
    {
        if (scheme is null)
            Gemm<V>.Run(calls, Pool);
        else if (scheme == FilterScheme.F22)
            FilteredGemm<V, Filter22>.Run(calls, Pool);
        else if (scheme == FilterScheme.F32)
            FilteredGemm<V, Filter32>.Run(calls, Pool);
        else if (scheme == FilterScheme.F23)
            FilteredGemm<V, Filter23>.Run(calls, Pool);
        else
            FilteredGemm<V, Filter43>.Run(calls, Pool);
    }

    private static GemmCall Call(CpuMatrix w, in Epilogue e, int sequence, int rows)
    {
        static float* Pointer(ActivationBuffer? buffer, int sequence, int row) => buffer is null ? null : ((CpuBuffer)buffer).Row(sequence, row);

        return new GemmCall
        {
            M = rows,
            N = w.Outputs,
            K = w.Inputs,
            Panels = w.Values,
            Bias = w.Bias,
            Ldc = w.Outputs,
            Raw = Pointer(e.Raw, sequence, 0),
            Scale = e.Scale is CpuVector scale ? scale.Values : null,
            Residual = Pointer(e.Residual, sequence, 0),
            Output = Pointer(e.Output, sequence, e.OutputRow),
            EluOutput = Pointer(e.EluOutput, sequence, e.OutputRow),
            Gelu = e.Gelu,
        };
    }
}
