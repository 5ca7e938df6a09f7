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
    private const int TileRows = 6;
    private const int RowBlock = 96;

    /// <summary>The column block of packed vectors stays in half of a 1 MiB second-level cache.</summary>
    private const int ColumnBlockBytes = 512 * 1024;

    /// <summary>Visits all pairs i &lt; j of the rows of <paramref name="x"/> in an order that depends on n and dim only.</summary>
    public static void Visit<TVisitor>(float[] x, int n, int dim, ref TVisitor visitor)
        where TVisitor : IPairVisitor<float>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Float512, Vector512<float>, float, TVisitor>(x, n, dim, ref visitor);
        else if (Vector256.IsHardwareAccelerated)
            Run<Float256, Vector256<float>, float, TVisitor>(x, n, dim, ref visitor);
        else if (Vector128.IsHardwareAccelerated)
            Run<Float128, Vector128<float>, float, TVisitor>(x, n, dim, ref visitor);
        else
            Run<FloatScalar, float, float, TVisitor>(x, n, dim, ref visitor);
    }

    /// <inheritdoc cref="Visit{TVisitor}(float[], int, int, ref TVisitor)"/>
    public static void Visit<TVisitor>(double[] x, int n, int dim, ref TVisitor visitor)
        where TVisitor : IPairVisitor<double>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Double512, Vector512<double>, double, TVisitor>(x, n, dim, ref visitor);
        else if (Vector256.IsHardwareAccelerated)
            Run<Double256, Vector256<double>, double, TVisitor>(x, n, dim, ref visitor);
        else if (Vector128.IsHardwareAccelerated)
            Run<Double128, Vector128<double>, double, TVisitor>(x, n, dim, ref visitor);
        else
            Run<DoubleScalar, double, double, TVisitor>(x, n, dim, ref visitor);
    }

    /// <summary>The same at a given width; tests compare the widths with each other.</summary>
    internal static void Run<TSimd, TVector, T, TVisitor>(T[] x, int n, int dim, ref TVisitor visitor)
        where TSimd : struct, ISimd<TVector, T>
        where T : unmanaged, INumberBase<T>
        where TVisitor : IPairVisitor<T>
    {
        if (n < 2)
            return;
        var columnBlock = Math.Clamp(ColumnBlockBytes / (dim * sizeof(T)) / 64 * 64, 64, 512);
        var packed = (T*)NativeMemory.AlignedAlloc((nuint)columnBlock * (nuint)dim * (nuint)sizeof(T), 64);
        var dots = (T*)NativeMemory.AlignedAlloc((nuint)(RowBlock * columnBlock * sizeof(T)), 64);
        try
        {
            fixed (T* rows = x)
            {
                for (var column = 0; column < n; column += columnBlock)
                {
                    var columns = Math.Min(columnBlock, n - column);
                    Pack<T>(rows + (long)column * dim, columns, dim, 2 * TSimd.Width, packed);
                    for (var row = 0; row < Math.Min(n, column + columns); row += RowBlock)
                    {
                        var count = Math.Min(RowBlock, Math.Min(n, column + columns) - row);
                        Block<TSimd, TVector, T>(rows + (long)row * dim, count, packed, columns, dim, dots, columnBlock);
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
    private static void Pack<T>(T* source, int columns, int dim, int panel, T* target)
        where T : unmanaged, INumberBase<T>
    {
        for (var first = 0; first < columns; first += panel, target += (long)panel * dim)
        {
            var real = Math.Min(panel, columns - first);
            for (var c = 0; c < real; c++)
            {
                var from = source + (long)(first + c) * dim;
                for (var k = 0; k < dim; k++)
                    target[(long)k * panel + c] = from[k];
            }
            for (var c = real; c < panel; c++)
                for (var k = 0; k < dim; k++)
                    target[(long)k * panel + c] = T.Zero;
        }
    }

    private static void Block<TSimd, TVector, T>(T* rows, int count, T* packed, int columns, int dim, T* dots, int stride)
        where TSimd : struct, ISimd<TVector, T>
        where T : unmanaged
    {
        var panel = 2 * TSimd.Width;
        for (var column = 0; column < columns; column += panel, packed += (long)panel * dim)
            for (var row = 0; row < count; row += TileRows)
            {
                // The last tile starts early enough to be whole and computes some rows again, to the same bits; fewer rows than a tile repeat the last one.
                var start = Math.Max(0, Math.Min(row, count - TileRows));
                Tile<TSimd, TVector, T>(rows + (long)start * dim, Math.Min(TileRows, count) - 1, packed, dim, dots + start * stride + column, stride);
            }
    }

    /// <summary>dots(6, 2 vectors) = rows(6, dim) · panel(dim, 2 vectors). <paramref name="last"/> is the index of the last row that exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TSimd, TVector, T>(T* rows, int last, T* panel, int dim, T* dots, int stride)
        where TSimd : struct, ISimd<TVector, T>
        where T : unmanaged
    {
        T* a0 = rows, a1 = rows + (long)Math.Min(1, last) * dim, a2 = rows + (long)Math.Min(2, last) * dim;
        T* a3 = rows + (long)Math.Min(3, last) * dim, a4 = rows + (long)Math.Min(4, last) * dim, a5 = rows + (long)Math.Min(5, last) * dim;
        TVector c00 = TSimd.Zero, c01 = TSimd.Zero, c10 = TSimd.Zero, c11 = TSimd.Zero, c20 = TSimd.Zero, c21 = TSimd.Zero;
        TVector c30 = TSimd.Zero, c31 = TSimd.Zero, c40 = TSimd.Zero, c41 = TSimd.Zero, c50 = TSimd.Zero, c51 = TSimd.Zero;
        for (var k = 0; k < dim; k++)
        {
            var b0 = TSimd.Load(panel);
            var b1 = TSimd.Load(panel + TSimd.Width);
            panel += 2 * TSimd.Width;
            var a = TSimd.Broadcast(a0 + k);
            c00 = TSimd.Fma(a, b0, c00);
            c01 = TSimd.Fma(a, b1, c01);
            a = TSimd.Broadcast(a1 + k);
            c10 = TSimd.Fma(a, b0, c10);
            c11 = TSimd.Fma(a, b1, c11);
            a = TSimd.Broadcast(a2 + k);
            c20 = TSimd.Fma(a, b0, c20);
            c21 = TSimd.Fma(a, b1, c21);
            a = TSimd.Broadcast(a3 + k);
            c30 = TSimd.Fma(a, b0, c30);
            c31 = TSimd.Fma(a, b1, c31);
            a = TSimd.Broadcast(a4 + k);
            c40 = TSimd.Fma(a, b0, c40);
            c41 = TSimd.Fma(a, b1, c41);
            a = TSimd.Broadcast(a5 + k);
            c50 = TSimd.Fma(a, b0, c50);
            c51 = TSimd.Fma(a, b1, c51);
        }
        Store<TSimd, TVector, T>(c00, c01, dots);
        Store<TSimd, TVector, T>(c10, c11, dots + stride);
        Store<TSimd, TVector, T>(c20, c21, dots + 2 * stride);
        Store<TSimd, TVector, T>(c30, c31, dots + 3 * stride);
        Store<TSimd, TVector, T>(c40, c41, dots + 4 * stride);
        Store<TSimd, TVector, T>(c50, c51, dots + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector, T>(TVector low, TVector high, T* target)
        where TSimd : struct, ISimd<TVector, T>
        where T : unmanaged
    {
        TSimd.Store(low, target);
        TSimd.Store(high, target + TSimd.Width);
    }
}
