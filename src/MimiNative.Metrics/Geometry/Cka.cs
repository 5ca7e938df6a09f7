namespace MimiNative.Metrics;

/// <summary>Linear centred kernel alignment (Kornblith et al. 2019): how alike two taps or two models arrange the same clips.</summary>
public static class Cka
{
    /// <summary>|Yᵀ·X|²_F / (|Xᵀ·X|_F · |Yᵀ·Y|_F) of the column-centred matrices: 1 when equal up to rotation and scale. NaN when one has no variance.</summary>
    /// <param name="x">Embeddings (N, any channels).</param>
    /// <param name="y">Embeddings of the same N clips, in the same order.</param>
    /// <exception cref="MetricsException">The numbers of rows differ, or a value is not finite.</exception>
    public static double Linear(EmbeddingMatrix x, EmbeddingMatrix y) => LinearOf(Pair(x, y));

    /// <summary>
    /// The same with the unbiased HSIC₁ of Song et al. (2012) in place of each product: few clips of many channels no longer look alike by chance, and unrelated spaces give 0 on average (it can be negative).
    /// NaN for fewer than four rows, or where a space has no more likeness to itself than chance.
    /// </summary>
    /// <param name="x">Embeddings (N, any channels).</param>
    /// <param name="y">Embeddings of the same N clips, in the same order.</param>
    /// <exception cref="MetricsException">The numbers of rows differ, or a value is not finite.</exception>
    public static double Debiased(EmbeddingMatrix x, EmbeddingMatrix y) => DebiasedOf(Pair(x, y));

    /// <summary>Of the first half of the channels and the second; NaN for a single channel.</summary>
    internal static double OfHalves(EmbeddingMatrix matrix, bool debiased)
    {
        var half = matrix.Dimension / 2;
        if (half == 0)
            return double.NaN;
        var space = new CosineSpace(matrix, centred: true);
        var both = new Centred(matrix.Rows, half, matrix.Dimension - half, space.Offset);
        return debiased ? DebiasedOf(both) : LinearOf(both);
    }

    private static double LinearOf(Centred both)
    {
        var (xy, xx, yy) = Products(both);
        var scale = Math.Sqrt(xx) * Math.Sqrt(yy);
        return scale > 0 ? xy / scale : double.NaN;
    }

    private static double DebiasedOf(Centred both)
    {
        if (both.Rows < 4)
            return double.NaN;
        var (xy, xx, yy) = Products(both);
        var (lengthsX, lengthsY) = (new double[both.Rows], new double[both.Rows]);
        var row = new double[both.X + both.Y];
        for (var i = 0; i < both.Rows; i++)
        {
            both.Write(i, row);
            (lengthsX[i], lengthsY[i]) = (FixedOrder.SumOfSquares(row.AsSpan(0, both.X)), FixedOrder.SumOfSquares(row.AsSpan(both.X)));
        }
        var (hx, hy) = (Hsic1(xx, lengthsX, lengthsX), Hsic1(yy, lengthsY, lengthsY));
        return hx > 0 && hy > 0 ? Hsic1(xy, lengthsX, lengthsY) / (Math.Sqrt(hx) * Math.Sqrt(hy)) : double.NaN;
    }

    /// <summary>Every space of <paramref name="rows"/> against every one of <paramref name="columns"/>, e.g. all taps against each other or against a control's: [row][column].</summary>
    /// <param name="rows">Embeddings of the same clips in the same order.</param>
    /// <param name="columns">More of them; the same list for a symmetric matrix.</param>
    /// <param name="debiased">Use <see cref="Debiased"/>.</param>
    /// <exception cref="MetricsException">The numbers of rows differ, or a value is not finite.</exception>
    public static double[][] Matrix(IReadOnlyList<EmbeddingMatrix> rows, IReadOnlyList<EmbeddingMatrix> columns, bool debiased = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        var result = rows.Select(_ => new double[columns.Count]).ToArray();
        for (var r = 0; r < rows.Count; r++)
            for (var c = 0; c < columns.Count; c++)
                result[r][c] = ReferenceEquals(rows, columns) && c < r ? result[c][r] : debiased ? Debiased(rows[r], columns[c]) : Linear(rows[r], columns[c]);
        return result;
    }

    /// <summary>
    /// (tr(K·L) + 1ᵀK1·1ᵀL1/((n−1)(n−2)) − 2/(n−2)·1ᵀKL1) / (n(n−3)) of the rows' inner products with empty diagonals. Columns are centred, which it doesn't see,
    /// and so the i-th row of K adds to −|x_i|²: the n × n matrices need not be made.
    /// </summary>
    private static double Hsic1(double product, double[] lengthsX, double[] lengthsY)
    {
        double n = lengthsX.Length, cross = FixedOrder.Dot(lengthsX, lengthsY);
        return (product - cross + lengthsX.Sum() * lengthsY.Sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * cross) / (n * (n - 3));
    }

    /// <summary>Rows of both spaces side by side, each without its mean.</summary>
    private sealed record Centred(int Rows, int X, int Y, RowWriter Write);

    private static Centred Pair(EmbeddingMatrix x, EmbeddingMatrix y)
    {
        if (x.Rows != y.Rows)
            throw new MetricsException($"CKA compares the same clips, but one matrix has {x.Rows} rows and the other {y.Rows}");
        var (a, b) = (new CosineSpace(x, centred: true), new CosineSpace(y, centred: true));
        return new Centred(x.Rows, x.Dimension, y.Dimension, (i, row) =>
        {
            a.Offset(i, row[..x.Dimension]);
            b.Offset(i, row[x.Dimension..]);
        });
    }

    /// <summary>|Yᵀ·X|², |Xᵀ·X|², |Yᵀ·Y|² (Frobenius).</summary>
    private static (double XY, double XX, double YY) Products(Centred both)
    {
        var dim = both.X + both.Y;
        if (both.Rows > dim)
        {
            var (xx, xy, yy) = BlockNorms(Scatter.Of(both.Rows, dim, both.Write), both.X, both.Y);
            return (xy, xx, yy);
        }
        // With few clips the inner products of the two Gram matrices are cheaper than those of the channels, and equal.
        var (a, b, row) = (new double[both.Rows * both.X], new double[both.Rows * both.Y], new double[dim]);
        for (var i = 0; i < both.Rows; i++)
        {
            both.Write(i, row);
            row.AsSpan(0, both.X).CopyTo(a.AsSpan(i * both.X));
            row.AsSpan(both.X).CopyTo(b.AsSpan(i * both.Y));
        }
        var (k, l) = (Gram.OfRows(a, both.Rows, both.X), Gram.OfRows(b, both.Rows, both.Y));
        return (FixedOrder.Dot(k, l), FixedOrder.SumOfSquares(k), FixedOrder.SumOfSquares(l));
    }

    private static (double XX, double XY, double YY) BlockNorms(double[] gram, int x, int y)
    {
        double xx = 0, xy = 0, yy = 0;
        for (var r = 0; r < x + y; r++)
        {
            var row = gram.AsSpan(r * (x + y), x + y);
            if (r < x)
            {
                xx += FixedOrder.SumOfSquares(row[..x]);
                xy += FixedOrder.SumOfSquares(row[x..]);
            }
            else
                yy += FixedOrder.SumOfSquares(row[x..]);
        }
        return (xx, xy, yy);
    }
}
