namespace MimiNative.Metrics;

/// <summary>Products of a tall or wide float64 matrix with itself.</summary>
internal static class Gram
{
    /// <summary>X·Xᵀ (n, n) of X (n, dim).</summary>
    public static double[] OfRows(double[] x, int n, int dim)
    {
        var fill = new Fill(new double[n * n], n);
        SymmetricProduct.Visit(x, n, dim, ref fill);
        for (var i = 0; i < n; i++)
            fill.Target[i * n + i] = FixedOrder.SumOfSquares(x.AsSpan(i * dim, dim));
        return fill.Target;
    }

    /// <summary>Xᵀ·X (dim, dim) of X (n, dim).</summary>
    public static double[] OfColumns(double[] x, int n, int dim) => OfRows(Transpose(x, n, dim), dim, n);

    public static double[] Transpose(double[] x, int n, int dim)
    {
        var result = new double[n * dim];
        for (var i = 0; i < n; i++)
            for (var k = 0; k < dim; k++)
                result[k * n + i] = x[i * dim + k];
        return result;
    }

    private readonly struct Fill(double[] target, int n) : IPairVisitor<double>
    {
        public double[] Target => target;

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            dots.CopyTo(target.AsSpan(row * n + firstColumn));
            for (var j = 0; j < dots.Length; j++)
                target[(firstColumn + j) * n + row] = dots[j];
        }
    }
}
