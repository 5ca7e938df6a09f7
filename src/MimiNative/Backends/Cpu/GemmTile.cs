using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// The innermost matrix product: tile (rows × 2 vectors) = A (rows, k) · B (k, 2 vectors), all accumulators in registers, one fused multiply-add per k and element, k ascending.
/// A is read in place, a row every lda floats (a convolution's overlapping windows are just a small lda); B is a packed panel.
/// Twelve rows need 24 accumulators and two registers of B: what AVX-512 and NEON have. Six rows suit 16 registers. Written out by hand: the compiler keeps locals in registers, but no elements of
/// an array. k is summed in blocks, whose sums are added in order; only the first loads what it starts from, since a load right after the stores of the block before took thirty cycles of a block's four hundred.
/// The inner loop asks before each pass on purpose: where it asks after, .NET 10 keeps the accumulators in memory and it takes three times as long. The order of additions of an element doesn't depend on the tile it falls in, so neither do its bits.
/// </summary>
internal static unsafe class GemmTile<V> where V : struct, ISimd<V>
{
    /// <summary>Columns of a tile and of a packed panel.</summary>
    public static int Columns => 2 * V.Width;

    /// <summary>How many of the <paramref name="remaining"/> rows the next tile takes.</summary>
    public static int RowsOf(int remaining) =>
        remaining >= V.TileRows ? V.TileRows :
        V.TileRows == 12 && remaining >= 8 ? 8 :
        remaining >= 4 ? 4 :
        remaining >= 2 ? 2 : 1;

