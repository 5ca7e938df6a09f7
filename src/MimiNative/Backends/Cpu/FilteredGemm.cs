using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// A convolution by minimal filtering: rows of the result in groups of F.Outputs, each from the F.Outputs + F.Taps − 1 blocks of K floats that follow one another in A.
/// The products' inputs are made for a block of groups, product by product, in rows that aren't multiples of a page apart; each product is summed by the same tiles, in the same order,
/// as <see cref="Gemm{V}"/>'s; then the group's rows are combined and go through the same epilogue. Panels hold the products' matrices one after the other, but for a last one that is the sum of the first two.
/// </summary>
internal sealed unsafe class FilteredGemm<V, F> : IParallelWork where V : struct, ISimd<V> where F : struct, IMinimalFilter
{
    // A span of a panel (295 KB with AVX-512) and the groups' part of one product stay in the L2 cache together.
    private const int KSpan = 2304;
    private const int GroupBytes = 512 * 1024;

    // A matrix up to this size stays in the L3 cache from one block of groups to the next: what the processor fetches by itself is enough then.
    private const int SharedCacheBytes = 4 * 1024 * 1024;

    [ThreadStatic] private static FilteredGemm<V, F>? s_instance;

    private GemmCall _call;
    private Pieces _pieces;

    private static int Products => F.Outputs + F.Taps - 1;

    /// <summary>Runs convolutions by one matrix, each to the bits that it has by itself, as <see cref="Gemm{V}.Run(ReadOnlySpan{GemmCall}, WorkerPool)"/> does.</summary>
    public static void Run(ReadOnlySpan<GemmCall> calls, WorkerPool pool)
    {
        if (calls.Length > 1 && pool.Threads == 1)
            Block(calls, 0, StackedRows.Rows(calls, F.Outputs) / F.Outputs, 0, Gemm<V>.Panels(calls[0].N));
        else
            foreach (ref readonly var call in calls)
                Run(call, pool);
    }

    /// <summary>Runs the convolution, shared among the pool's threads. <see cref="GemmCall.K"/> is the length of a block, <see cref="GemmCall.Lda"/> is too.</summary>
    public static void Run(in GemmCall call, WorkerPool pool)
    {
        if (call.M == 0)
            return;
        int groups = Groups(call.M), panels = Gemm<V>.Panels(call.N);
        if (pool.Threads == 1)
        {
            Block(new(in call), 0, groups, 0, panels);
            return;
        }

        var work = s_instance ??= new FilteredGemm<V, F>();
        work._call = call;
        work._pieces = Pieces.Cut(groups, V.TileRows, panels, pool.Threads, preferRows: call.M > call.N);
        pool.Run(work, work._pieces.Count);
    }

    public void Run(int piece)
    {
        var (firstGroup, lastGroup, firstPanel, lastPanel) = _pieces[piece];
        Block(new(in _call), firstGroup, lastGroup, firstPanel, lastPanel);
    }

