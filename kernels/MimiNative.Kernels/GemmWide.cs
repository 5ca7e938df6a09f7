using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// The matrix product for CPU devices. One work-item is one register tile of 12 rows by 16 columns, as in a CPU's own GEMM: 12 vector accumulators, one vector load of weights
/// and 12 broadcasts per step of k. No shared memory and no barriers - on a CPU they are copies and loop splits - and groups of one work-item, so that nothing but the tile lives in registers.
/// Groups are numbered so that a band of rows meets all panels before the next band begins: the band's inputs stay in the second-level cache, and each panel is read once per band.
/// </summary>
public static class GemmWide
{
    /// <summary>Rows of a work-item.</summary>
    public const int TileM = 12;

    /// <summary>Columns of a work-item: one panel.</summary>
    public const int TileN = GemmArguments.Panel;

    /// <summary>Grid: (bands · panels · tiles of a band). N is a multiple of <see cref="TileN"/>.</summary>
    [Kernel(1, IsForCpu = true)]
    public static void Tile(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual,
        ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu, ArrayView<int> firsts, GemmArguments args)
    {
        var inBand = Grid.IdxX % (args.Panels * args.BandTiles);
        var m = (Grid.IdxX / (args.Panels * args.BandTiles) * args.BandTiles + inBand % args.BandTiles) * TileM;
        if (m >= args.Rows)
            return;
        var n = inBand / args.BandTiles * TileN;
        var panel = inBand / args.BandTiles * args.PaddedK * GemmArguments.Panel;
        // Rows beyond the last read the last one again and are not written.
        var last = args.Rows - 1;
        var x0 = Rows.Input(firsts, args, XMath.Min(m, last));
        var x1 = Rows.Input(firsts, args, XMath.Min(m + 1, last));
        var x2 = Rows.Input(firsts, args, XMath.Min(m + 2, last));
        var x3 = Rows.Input(firsts, args, XMath.Min(m + 3, last));
        var x4 = Rows.Input(firsts, args, XMath.Min(m + 4, last));
        var x5 = Rows.Input(firsts, args, XMath.Min(m + 5, last));
        var x6 = Rows.Input(firsts, args, XMath.Min(m + 6, last));
        var x7 = Rows.Input(firsts, args, XMath.Min(m + 7, last));
        var x8 = Rows.Input(firsts, args, XMath.Min(m + 8, last));
        var x9 = Rows.Input(firsts, args, XMath.Min(m + 9, last));
        var x10 = Rows.Input(firsts, args, XMath.Min(m + 10, last));
        var x11 = Rows.Input(firsts, args, XMath.Min(m + 11, last));
        Float16 t0 = default;
        Float16 t1 = default;
        Float16 t2 = default;
        Float16 t3 = default;
        Float16 t4 = default;
        Float16 t5 = default;
        Float16 t6 = default;
        Float16 t7 = default;
        Float16 t8 = default;
        Float16 t9 = default;
        Float16 t10 = default;
        Float16 t11 = default;
        for (var block = 0; block < args.K; block += args.BlockK)
        {
            var end = XMath.Min(block + args.BlockK, args.K);
            Float16 c0 = default;
            Float16 c1 = default;
            Float16 c2 = default;
            Float16 c3 = default;
            Float16 c4 = default;
            Float16 c5 = default;
            Float16 c6 = default;
            Float16 c7 = default;
            Float16 c8 = default;
            Float16 c9 = default;
            Float16 c10 = default;
            Float16 c11 = default;
            for (var k = block; k < end; k++)
            {
                var b = Float16.Load(weight, panel + k * GemmArguments.Panel);
                c0 = Float16.MultiplyAdd(x[x0 + k], b, c0);
                c1 = Float16.MultiplyAdd(x[x1 + k], b, c1);
                c2 = Float16.MultiplyAdd(x[x2 + k], b, c2);
                c3 = Float16.MultiplyAdd(x[x3 + k], b, c3);
                c4 = Float16.MultiplyAdd(x[x4 + k], b, c4);
                c5 = Float16.MultiplyAdd(x[x5 + k], b, c5);
                c6 = Float16.MultiplyAdd(x[x6 + k], b, c6);
                c7 = Float16.MultiplyAdd(x[x7 + k], b, c7);
                c8 = Float16.MultiplyAdd(x[x8 + k], b, c8);
                c9 = Float16.MultiplyAdd(x[x9 + k], b, c9);
                c10 = Float16.MultiplyAdd(x[x10 + k], b, c10);
                c11 = Float16.MultiplyAdd(x[x11 + k], b, c11);
            }
            t0 = Float16.Add(t0, c0);
            t1 = Float16.Add(t1, c1);
            t2 = Float16.Add(t2, c2);
            t3 = Float16.Add(t3, c3);
            t4 = Float16.Add(t4, c4);
            t5 = Float16.Add(t5, c5);
            t6 = Float16.Add(t6, c6);
            t7 = Float16.Add(t7, c7);
            t8 = Float16.Add(t8, c8);
            t9 = Float16.Add(t9, c9);
            t10 = Float16.Add(t10, c10);
            t11 = Float16.Add(t11, c11);
        }
        t0 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m, n, t0);
        t1 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 1, n, t1);
        t2 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 2, n, t2);
        t3 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 3, n, t3);
        t4 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 4, n, t4);
        t5 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 5, n, t5);
        t6 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 6, n, t6);
        t7 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 7, n, t7);
        t8 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 8, n, t8);
        t9 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 9, n, t9);
        t10 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 10, n, t10);
        t11 = GemmEpilogue.Combine16(bias, scale, residual, raw, firsts, args, m + 11, n, t11);
        var tile = LocalMemory.Allocate<float>(TileM * TileN);
        if (args.HasElu != 0)
        {
            Keep(tile, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11);
            // A plain loop over plain memory: this is what a CPU compiler turns into vectors by itself.
            for (var i = 0; i < TileM * TileN; i++)
                tile[i] = Activation.Elu(tile[i]);
            GemmEpilogue.Write16(tile, TileM, elu, args.EluPitch, args.EluStart, firsts, args, m, n);
        }
        if (args.HasOutput == 0)
            return;
        Keep(tile, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11);
        if (args.HasGelu != 0)
            for (var i = 0; i < TileM * TileN; i++)
                tile[i] = Activation.Gelu(tile[i]);
        GemmEpilogue.Write16(tile, TileM, output, args.OutputPitch, args.OutputStart, firsts, args, m, n);
    }

    private static void Keep(ArrayView<float> tile, Float16 t0, Float16 t1, Float16 t2, Float16 t3, Float16 t4, Float16 t5, Float16 t6, Float16 t7, Float16 t8, Float16 t9, Float16 t10, Float16 t11)
    {
        Float16.Store(tile, 0, t0);
        Float16.Store(tile, 1 * TileN, t1);
        Float16.Store(tile, 2 * TileN, t2);
        Float16.Store(tile, 3 * TileN, t3);
        Float16.Store(tile, 4 * TileN, t4);
        Float16.Store(tile, 5 * TileN, t5);
        Float16.Store(tile, 6 * TileN, t6);
        Float16.Store(tile, 7 * TileN, t7);
        Float16.Store(tile, 8 * TileN, t8);
        Float16.Store(tile, 9 * TileN, t9);
        Float16.Store(tile, 10 * TileN, t10);
        Float16.Store(tile, 11 * TileN, t11);
    }
}
