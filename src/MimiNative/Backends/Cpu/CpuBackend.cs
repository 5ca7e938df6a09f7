using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MimiNative.Backends.Cpu;

/// <summary>Vector instructions that the CPU backend can be compiled for.</summary>
public enum CpuInstructions
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
public abstract class CpuBackend : Backend
{
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

    /// <summary>Threads that share an operation.</summary>
    public int Threads { get; }

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
        if (threads < 0)
            throw new BackendException($"{threads} threads: give 1 or more, or 0 for one per processor");
        if (threads == 0)
            threads = Environment.ProcessorCount;
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

    /// <summary>A backend of one thread that understands this one's prepared matrices.</summary>
    internal abstract CpuBackend WithOneThread();

    /// <inheritdoc/>
    public override void Dispose()
    {
        Pool.Dispose();
        base.Dispose();
    }
}

/// <summary>The CPU backend at one vector width.</summary>
internal sealed unsafe class CpuBackend<V>(int threads, string instructions) : CpuBackend(threads, instructions) where V : struct, ISimd<V>
{
    internal override CpuBackend WithOneThread() => new CpuBackend<V>(1, Instructions);

    // A slice's input, its ELU and the stage's weights together stay within 1 MB of L2.
    public override int SliceRows => 480 * Threads;

    public override ActivationBuffer Allocate(int sequences, int headroom, int capacity, int channels) => new CpuBuffer(sequences, headroom, capacity, channels);

    public override CodeBuffer AllocateCodes(int sequences, int capacity, int levels) => new CpuCodeBuffer(sequences, capacity, levels);

    public override PreparedMatrix Prepare(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs) =>
        CpuMatrix.Pack(weight, bias, outputs, inputs, GemmTile<V>.Columns);

    public override PreparedMatrix PrepareVector(ReadOnlySpan<float> values) => CpuMatrix.Vector(values);

    public override PreparedCodebooks PrepareCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim) =>
        new CpuCodebooks(codebooks, levels, size, dim, GemmTile<V>.Columns);

    public override void Convolve(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        var input = (CpuBuffer)x;
        if (history > x.Headroom)
            throw new ArgumentException($"{history} rows of history from a buffer that keeps {x.Headroom}", nameof(history));
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0)
                continue;
            if (rows[s] * stride > x.Capacity)
                throw new ArgumentException($"{rows[s]} rows of stride {stride} from a buffer of {x.Capacity}", nameof(rows));
            var call = Call((CpuMatrix)w, epilogue, s, rows[s]);
            call.A = input.Row(s, -history);
            call.Lda = (nint)stride * x.Channels;
            Gemm<V>.Run(call, Pool);
        }
    }

    public override void Linear(PreparedMatrix w, ActivationBuffer x, ReadOnlySpan<int> rows, in Epilogue epilogue) =>
        Convolve(w, x, 1, 0, rows, epilogue);

    public override void LayerNorm(PreparedMatrix weight, PreparedMatrix bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
            if (rows[s] > 0)
                CpuLayerNorm<V>.Run(((CpuMatrix)weight).Values, ((CpuMatrix)bias).Values, eps, ((CpuBuffer)x).Row(s, 0), ((CpuBuffer)y).Row(s, 0), rows[s], x.Channels);
    }

    public override void Attention(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        if (qkv.Headroom < window - 1)
            throw new ArgumentException($"a window of {window} needs {window - 1} rows of history; the buffer keeps {qkv.Headroom}", nameof(qkv));
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

    public override void Quantise(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
            if (rows[s] > 0)
                CpuQuantiser<V>.Run((CpuCodebooks)codebooks, ((CpuBuffer)residual).Row(s, 0), ((CpuBuffer)sum).Row(s, 0), (CpuCodeBuffer)codes, s, codeColumn, firstLevel, levels, rows[s], Pool);
    }

    public override void Advance(ActivationBuffer x, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
            ((CpuBuffer)x).Advance(s, rows[s]);
    }

    public override void Reset(ActivationBuffer x, int sequence) => ((CpuBuffer)x).Reset(sequence);

    public override void Upload(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values) =>
        values.CopyTo(((CpuBuffer)x).Rows(sequence, row, values.Length / x.Channels));

    public override void Repeat(ActivationBuffer x, int sequence, int source, int row, int count)
    {
        var buffer = (CpuBuffer)x;
        for (var i = 0; i < count; i++)
            buffer.Rows(sequence, source, 1).CopyTo(buffer.Rows(sequence, row + i, 1));
    }

    public override void Zero(ActivationBuffer x, int sequence, int row, int count) => ((CpuBuffer)x).Rows(sequence, row, count).Clear();

    public override void Download(ActivationBuffer x, int sequence, int row, Span<float> values) =>
        ((CpuBuffer)x).Rows(sequence, row, values.Length / x.Channels).CopyTo(values);

    public override void DownloadCodes(CodeBuffer codes, int sequence, Span<int> values) =>
        ((CpuCodeBuffer)codes).Rows(sequence, values.Length / codes.Levels).CopyTo(values);

    public override void Finish()
    {
    }

    private static GemmCall Call(CpuMatrix w, in Epilogue e, int sequence, int rows)
    {
        static float* Pointer(ActivationBuffer? buffer, int sequence, int row, int rows, int channels)
        {
            if (buffer is null)
                return null;
            if (buffer.Channels != channels || row + rows > buffer.Capacity)
                throw new ArgumentException($"({row} + {rows}, {channels}) results don't fit a buffer of ({buffer.Capacity}, {buffer.Channels})");
            return ((CpuBuffer)buffer).Row(sequence, row);
        }

        return new GemmCall
        {
            M = rows,
            N = w.Outputs,
            K = w.Inputs,
            Panels = w.Values,
            Bias = w.Bias,
            Ldc = w.Outputs,
            Raw = Pointer(e.Raw, sequence, 0, rows, w.Outputs),
            Scale = e.Scale is CpuMatrix scale ? scale.Values : null,
            Residual = Pointer(e.Residual, sequence, 0, rows, w.Outputs),
            Output = Pointer(e.Output, sequence, e.OutputRow, rows, w.Outputs),
            EluOutput = Pointer(e.EluOutput, sequence, e.OutputRow, rows, w.Outputs),
            Gelu = e.Gelu,
        };
    }
}
