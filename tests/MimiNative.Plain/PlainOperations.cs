namespace MimiNative.Plain;

/// <summary>
/// The operations of <see cref="PlainEncoder"/> over float32 memory as the product holds it: matrices and signals flat, row after row, weights of a convolution channels last.
/// Computed and returned in float64: what every backend's operations are compared with.
/// </summary>
public static class PlainOperations
{
    /// <summary>Row t: the <paramref name="inputs"/> values from start + t·step on, times Wᵀ, plus bias. With channels last, a convolution's windows are such rows.</summary>
    /// <param name="x">A signal.</param>
    /// <param name="start">Where the first window begins.</param>
    /// <param name="step">Floats from window to window.</param>
    /// <param name="rows">Windows.</param>
    /// <param name="weight">(outputs, inputs).</param>
    /// <param name="bias">Of every output; none if empty.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="inputs">Floats of a window.</param>
    /// <returns>(rows, outputs).</returns>
    public static double[] Product(float[] x, int start, int step, int rows, float[] weight, float[] bias, int outputs, int inputs)
    {
        var windows = Windows(x, start, step, rows, inputs);
        return [.. PlainEncoder.Linear(windows, ToMatrix(weight, inputs), bias.Length > 0 ? Doubles(bias) : new double[outputs]).Cast<double>()];
    }

    /// <inheritdoc cref="PlainEncoder.LayerNorm"/>
    public static double[] LayerNorm(float[] x, float[] weight, float[] bias, double eps) =>
        [.. PlainEncoder.LayerNorm(ToMatrix(x, weight.Length), Doubles(weight), Doubles(bias), eps).Cast<double>()];

    /// <inheritdoc cref="PlainEncoder.Attention"/>
    public static double[] Attention(float[] qkv, int heads, int headDim, int window, double ropeBase) =>
        [.. PlainEncoder.Attention(ToMatrix(qkv, 3 * heads * headDim), heads, headDim, window, ropeBase).Cast<double>()];

    /// <summary>The residual quantiser's search for one vector.</summary>
    /// <param name="x">What to quantise.</param>
    /// <param name="codebooks">(levels, size, x.Length).</param>
    /// <param name="size">Entries of a codebook.</param>
    /// <returns>The code of every level; the smallest margin by which an entry was the nearest; the sum of the chosen entries; what remains of x.</returns>
    public static (int[] Codes, double Margin, double[] Sum, double[] Residual) Quantise(ReadOnlySpan<float> x, float[] codebooks, int size)
    {
        var (codes, smallest) = (new List<int>(), double.PositiveInfinity);
        var (residual, sum) = (Doubles(x), new double[x.Length]);
        foreach (var book in codebooks.Chunk(size * x.Length))
        {
            var entries = ToMatrix(book, x.Length);
            var (code, margin) = PlainEncoder.Nearest(residual, entries);
            codes.Add(code);
            smallest = Math.Min(smallest, margin);
            for (var c = 0; c < sum.Length; c++)
            {
                sum[c] += entries[code, c];
                residual[c] -= entries[code, c];
            }
        }
        return ([.. codes], smallest, sum, residual);
    }

    /// <summary>Consecutive values as rows of <paramref name="columns"/>.</summary>
    internal static double[,] ToMatrix(float[] values, int columns) => Windows(values, 0, columns, values.Length / columns, columns);

    private static double[,] Windows(float[] values, int start, int step, int rows, int columns)
    {
        var x = new double[rows, columns];
        for (var t = 0; t < rows; t++)
            for (var c = 0; c < columns; c++)
                x[t, c] = values[start + t * step + c];
        return x;
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var x = new double[values.Length];
        for (var i = 0; i < x.Length; i++)
            x[i] = values[i];
        return x;
    }
}
