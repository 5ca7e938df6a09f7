using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>One matrix product with its epilogue, as plain pointers. Rows of A are lda floats apart and may overlap; rows of the results are ldc apart.</summary>
internal unsafe struct GemmCall
{
    public float* A;
    public nint Lda;
    public int M;
    public int N;
    public int K;
    public float* Panels;
    public float* Bias;
    public nint Ldc;
    public float* Raw;
    public float* Scale;
    public float* Residual;
    public float* Output;
    public float* EluOutput;
    public bool Gelu;
}

/// <summary>
/// C = epilogue(A · B) over packed panels of B.
/// <list type="bullet">
/// <item>K is summed in blocks of 32 or 64 (<see cref="PreparedMatrix.SumBlockOf"/>); block sums are added in order. Short blocks keep the rounding error below PyTorch's for 2 % of the speed;
/// and the order depends on K alone: the same bits for any M, N and split.</item>
/// <item>K is walked in spans of 2304, so that a span of a panel (295 KB with AVX-512) stays in the L2 cache while all rows of the block pass by.</item>
/// <item>Rows of several inputs of one matrix (short clips side by side) are copied below one another: the matrix comes from memory once, and tiles are whole.</item>
/// <item>Rows are walked in blocks whose part of A stays in the L2 cache while all panels pass by; where the rows' distance makes them push each other out of the L1 cache, a copy of the block is walked.</item>
/// </list>
/// </summary>
internal sealed unsafe class Gemm<V> : IParallelWork where V : struct, ISimd<V>
{
    private const int KSpan = 2304;
    private const int RowBlockBytes = 512 * 1024;

    // Rows that are multiples of so many bytes apart fall into the same few lines of the L1 cache; so many floats more, and they don't.
    private const int CollidingPitch = 4096;
    public const int PitchPadding = 16;

    // Weights up to this size stay in the L2 cache from one call to the next.
    public const int CachedBytes = 256 * 1024;

    [ThreadStatic] private static Gemm<V>? s_instance;

    private GemmCall _call;
    private Pieces _pieces;

    /// <summary>Runs products of one matrix, each to the bits that it has by itself. Several are stacked on a pool of one thread; where there are more threads, each product is shared among them.</summary>
    public static void Run(ReadOnlySpan<GemmCall> calls, WorkerPool pool)
    {
        if (calls.Length > 1 && pool.Threads == 1)
            Block(calls, 0, StackedRows.Rows(calls), 0, Panels(calls[0].N));
        else
            foreach (ref readonly var call in calls)
                Run(call, pool);
    }

    /// <summary>Runs the product, shared among the pool's threads.</summary>
    public static void Run(in GemmCall call, WorkerPool pool)
    {
        if (call.M == 0)
            return;
        if (pool.Threads == 1)
        {
            Block(new(in call), 0, call.M, 0, Panels(call.N));
            return;
        }

        var gemm = s_instance ??= new Gemm<V>();
        gemm._call = call;
        gemm._pieces = Pieces.Cut(call.M, V.TileRows, Panels(call.N), pool.Threads, preferRows: call.M > call.N);
        pool.Run(gemm, gemm._pieces.Count);
    }

    public void Run(int piece)
    {
        var (firstRow, lastRow, firstPanel, lastPanel) = _pieces[piece];
        Block(new(in _call), firstRow, lastRow, firstPanel, lastPanel);
    }

