namespace MimiNative.Kernels.Tests;

/// <summary>The operations as they read in a book, in float64: what every backend is compared with.</summary>
internal static class Plain
{
    /// <summary>Row t: the inputs floats from x[t·step] on, times W^T, plus bias.</summary>
    public static double[] Product(float[] x, int start, int step, int rows, float[] weight, float[] bias, int outputs, int inputs)
    {
        var y = new double[rows * outputs];
        for (var t = 0; t < rows; t++)
            for (var n = 0; n < outputs; n++)
            {
                double sum = bias.Length > 0 ? bias[n] : 0;
                for (var k = 0; k < inputs; k++)
                    sum += (double)x[start + t * step + k] * weight[n * inputs + k];
                y[t * outputs + n] = sum;
            }
        return y;
    }

    public static double Elu(double x) => x > 0 ? x : Math.Exp(x) - 1;

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>The error function by its series, and by its continued fraction where the series would cancel.</summary>
    public static double Erf(double x)
    {
        var t = Math.Abs(x);
        if (t > 6)
            return Math.Sign(x);
        if (t < 2.5)
        {
            double term = t, sum = t;
            for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && n < 200; n++)
            {
                term *= -t * t / n;
                sum += term / (2 * n + 1);
            }
            return Math.Sign(x) * 2 / Math.Sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (var k = 60; k > 0; k--)
            fraction = k / 2.0 / (t + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-t * t) / Math.Sqrt(Math.PI) / (t + fraction));
    }

    public static double[] LayerNorm(float[] x, int rows, int channels, float[] weight, float[] bias, double eps)
    {
        var y = new double[rows * channels];
        for (var t = 0; t < rows; t++)
        {
            var row = x.AsSpan(t * channels, channels).ToArray().Select(v => (double)v).ToArray();
            var mean = row.Average();
            var scale = 1 / Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + eps);
            for (var c = 0; c < channels; c++)
                y[t * channels + c] = (row[c] - mean) * scale * weight[c] + bias[c];
        }
        return y;
    }

    /// <summary>A whole clip's rows of q ‖ k ‖ v, from position 0.</summary>
    public static double[] Attention(float[] qkv, int rows, int heads, int headDim, int window, double ropeBase)
    {
        var width = heads * headDim;
        var rotated = qkv.Select(v => (double)v).ToArray();
        for (var t = 0; t < rows; t++)
            for (var pair = 0; pair < width; pair++)
            {
                var (sin, cos) = Math.SinCos(t * Math.Pow(ropeBase, -2.0 * (pair % (headDim / 2)) / headDim));
                var at = t * 3 * width + 2 * pair;
                (rotated[at], rotated[at + 1]) = (rotated[at] * cos - rotated[at + 1] * sin, rotated[at] * sin + rotated[at + 1] * cos);
            }
        var y = new double[rows * width];
        for (var q = 0; q < rows; q++)
            for (var h = 0; h < heads; h++)
            {
                var first = Math.Max(0, q - window + 1);
                var scores = Enumerable.Range(first, q - first + 1).Select(k => Enumerable.Range(0, headDim)
                    .Sum(d => rotated[q * 3 * width + h * headDim + d] * rotated[k * 3 * width + width + h * headDim + d]) / Math.Sqrt(headDim)).ToArray();
                var weights = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
                for (var d = 0; d < headDim; d++)
                    y[q * width + h * headDim + d] = weights.Select((w, i) => w * rotated[(first + i) * 3 * width + 2 * width + h * headDim + d]).Sum() / weights.Sum();
            }
        return y;
    }

    /// <summary>The nearest row and how much nearer it is than the next.</summary>
    public static (int Row, double Margin) Nearest(double[] x, ReadOnlySpan<float> codebook, int size)
    {
        var (best, second, row) = (double.MaxValue, double.MaxValue, 0);
        for (var i = 0; i < size; i++)
        {
            double distance = 0;
            for (var d = 0; d < x.Length; d++)
                distance += (x[d] - codebook[i * x.Length + d]) * (x[d] - codebook[i * x.Length + d]);
            if (distance < best)
                (second, best, row) = (best, distance, i);
            else if (distance < second)
                second = distance;
        }
        return (row, second - best);
    }
}