    private static int Groups(int rows) => (rows + F.Outputs - 1) / F.Outputs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(ReadOnlySpan<GemmCall> calls, int firstGroup, int lastGroup, int firstPanel, int lastPanel)
    {
        ref readonly var c = ref calls[0];
        int columns = GemmTile<V>.Columns, products = Products, matrices = F.SumsLast ? products - 1 : products, kBlock = PreparedMatrix.SumBlockOf(c.K);
        nint pitch = c.K + Gemm<V>.PitchPadding;
        // Where a panel of all products stays in the cache, a strip's products are made one after the other; else one part of a panel at a time, for all strips.
        var whole = products * c.K <= KSpan;
        var span = whole ? c.K : F.SumsLast ? KSpan / products : KSpan;
        int parts = products * ((c.K + span - 1) / span), partsAtOnce = whole ? parts : 1;
        var matrixBytes = (long)c.N * c.K * matrices * sizeof(float);
        var groupBlock = Math.Max(1, GroupBytes / sizeof(float) / (whole ? products * c.K : Math.Min(c.K, span)) / V.TileRows) * V.TileRows;
        groupBlock = Math.Min(groupBlock, lastGroup - firstGroup);
        var stripsKept = whole ? V.TileRows : groupBlock + V.TileRows;
        var input = ThreadScratch.Floats(products * groupBlock * pitch + ((nint)stripsKept * products + V.TileRows * F.Outputs + 1 + (F.SumsLast ? span : 0)) * columns);
        var tiles = input + products * groupBlock * pitch;
        var output = tiles + (nint)stripsKept * products * columns;
        var zeros = output + (nint)V.TileRows * F.Outputs * columns;
        var sum = zeros + columns;
        new Span<float>(zeros, columns).Clear();
        for (var top = firstGroup; top < lastGroup; top += groupBlock)
        {
            var bottom = Math.Min(top + groupBlock, lastGroup);
            var productFloats = (bottom - top) * pitch;
            var isCached = matrixBytes <= (top == firstGroup ? Gemm<V>.CachedBytes : SharedCacheBytes);
            foreach (var (call, first, count, at) in new StackedRows(calls, top * F.Outputs, (bottom - top) * F.Outputs, F.Outputs))
                Transform(calls[call], first / F.Outputs, Groups(first + count), input + at / F.Outputs * pitch, pitch, productFloats);
            for (var panel = firstPanel; panel < lastPanel; panel++)
            {
                var b = c.Panels + (nint)panel * columns * c.K * matrices;
                for (var firstPart = 0; firstPart < parts; firstPart += partsAtOnce)
                {
                    var lastPart = firstPart + partsAtOnce - 1;
                    // Where a panel is taken in parts, the two that are added have just been multiplied and are still in the cache.
                    if (F.SumsLast && lastPart % products == products - 1)
                    {
                        var from = lastPart / products * span;
                        Sum(b + (nint)from * columns, b + ((nint)c.K + from) * columns, sum, (nint)(Math.Min(from + span, c.K) - from) * columns);
                    }

                    // What comes next from memory: the next panel, or the next part of this one that isn't a sum.
                    var stored = lastPart + 1 + (F.SumsLast && (lastPart + 1) % products == matrices ? 1 : 0);
                    var next = stored < parts ? ((nint)c.K * (stored % products) + stored / products * span) * columns : panel + 1 < lastPanel ? (nint)c.K * columns * matrices : 0;
                    var fetched = isCached || next == 0 ? 0 : (whole ? matrices : 1) * span * columns * sizeof(float);
                    var ahead = new FetchAhead(b + next, fetched, (long)(bottom - top) * partsAtOnce * span);
                    for (var group = top; group < bottom;)
                    {
                        var rows = GemmTile<V>.RowsOf(bottom - group);
                        var strip = whole ? tiles : tiles + (nint)(group - top) * products * columns;
                        for (var part = firstPart; part <= lastPart; part++)
                        {
                            int product = part % products, from = part / products * span, to = Math.Min(from + span, c.K);
                            var a = input + product * productFloats + (group - top) * pitch;
                            var matrix = product == matrices ? sum - (nint)from * columns : b + (nint)product * c.K * columns;
                            GemmTile<V>.Multiply(rows, a + from, pitch, matrix + (nint)from * columns, to - from, kBlock, strip + (nint)product * rows * columns, zeros, add: from > 0, ahead.At(((long)(group - top) * partsAtOnce + (long)rows * (part - firstPart)) * span), ahead.Step(rows));
                        }

                        if (lastPart == parts - 1)
                            Combine(calls, strip, rows, output, group, panel * columns);
                        group += rows;
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* a, float* b, float* to, nint count)
    {
        for (nint i = 0; i < count; i += V.Width)
            V.Store(V.Add(V.Load(a + i), V.Load(b + i)), to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(in GemmCall c, int top, int bottom, float* to, nint pitch, nint product)
    {
        for (var group = top; group < bottom; group++, to += pitch)
        {
            var d = c.A + (nint)group * F.Outputs * c.K;
            // What stands behind the last row is not this call's: zeros, from which rows come that nobody keeps.
            var blocks = c.M - group * F.Outputs + F.Taps - 1;
            if (blocks < Products)
                Incomplete(d, blocks, c.K, to, product);
            else
                TransformGroup(d, c.K, to, product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformGroup(float* d, int block, float* to, nint product)
    {
        var k = 0;
        for (; k <= block - V.Width; k += V.Width)
            F.Transform<V>(d + k, block, to + k, product);
        for (; k < block; k++)
            F.Transform<SimdScalar>(d + k, block, to + k, product);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Incomplete(float* d, int blocks, int block, float* to, nint product)
    {
        using var whole = new FloatBlock((long)Products * block);
        new Span<float>(d, blocks * block).CopyTo(whole.Span);
        TransformGroup(whole.Pointer, block, to, product);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(ReadOnlySpan<GemmCall> calls, float* strip, int groups, float* output, int group, int column)
    {
        ref readonly var c = ref calls[0];
        int columns = GemmTile<V>.Columns, w = V.Width;
        V bias0 = V.Broadcast(0), bias1 = bias0;
        if (c.Bias != null)
            (bias0, bias1) = (V.Load(c.Bias + column), V.Load(c.Bias + column + w));
        nint product = (nint)groups * columns;
        for (var i = 0; i < groups; i++)
        {
            F.Combine(strip + i * columns, product, bias0, output + i * F.Outputs * columns, columns);
            F.Combine(strip + i * columns + w, product, bias1, output + i * F.Outputs * columns + w, columns);
        }

        Gemm<V>.Finish(calls, output, group * F.Outputs, groups * F.Outputs, column, F.Outputs);
    }
}
