using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>Sees every unordered pair of rows once, as runs of dot products. A struct, so that the call is inlined.</summary>
internal interface IPairVisitor<T>
{
    /// <summary><paramref name="dots"/>[j] is row <paramref name="row"/> · row (<paramref name="firstColumn"/> + j); every column lies beyond the row.</summary>
    void Visit(int row, int firstColumn, ReadOnlySpan<T> dots);
}

/// <summary>
/// X·Xᵀ of an (n, dim) matrix in cache-sized blocks of its upper triangle; the n × n result never exists.
/// Vectors run along the columns of the result and the sum over channels is one chain of fused multiply-adds, so every
/// vector width, block size and machine gives the same bits. A tile of 6 × 2 vectors keeps twelve independent sums in
/// registers: enough to hide the latency of two multiply-adds per cycle, and it still fits AVX2's sixteen registers.
/// </summary>
internal static unsafe class SymmetricProduct
{
    /// <summary>Rows of a tile.</summary>
    internal const int TileRows = 6;
    private const int RowBlock = 96;

    /// <summary>The column block of packed vectors stays in half of a 1 MiB second-level cache.</summary>
    private const int ColumnBlockBytes = 512 * 1024;

    /// <summary>Visits all pairs i &lt; j of the rows of <paramref name="x"/> in an order that depends on n and dim only.</summary>
    public static void Visit<TVisitor>(float[] x, int n, int dim, ref TVisitor visitor)
        where TVisitor : IPairVisitor<float> => Visit(x, dim, new PairTile(0, n, 0, n), ref visitor);

    /// <inheritdoc cref="Visit{TVisitor}(float[], int, int, ref TVisitor)"/>
    public static void Visit<TVisitor>(double[] x, int n, int dim, ref TVisitor visitor)
        where TVisitor : IPairVisitor<double> => Visit(x, dim, new PairTile(0, n, 0, n), ref visitor);

