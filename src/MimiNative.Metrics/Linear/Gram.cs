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