    /// <summary>tile = start + A·B, every row beginning at the same <paramref name="start"/> (a bias, or zeros); plus what the tile holds when <paramref name="add"/>; summed in blocks of <paramref name="block"/> k. <paramref name="rows"/> is a result of <see cref="RowsOf"/>. With every k what is at <paramref name="ahead"/> is fetched, which moves on by <paramref name="aheadStep"/> bytes (<see cref="FetchAhead"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int rows, float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        switch (rows)
        {
            case 12: Rows12(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
            case 8: Rows8(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
            case 6: Rows6(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
            case 4: Rows4(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
            case 2: Rows2(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
            default: Rows1(a, lda, b, k, block, tile, start, add, ahead, aheadStep); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a, p1 = a + 3 * lda, p2 = a + 6 * lda, p3 = a + 9 * lda;
        nint lda2 = 2 * lda;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1; V c10 = s0, c11 = s1;
            V c20 = s0, c21 = s1; V c30 = s0, c31 = s1;
            V c40 = s0, c41 = s1; V c50 = s0, c51 = s1;
            V c60 = s0, c61 = s1; V c70 = s0, c71 = s1;
            V c80 = s0, c81 = s1; V c90 = s0, c91 = s1;
            V c100 = s0, c101 = s1; V c110 = s0, c111 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01); x = V.Broadcast(p0[lda]); c10 = V.Fma(x, b0, c10); c11 = V.Fma(x, b1, c11);
                x = V.Broadcast(p0[lda2]); c20 = V.Fma(x, b0, c20); c21 = V.Fma(x, b1, c21); x = V.Broadcast(*p1); c30 = V.Fma(x, b0, c30); c31 = V.Fma(x, b1, c31);
                x = V.Broadcast(p1[lda]); c40 = V.Fma(x, b0, c40); c41 = V.Fma(x, b1, c41); x = V.Broadcast(p1[lda2]); c50 = V.Fma(x, b0, c50); c51 = V.Fma(x, b1, c51);
                x = V.Broadcast(*p2); c60 = V.Fma(x, b0, c60); c61 = V.Fma(x, b1, c61); x = V.Broadcast(p2[lda]); c70 = V.Fma(x, b0, c70); c71 = V.Fma(x, b1, c71);
                x = V.Broadcast(p2[lda2]); c80 = V.Fma(x, b0, c80); c81 = V.Fma(x, b1, c81); x = V.Broadcast(*p3); c90 = V.Fma(x, b0, c90); c91 = V.Fma(x, b1, c91);
                x = V.Broadcast(p3[lda]); c100 = V.Fma(x, b0, c100); c101 = V.Fma(x, b1, c101); x = V.Broadcast(p3[lda2]); c110 = V.Fma(x, b0, c110); c111 = V.Fma(x, b1, c111);
                p0++; p1++; p2++; p3++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01); c10 = V.Add(V.Load(tile + 2 * w), c10); c11 = V.Add(V.Load(tile + 3 * w), c11);
                c20 = V.Add(V.Load(tile + 4 * w), c20); c21 = V.Add(V.Load(tile + 5 * w), c21); c30 = V.Add(V.Load(tile + 6 * w), c30); c31 = V.Add(V.Load(tile + 7 * w), c31);
                c40 = V.Add(V.Load(tile + 8 * w), c40); c41 = V.Add(V.Load(tile + 9 * w), c41); c50 = V.Add(V.Load(tile + 10 * w), c50); c51 = V.Add(V.Load(tile + 11 * w), c51);
                c60 = V.Add(V.Load(tile + 12 * w), c60); c61 = V.Add(V.Load(tile + 13 * w), c61); c70 = V.Add(V.Load(tile + 14 * w), c70); c71 = V.Add(V.Load(tile + 15 * w), c71);
                c80 = V.Add(V.Load(tile + 16 * w), c80); c81 = V.Add(V.Load(tile + 17 * w), c81); c90 = V.Add(V.Load(tile + 18 * w), c90); c91 = V.Add(V.Load(tile + 19 * w), c91);
                c100 = V.Add(V.Load(tile + 20 * w), c100); c101 = V.Add(V.Load(tile + 21 * w), c101); c110 = V.Add(V.Load(tile + 22 * w), c110); c111 = V.Add(V.Load(tile + 23 * w), c111);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w); V.Store(c10, tile + 2 * w); V.Store(c11, tile + 3 * w);
            V.Store(c20, tile + 4 * w); V.Store(c21, tile + 5 * w); V.Store(c30, tile + 6 * w); V.Store(c31, tile + 7 * w);
            V.Store(c40, tile + 8 * w); V.Store(c41, tile + 9 * w); V.Store(c50, tile + 10 * w); V.Store(c51, tile + 11 * w);
            V.Store(c60, tile + 12 * w); V.Store(c61, tile + 13 * w); V.Store(c70, tile + 14 * w); V.Store(c71, tile + 15 * w);
            V.Store(c80, tile + 16 * w); V.Store(c81, tile + 17 * w); V.Store(c90, tile + 18 * w); V.Store(c91, tile + 19 * w);
            V.Store(c100, tile + 20 * w); V.Store(c101, tile + 21 * w); V.Store(c110, tile + 22 * w); V.Store(c111, tile + 23 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a, p1 = a + 3 * lda, p2 = a + 6 * lda;
        nint lda2 = 2 * lda;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1; V c10 = s0, c11 = s1;
            V c20 = s0, c21 = s1; V c30 = s0, c31 = s1;
            V c40 = s0, c41 = s1; V c50 = s0, c51 = s1;
            V c60 = s0, c61 = s1; V c70 = s0, c71 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01); x = V.Broadcast(p0[lda]); c10 = V.Fma(x, b0, c10); c11 = V.Fma(x, b1, c11);
                x = V.Broadcast(p0[lda2]); c20 = V.Fma(x, b0, c20); c21 = V.Fma(x, b1, c21); x = V.Broadcast(*p1); c30 = V.Fma(x, b0, c30); c31 = V.Fma(x, b1, c31);
                x = V.Broadcast(p1[lda]); c40 = V.Fma(x, b0, c40); c41 = V.Fma(x, b1, c41); x = V.Broadcast(p1[lda2]); c50 = V.Fma(x, b0, c50); c51 = V.Fma(x, b1, c51);
                x = V.Broadcast(*p2); c60 = V.Fma(x, b0, c60); c61 = V.Fma(x, b1, c61); x = V.Broadcast(p2[lda]); c70 = V.Fma(x, b0, c70); c71 = V.Fma(x, b1, c71);
                p0++; p1++; p2++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01); c10 = V.Add(V.Load(tile + 2 * w), c10); c11 = V.Add(V.Load(tile + 3 * w), c11);
                c20 = V.Add(V.Load(tile + 4 * w), c20); c21 = V.Add(V.Load(tile + 5 * w), c21); c30 = V.Add(V.Load(tile + 6 * w), c30); c31 = V.Add(V.Load(tile + 7 * w), c31);
                c40 = V.Add(V.Load(tile + 8 * w), c40); c41 = V.Add(V.Load(tile + 9 * w), c41); c50 = V.Add(V.Load(tile + 10 * w), c50); c51 = V.Add(V.Load(tile + 11 * w), c51);
                c60 = V.Add(V.Load(tile + 12 * w), c60); c61 = V.Add(V.Load(tile + 13 * w), c61); c70 = V.Add(V.Load(tile + 14 * w), c70); c71 = V.Add(V.Load(tile + 15 * w), c71);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w); V.Store(c10, tile + 2 * w); V.Store(c11, tile + 3 * w);
            V.Store(c20, tile + 4 * w); V.Store(c21, tile + 5 * w); V.Store(c30, tile + 6 * w); V.Store(c31, tile + 7 * w);
            V.Store(c40, tile + 8 * w); V.Store(c41, tile + 9 * w); V.Store(c50, tile + 10 * w); V.Store(c51, tile + 11 * w);
            V.Store(c60, tile + 12 * w); V.Store(c61, tile + 13 * w); V.Store(c70, tile + 14 * w); V.Store(c71, tile + 15 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a, p1 = a + 3 * lda;
        nint lda2 = 2 * lda;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1; V c10 = s0, c11 = s1;
            V c20 = s0, c21 = s1; V c30 = s0, c31 = s1;
            V c40 = s0, c41 = s1; V c50 = s0, c51 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01); x = V.Broadcast(p0[lda]); c10 = V.Fma(x, b0, c10); c11 = V.Fma(x, b1, c11);
                x = V.Broadcast(p0[lda2]); c20 = V.Fma(x, b0, c20); c21 = V.Fma(x, b1, c21); x = V.Broadcast(*p1); c30 = V.Fma(x, b0, c30); c31 = V.Fma(x, b1, c31);
                x = V.Broadcast(p1[lda]); c40 = V.Fma(x, b0, c40); c41 = V.Fma(x, b1, c41); x = V.Broadcast(p1[lda2]); c50 = V.Fma(x, b0, c50); c51 = V.Fma(x, b1, c51);
                p0++; p1++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01); c10 = V.Add(V.Load(tile + 2 * w), c10); c11 = V.Add(V.Load(tile + 3 * w), c11);
                c20 = V.Add(V.Load(tile + 4 * w), c20); c21 = V.Add(V.Load(tile + 5 * w), c21); c30 = V.Add(V.Load(tile + 6 * w), c30); c31 = V.Add(V.Load(tile + 7 * w), c31);
                c40 = V.Add(V.Load(tile + 8 * w), c40); c41 = V.Add(V.Load(tile + 9 * w), c41); c50 = V.Add(V.Load(tile + 10 * w), c50); c51 = V.Add(V.Load(tile + 11 * w), c51);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w); V.Store(c10, tile + 2 * w); V.Store(c11, tile + 3 * w);
            V.Store(c20, tile + 4 * w); V.Store(c21, tile + 5 * w); V.Store(c30, tile + 6 * w); V.Store(c31, tile + 7 * w);
            V.Store(c40, tile + 8 * w); V.Store(c41, tile + 9 * w); V.Store(c50, tile + 10 * w); V.Store(c51, tile + 11 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a, p1 = a + 3 * lda;
        nint lda2 = 2 * lda;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1; V c10 = s0, c11 = s1;
            V c20 = s0, c21 = s1; V c30 = s0, c31 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01); x = V.Broadcast(p0[lda]); c10 = V.Fma(x, b0, c10); c11 = V.Fma(x, b1, c11);
                x = V.Broadcast(p0[lda2]); c20 = V.Fma(x, b0, c20); c21 = V.Fma(x, b1, c21); x = V.Broadcast(*p1); c30 = V.Fma(x, b0, c30); c31 = V.Fma(x, b1, c31);
                p0++; p1++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01); c10 = V.Add(V.Load(tile + 2 * w), c10); c11 = V.Add(V.Load(tile + 3 * w), c11);
                c20 = V.Add(V.Load(tile + 4 * w), c20); c21 = V.Add(V.Load(tile + 5 * w), c21); c30 = V.Add(V.Load(tile + 6 * w), c30); c31 = V.Add(V.Load(tile + 7 * w), c31);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w); V.Store(c10, tile + 2 * w); V.Store(c11, tile + 3 * w);
            V.Store(c20, tile + 4 * w); V.Store(c21, tile + 5 * w); V.Store(c30, tile + 6 * w); V.Store(c31, tile + 7 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1; V c10 = s0, c11 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01); x = V.Broadcast(p0[lda]); c10 = V.Fma(x, b0, c10); c11 = V.Fma(x, b1, c11);
                p0++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01); c10 = V.Add(V.Load(tile + 2 * w), c10); c11 = V.Add(V.Load(tile + 3 * w), c11);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w); V.Store(c10, tile + 2 * w); V.Store(c11, tile + 3 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(float* a, nint lda, float* b, int k, int block, float* tile, float* start, bool add, byte* ahead, nint aheadStep)
    {
        int w = V.Width;
        float* p0 = a;
        float* last = b + (nint)k * 2 * w;
        nint step = (nint)block * 2 * w, second = FetchAhead.Second(aheadStep);
        V s0 = V.Load(start), s1 = V.Load(start + w);
        while (true)
        {
            V c00 = s0, c01 = s1;
            float* end = last - b > step ? b + step : last;
            while (b < end)
            {
                V b0 = V.Load(b), b1 = V.Load(b + w), x;
                FetchAhead.Fetch(ahead, second);
                x = V.Broadcast(*p0); c00 = V.Fma(x, b0, c00); c01 = V.Fma(x, b1, c01);
                p0++;
                b += 2 * w; ahead += aheadStep;
            }

            if (add)
            {
                c00 = V.Add(V.Load(tile + 0 * w), c00); c01 = V.Add(V.Load(tile + 1 * w), c01);
            }

            V.Store(c00, tile + 0 * w); V.Store(c01, tile + 1 * w);
            if (b == last)
                return;
            s0 = s1 = V.Broadcast(0f);
            add = true;
        }
    }
}