    /// <summary>Visits the pairs i &lt; j of which i is a row of the tile and j a column.</summary>
    public static void Visit<TVisitor>(float[] x, int dim, PairTile tile, ref TVisitor visitor)
        where TVisitor : IPairVisitor<float>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Simd512, float, TVisitor>(x, dim, tile, ref visitor);
        else if (Vector256.IsHardwareAccelerated)
            Run<Simd256, float, TVisitor>(x, dim, tile, ref visitor);
        else if (Vector128.IsHardwareAccelerated)
            Run<Simd128, float, TVisitor>(x, dim, tile, ref visitor);
        else
            Run<SimdScalar, float, TVisitor>(x, dim, tile, ref visitor);
    }

    /// <inheritdoc cref="Visit{TVisitor}(float[], int, PairTile, ref TVisitor)"/>
    public static void Visit<TVisitor>(double[] x, int dim, PairTile tile, ref TVisitor visitor)
        where TVisitor : IPairVisitor<double>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Double512, double, TVisitor>(x, dim, tile, ref visitor);
        else if (Vector256.IsHardwareAccelerated)
            Run<Double256, double, TVisitor>(x, dim, tile, ref visitor);
        else if (Vector128.IsHardwareAccelerated)
            Run<Double128, double, TVisitor>(x, dim, tile, ref visitor);
        else
            Run<DoubleScalar, double, TVisitor>(x, dim, tile, ref visitor);
    }

    /// <summary>The same at a given width; tests compare the widths with each other.</summary>
    internal static void Run<V, T, TVisitor>(T[] x, int dim, PairTile tile, ref TVisitor visitor)
        where V : struct, IVector<V, T>
        where T : unmanaged, INumberBase<T>
        where TVisitor : IPairVisitor<T>
    {
        if (tile.IsEmpty)
            return;
        var columnBlock = Math.Clamp(ColumnBlockBytes / (dim * sizeof(T)) / 64 * 64, 64, 512);
        var packed = (T*)NativeMemory.AlignedAlloc((nuint)columnBlock * (nuint)dim * (nuint)sizeof(T), 64);
        var dots = (T*)NativeMemory.AlignedAlloc((nuint)(RowBlock * columnBlock * sizeof(T)), 64);
        try
        {
            fixed (T* rows = x)
            {
                for (var column = tile.FirstColumn; column < tile.EndColumn; column += columnBlock)
                {
                    var columns = Math.Min(columnBlock, tile.EndColumn - column);
                    Pack<T>(rows + (long)column * dim, columns, dim, 2 * V.Width, packed);
                    var endRow = Math.Min(tile.EndRow, column + columns);
                    for (var row = tile.FirstRow; row < endRow; row += RowBlock)
                    {
                        var count = Math.Min(RowBlock, endRow - row);
                        Block<V, T>(rows + (long)row * dim, count, packed, columns, dim, dots, columnBlock);
                        for (var r = row; r < row + count; r++)
                        {
                            var first = Math.Max(column, r + 1);
                            var length = column + columns - first;
                            if (length > 0)
                                visitor.Visit(r, first, new ReadOnlySpan<T>(dots + (r - row) * columnBlock + (first - column), length));
                        }
                    }
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(packed);
            NativeMemory.AlignedFree(dots);
        }
    }

    /// <summary>(columns, dim) rows → panels of <paramref name="panel"/> columns, each (dim, panel); the last panel is filled up with zeros.</summary>
    internal static void Pack<T>(T* source, int columns, int dim, int panel, T* target)
        where T : unmanaged, INumberBase<T>
    {
        for (var first = 0; first < columns; first += panel, target += (long)panel * dim)
        {
            var (real, c) = (Math.Min(panel, columns - first), 0);
            // Eight rows at once: each line that is written is met an eighth as often.
            for (; c + 8 <= real; c += 8)
            {
                T* r0 = source + (long)(first + c) * dim, r1 = r0 + dim, r2 = r1 + dim, r3 = r2 + dim, r4 = r3 + dim, r5 = r4 + dim, r6 = r5 + dim, r7 = r6 + dim, to = target + c;
                for (var k = 0; k < dim; k++, to += panel)
                {
                    to[0] = r0[k];
                    to[1] = r1[k];
                    to[2] = r2[k];
                    to[3] = r3[k];
                    to[4] = r4[k];
                    to[5] = r5[k];
                    to[6] = r6[k];
                    to[7] = r7[k];
                }
            }
            for (; c < panel; c++)
            {
                var from = source + (long)(first + c) * dim;
                for (var k = 0; k < dim; k++)
                    target[(long)k * panel + c] = c < real ? from[k] : T.Zero;
            }
        }
    }

    private static void Block<V, T>(T* rows, int count, T* packed, int columns, int dim, T* dots, int stride)
        where V : struct, IVector<V, T>
        where T : unmanaged
    {
        var panel = 2 * V.Width;
        for (var column = 0; column < columns; column += panel, packed += (long)panel * dim)
            for (var row = 0; row < count; row += TileRows)
            {
                // The last tile starts early enough to be whole and computes some rows again, to the same bits; fewer rows than a tile repeat the last one.
                var start = Math.Max(0, Math.Min(row, count - TileRows));
                Tile<V, T>(rows + (long)start * dim, dim, Math.Min(TileRows, count) - 1, packed, dim, dots + start * stride + column, stride);
            }
    }

    /// <summary>dots(6, 2 vectors) = rows(count, channels) · panel(channels, 2 vectors) at this machine's width; rows that don't exist repeat the last.</summary>
    internal static void Tile(double* rows, int rowStride, int count, double* panel, int channels, double* dots, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
            Tile<Double512, double>(rows, rowStride, count - 1, panel, channels, dots, stride);
        else if (Vector256.IsHardwareAccelerated)
            Tile<Double256, double>(rows, rowStride, count - 1, panel, channels, dots, stride);
        else if (Vector128.IsHardwareAccelerated)
            Tile<Double128, double>(rows, rowStride, count - 1, panel, channels, dots, stride);
        else
            Tile<DoubleScalar, double>(rows, rowStride, count - 1, panel, channels, dots, stride);
    }

    /// <summary>dots(6, 2 vectors) = rows(6, dim) · panel(dim, 2 vectors). <paramref name="last"/> is the index of the last row that exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V, T>(T* rows, int rowStride, int last, T* panel, int dim, T* dots, int stride)
        where V : struct, IVector<V, T>
        where T : unmanaged
    {
        T* a0 = rows, a1 = rows + (long)Math.Min(1, last) * rowStride, a2 = rows + (long)Math.Min(2, last) * rowStride;
        T* a3 = rows + (long)Math.Min(3, last) * rowStride, a4 = rows + (long)Math.Min(4, last) * rowStride, a5 = rows + (long)Math.Min(5, last) * rowStride;
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (var k = 0; k < dim; k++)
        {
            var b0 = V.Load(panel);
            var b1 = V.Load(panel + V.Width);
            panel += 2 * V.Width;
            var a = V.Broadcast(a0[k]);
            c00 = V.Fma(a, b0, c00);
            c01 = V.Fma(a, b1, c01);
            a = V.Broadcast(a1[k]);
            c10 = V.Fma(a, b0, c10);
            c11 = V.Fma(a, b1, c11);
            a = V.Broadcast(a2[k]);
            c20 = V.Fma(a, b0, c20);
            c21 = V.Fma(a, b1, c21);
            a = V.Broadcast(a3[k]);
            c30 = V.Fma(a, b0, c30);
            c31 = V.Fma(a, b1, c31);
            a = V.Broadcast(a4[k]);
            c40 = V.Fma(a, b0, c40);
            c41 = V.Fma(a, b1, c41);
            a = V.Broadcast(a5[k]);
            c50 = V.Fma(a, b0, c50);
            c51 = V.Fma(a, b1, c51);
        }
        Store<V, T>(c00, c01, dots);
        Store<V, T>(c10, c11, dots + stride);
        Store<V, T>(c20, c21, dots + 2 * stride);
        Store<V, T>(c30, c31, dots + 3 * stride);
        Store<V, T>(c40, c41, dots + 4 * stride);
        Store<V, T>(c50, c51, dots + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(V low, V high, T* target)
        where V : struct, IVector<V, T>
        where T : unmanaged
    {
        V.Store(low, target);
        V.Store(high, target + V.Width);
    }
}
