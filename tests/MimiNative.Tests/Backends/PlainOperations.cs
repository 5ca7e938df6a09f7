namespace MimiNative.Tests.Backends;

/// <summary>The encoder's operations as anyone would write them, in double: the oracle of every fast version.</summary>
internal static class PlainOperations
{
    public static double Elu(double x) => x > 0 ? x : Math.Exp(x) - 1;

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>Maclaurin series up to 3, continued fraction of erfc above.</summary>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (a < 3)
        {
            double term = x, sum = x;
            for (var n = 1; Math.Abs(term) > 1e-18; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }

            return 2 / Math.Sqrt(Math.PI) * sum;
        }

        double fraction = 0;
        for (var k = 60; k >= 1; k--)
            fraction = k / 2.0 / (a + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction));
    }

    /// <summary>(M, N) = windows of A · Wᵀ + bias; row m starts at a[m·lda].</summary>
    public static double[,] Multiply(ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, int m, int n, int k)
    {
        var c = new double[m, n];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                double sum = bias.IsEmpty ? 0 : bias[j];
                for (var x = 0; x < k; x++)
                    sum += (double)a[i * lda + x] * w[j * k + x];
                c[i, j] = sum;
            }

        return c;
    }

    public static double[] LayerNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double eps)
    {
        double mean = 0, variance = 0;
        foreach (var v in x)
            mean += v / (double)x.Length;
        foreach (var v in x)
            variance += (v - mean) * (v - mean) / x.Length;
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            y[i] = (x[i] - mean) / Math.Sqrt(variance + eps) * weight[i] + bias[i];
        return y;
    }

    /// <summary>Windowed causal attention with interleaved rotary pairs over qkv (rows, 3·heads·dim); the whole past, no state.</summary>
    public static double[,] Attention(ReadOnlySpan<float> qkv, int rows, int heads, int dim, int window, double ropeBase)
    {
        var width = heads * dim;
        var rotated = new double[rows, 3 * width];
        for (var t = 0; t < rows; t++)
            for (var c = 0; c < 3 * width; c++)
            {
                double value = qkv[t * 3 * width + c];
                if (c < 2 * width)
                {
                    var i = c % dim / 2;
                    var angle = t * Math.Pow(ropeBase, -2.0 * i / dim);
                    double even = qkv[t * 3 * width + c / 2 * 2], odd = qkv[t * 3 * width + c / 2 * 2 + 1];
                    value = c % 2 == 0 ? even * Math.Cos(angle) - odd * Math.Sin(angle) : even * Math.Sin(angle) + odd * Math.Cos(angle);
                }

                rotated[t, c] = value;
            }

        var y = new double[rows, width];
        for (var h = 0; h < heads; h++)
            for (var q = 0; q < rows; q++)
            {
                var first = Math.Max(0, q - window + 1);
                var scores = new double[q - first + 1];
                for (var k = first; k <= q; k++)
                    for (var d = 0; d < dim; d++)
                        scores[k - first] += rotated[q, h * dim + d] * rotated[k, width + h * dim + d] / Math.Sqrt(dim);
                var top = scores.Max();
                var sum = scores.Sum(s => Math.Exp(s - top));
                for (var k = first; k <= q; k++)
                    for (var d = 0; d < dim; d++)
                        y[q, h * dim + d] += Math.Exp(scores[k - first] - top) / sum * rotated[k, 2 * width + h * dim + d];
            }

        return y;
    }

    /// <summary>Codes (rows, levels) by the plain search: distances in double, lowest index on a tie.</summary>
    public static int[,] Quantise(ReadOnlySpan<float> x, ReadOnlySpan<float> books, int rows, int levels, int size, int dim)
    {
        var codes = new int[rows, levels];
        for (var r = 0; r < rows; r++)
        {
            var residual = x.Slice(r * dim, dim).ToArray();
            for (var level = 0; level < levels; level++)
            {
                var book = books.Slice(level * size * dim, size * dim);
                var nearest = double.PositiveInfinity;
                for (var i = 0; i < size; i++)
                {
                    double distance = 0;
                    for (var d = 0; d < dim; d++)
                        distance += ((double)residual[d] - book[i * dim + d]) * ((double)residual[d] - book[i * dim + d]);
                    if (distance < nearest)
                        (nearest, codes[r, level]) = (distance, i);
                }

                for (var d = 0; d < dim; d++)
                    residual[d] -= book[codes[r, level] * dim + d];
            }
        }

        return codes;
    }
}
