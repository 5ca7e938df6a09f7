using System.Numerics;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>
/// Rows that many others are multiplied with, laid out for the tile of <see cref="SymmetricProduct"/>: A·Bᵀ of rows A (m, dim) with these B (n, dim), in float64. Each result is a chain of fused multiply-adds over up to 512 channels,
/// and the sum of such chains in order: the same bits for any vector width, block and number of threads.
/// </summary>
internal sealed class PackedRows
{
    /// <summary>Channels of one chain: a panel of them stays in the first-level cache.</summary>
    private const int Chain = 512;

    private const int RowsAtOnce = 96;
    private const int PanelsAtOnce = 8;

    private static readonly int Panel = 2 * (Vector512.IsHardwareAccelerated ? 8 : Vector256.IsHardwareAccelerated ? 4 : Vector128.IsHardwareAccelerated ? 2 : 1);

    private double[] _packed = [];
    private int _dim;
    private int _panels;

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows as they stand in an array (rows, dim).</summary>
    public static PackedRows Of(double[] rows, int count, int dim)
    {
        var packed = new PackedRows();
        packed.Fill(rows, count, dim);
        return packed;
    }

    /// <summary>Lays out rows, as they stand in an array (count, dim), in the place of those before.</summary>
    public unsafe void Fill(double[] rows, int count, int dim)
    {
        Lay(count, dim);
        Workers.For(_panels, p =>
        {
            fixed (double* source = rows, target = _packed)
                SymmetricProduct.Pack(source + (long)p * Panel * dim, Math.Min(Panel, count - p * Panel), dim, Panel, target + (long)p * Panel * dim);
        });
    }

    /// <summary>Lays out the columns of an array (count, dim): dim rows of count channels.</summary>
    public void FillColumns(double[] rows, int count, int dim)
    {
        Lay(dim, count);
        Workers.For(_panels, p =>
        {
            var panel = _packed.AsSpan(p * Panel * count, Panel * count);
            var real = Math.Min(Panel, dim - p * Panel);
            for (var k = 0; k < count; k++)
            {
                rows.AsSpan(k * dim + p * Panel, real).CopyTo(panel[(k * Panel)..]);
                panel.Slice(k * Panel + real, Panel - real).Clear();
            }
        });
    }

    private void Lay(int rows, int dim)
    {
        (Rows, _dim, _panels) = (rows, dim, (rows + Panel - 1) / Panel);
        Room.AtLeast(ref _packed, _panels * Panel * dim);
    }

    /// <summary>result (m, Rows) = a (m, dim) · these, on all threads.</summary>
    public void Multiply(ReadOnlyMemory<double> a, int m, Memory<double> result)
    {
        var (strips, blocks) = ((_panels + PanelsAtOnce - 1) / PanelsAtOnce, (m + RowsAtOnce - 1) / RowsAtOnce);
        Workers.For(strips * blocks, t =>
        {
            var (strip, block) = (t / blocks, t % blocks);
            var row = block * RowsAtOnce;
            Multiply(a.Span, row, Math.Min(m, row + RowsAtOnce), strip * PanelsAtOnce, Math.Min(_panels, (strip + 1) * PanelsAtOnce), result.Span);
        });
    }

    private unsafe void Multiply(ReadOnlySpan<double> a, int row, int endRow, int panel, int endPanel, Span<double> result)
    {
        var scratch = stackalloc double[SymmetricProduct.TileRows * Panel];
        fixed (double* rows = a, packed = _packed, target = result)
            for (var k = 0; k < Math.Max(1, _dim); k += Chain)
                for (var p = panel; p < endPanel; p++)
                    for (var r = row; r < endRow; r += SymmetricProduct.TileRows)
                    {
                        var count = Math.Min(SymmetricProduct.TileRows, endRow - r);
                        SymmetricProduct.Tile(rows + (long)r * _dim + k, _dim, count, packed + ((long)p * _dim + k) * Panel, Math.Min(Chain, _dim - k), scratch, Panel);
                        var columns = Math.Min(Panel, Rows - p * Panel);
                        for (var i = 0; i < count; i++)
                        {
                            var source = new ReadOnlySpan<double>(scratch + i * Panel, columns);
                            var into = new Span<double>(target + (long)(r + i) * Rows + p * Panel, columns);
                            if (k == 0)
                                source.CopyTo(into);
                            else
                                System.Numerics.Tensors.TensorPrimitives.Add(into, source, into);
                        }
                    }
    }
}
