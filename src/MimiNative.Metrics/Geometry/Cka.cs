namespace MimiNative.Metrics;

/// <summary>Linear centred kernel alignment (Kornblith et al. 2019): how alike two taps or two models arrange the same clips.</summary>
public static class Cka
{
    /// <summary>|Yᵀ·X|²_F / (|Xᵀ·X|_F · |Yᵀ·Y|_F) of the column-centred matrices: 1 when equal up to rotation and scale. NaN when one has no variance.</summary>
    /// <param name="x">Embeddings (N, any channels).</param>
    /// <param name="y">Embeddings of the same N clips, in the same order.</param>
    /// <exception cref="MetricsException">The numbers of rows differ, or a value is not finite.</exception>
    public static double Linear(EmbeddingMatrix x, EmbeddingMatrix y)
    {
        if (x.Rows != y.Rows)
            throw new MetricsException($"CKA compares the same clips, but one matrix has {x.Rows} rows and the other {y.Rows}");
        var (a, b) = (Centred(x), Centred(y));
        double xy, xx, yy;
        if (x.Rows <= x.Dim + y.Dim)
        {
            // With few clips the inner products of the two Gram matrices are cheaper than those of the channels, and equal.
            var (k, l) = (Gram.OfRows(a, x.Rows, x.Dim), Gram.OfRows(b, y.Rows, y.Dim));
            (xy, xx, yy) = (FixedOrder.Dot(k, l), FixedOrder.SumOfSquares(k), FixedOrder.SumOfSquares(l));
        }
        else
        {
            var joint = new double[x.Rows * (x.Dim + y.Dim)];
            for (var i = 0; i < x.Rows; i++)
            {
                a.AsSpan(i * x.Dim, x.Dim).CopyTo(joint.AsSpan(i * (x.Dim + y.Dim)));
                b.AsSpan(i * y.Dim, y.Dim).CopyTo(joint.AsSpan(i * (x.Dim + y.Dim) + x.Dim));
            }
            (xx, xy, yy) = BlockNorms(Gram.OfColumns(joint, x.Rows, x.Dim + y.Dim), x.Dim, y.Dim);
        }
        var scale = Math.Sqrt(xx) * Math.Sqrt(yy);
        return scale > 0 ? xy / scale : double.NaN;
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

    private static double[] Centred(EmbeddingMatrix matrix)
    {
        var space = new CosineSpace(matrix, centred: true);
        var values = new double[matrix.Rows * matrix.Dim];
        for (var i = 0; i < matrix.Rows; i++)
            space.Offset(i, values.AsSpan(i * matrix.Dim, matrix.Dim));
        return values;
    }
}