    /// <summary>Panels of a matrix of <paramref name="n"/> columns.</summary>
    public static int Panels(int n) => (n + GemmTile<V>.Columns - 1) / GemmTile<V>.Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(ReadOnlySpan<GemmCall> calls, int firstRow, int lastRow, int firstPanel, int lastPanel)
    {
        ref readonly var c = ref calls[0];
        int columns = GemmTile<V>.Columns, spans = (c.K + KSpan - 1) / KSpan, kBlock = PreparedMatrix.SumBlockOf(c.K);
        var rowBlock = Math.Max(8, (int)(RowBlockBytes / sizeof(float) / (Math.Min(c.Lda, KSpan) + 1) / V.TileRows)) * V.TileRows;
        rowBlock = Math.Min(rowBlock, 8192);
        var isCached = (long)c.N * c.K * sizeof(float) <= CachedBytes;
        float* zeros = stackalloc float[columns];
        var mostRows = Math.Min(rowBlock, lastRow - firstRow);
        var copies = calls.Length > 1 || mostRows >= V.TileRows && c.Lda * sizeof(float) % CollidingPitch == 0;
        var pitch = copies ? c.K + PitchPadding : c.Lda;
        var tileFloats = (spans == 1 ? V.TileRows : mostRows + V.TileRows) * (nint)columns;
        var tiles = ThreadScratch.Floats(tileFloats + (copies ? mostRows * pitch : 0));
        var copy = tiles + tileFloats;
        for (var top = firstRow; top < lastRow; top += rowBlock)
        {
            var bottom = Math.Min(top + rowBlock, lastRow);
            var input = c.A + top * c.Lda;
            if (copies)
            {
                var to = copy;
                foreach (var (call, first, count, _) in new StackedRows(calls, top, bottom - top, 1))
                    for (var row = first; row < first + count; row++, to += pitch)
                        new ReadOnlySpan<float>(calls[call].A + row * c.Lda, c.K).CopyTo(new Span<float>(to, c.K));
                input = copy;
            }

            for (var panel = firstPanel; panel < lastPanel; panel++)
            {
                var start = c.Bias == null ? zeros : c.Bias + panel * columns;
                var b = c.Panels + (nint)panel * columns * c.K;
                for (var span = 0; span < spans; span++)
                {
                    int from = span * KSpan, to = Math.Min(from + KSpan, c.K);
                    // The next span of this panel, or the next panel, follows in memory.
                    var fetches = !isCached && (panel + 1 < lastPanel || span + 1 < spans);
                    var ahead = new FetchAhead(b + (nint)(fetches ? to : from) * columns, fetches ? (nint)(to - from) * columns * sizeof(float) : 0, (long)(bottom - top) * (to - from));
                    for (var row = top; row < bottom;)
                    {
                        var rows = GemmTile<V>.RowsOf(bottom - row);
                        var tile = spans == 1 ? tiles : tiles + (nint)(row - top) * columns;
                        var a = input + (row - top) * pitch;
                        GemmTile<V>.Multiply(rows, a + from, pitch, b + (nint)from * columns, to - from, kBlock, tile, from == 0 ? start : zeros, add: from > 0, ahead.At((long)(row - top) * (to - from)), ahead.Step(rows));
                        if (to == c.K)
                            Finish(calls, tile, row, rows, panel * columns, 1);
                        row += rows;
                    }
                }
            }
        }
    }

    /// <summary>Finishes rows of one product, or of several that are stacked; of each a multiple of <paramref name="group"/> rows is there.</summary>
    public static void Finish(ReadOnlySpan<GemmCall> calls, float* tile, int row, int rows, int column, int group)
    {
        if (calls.Length == 1)
            Finish(calls[0], tile, row, Math.Min(rows, calls[0].M - row), column);
        else
            foreach (var (call, first, count, at) in new StackedRows(calls, row, rows, group))
                Finish(calls[call], tile + at * GemmTile<V>.Columns, first, count, column);
    }

    /// <summary>
    /// Everything between the sum of products and memory, on a tile that is still in the L1 cache. What is asked for doesn't change within a product,
    /// so the usual combinations are compiled without questions in the loop.
    /// </summary>
    private static void Finish(in GemmCall c, float* tile, int row, int rows, int column)
    {
        if (c.N - column < GemmTile<V>.Columns)
            FinishLast(c, tile, row, rows, column, c.N - column);
        else if (c.Raw != null || (c.Gelu && (c.Residual != null || c.EluOutput != null)))
            Finish<AnyEpilogue>(c, tile, row, rows, column);
        else if (c.Gelu && c.Scale == null)
            Finish<GeluEpilogue>(c, tile, row, rows, column);
        else if (c.Scale == null && c.Output == null && c.EluOutput != null)
        {
            if (c.Residual == null)
                Finish<EluEpilogue>(c, tile, row, rows, column);
            else
                Finish<ResidualEluEpilogue>(c, tile, row, rows, column);
        }
        else if (c.Scale == null && c.Residual == null && c.Output != null && c.EluOutput != null)
            Finish<BothEpilogue>(c, tile, row, rows, column);
        else
            Finish<AnyEpilogue>(c, tile, row, rows, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<TEpilogue>(in GemmCall call, float* tile, int row, int rows, int column) where TEpilogue : struct, IEpilogue
    {
        var c = call;
        var offset = row * c.Ldc + column;
        for (var i = 0; i < rows; i++, tile += GemmTile<V>.Columns, offset += c.Ldc)
        {
            TEpilogue.Apply<V>(c, V.Load(tile), offset, column);
            TEpilogue.Apply<V>(c, V.Load(tile + V.Width), offset + V.Width, column + V.Width);
        }
    }

    /// <summary>The last panel's columns, where they are fewer than a panel's: whole vectors, then four at a time, then one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FinishLast(in GemmCall call, float* tile, int row, int rows, int column, int count)
    {
        var c = call;
        var offset = row * c.Ldc + column;
        for (var i = 0; i < rows; i++, tile += GemmTile<V>.Columns, offset += c.Ldc)
        {
            var j = 0;
            for (; j + V.Width <= count; j += V.Width)
                AnyEpilogue.Apply<V>(c, V.Load(tile + j), offset + j, column + j);
            for (; j + Simd128.Width <= count; j += Simd128.Width)
                AnyEpilogue.Apply<Simd128>(c, Simd128.Load(tile + j), offset + j, column + j);
            for (; j < count; j++)
                AnyEpilogue.Apply<SimdScalar>(c, SimdScalar.Load(tile + j), offset + j, column + j);
        }
    }
}
