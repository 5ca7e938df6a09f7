namespace MimiNative.Metrics;

/// <summary>The neighbourhoods that t-SNE keeps: p_ij = (p_j|i + p_i|j) / 2N, each row's bandwidth set so that its entropy is log(perplexity).</summary>
internal static class TsneAffinity
{
    private const int Halvings = 100;
    private const double EntropyTolerance = 1e-5;

    /// <summary>(n, stride) with zeros beyond column n and on the diagonal.</summary>
    public static double[] Joint(EmbeddingMatrix matrix, double perplexity, int stride)
    {
        var n = matrix.Rows;
        var conditional = SquaredDistances(matrix, stride);
        for (var i = 0; i < n; i++)
            Normalise(conditional.AsSpan(i * stride, n), i, Math.Log(perplexity));
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
                conditional[i * stride + j] = conditional[j * stride + i] = (conditional[i * stride + j] + conditional[j * stride + i]) / (2 * n);
        return conditional;
    }

    private static double[] SquaredDistances(EmbeddingMatrix matrix, int stride)
    {
        var space = new CosineSpace(matrix, centred: true);
        var rows = new double[matrix.Rows * matrix.Dimension];
        for (var i = 0; i < matrix.Rows; i++)
            space.Offset(i, rows.AsSpan(i * matrix.Dimension, matrix.Dimension));
        var gram = Gram.OfRows(rows, matrix.Rows, matrix.Dimension);
        var distances = new double[matrix.Rows * stride];
        for (var i = 0; i < matrix.Rows; i++)
            for (var j = 0; j < matrix.Rows; j++)
                distances[i * stride + j] = Math.Max(0, gram[i * matrix.Rows + i] + gram[j * matrix.Rows + j] - 2 * gram[i * matrix.Rows + j]);
        return distances;
    }

    /// <summary>Squared distances of row <paramref name="self"/> → probabilities, by bisection on the precision.</summary>
    private static void Normalise(Span<double> row, int self, double entropy)
    {
        var nearest = double.PositiveInfinity;
        var mean = 0.0;
        for (var j = 0; j < row.Length; j++)
            if (j != self)
            {
                nearest = Math.Min(nearest, row[j]);
                mean += row[j] / row.Length;
            }
        var (low, high, precision) = (0.0, double.PositiveInfinity, mean > 0 ? 1 / mean : 1);
        for (var step = 0; step < Halvings; step++)
        {
            double sum = 0, weighted = 0;
            for (var j = 0; j < row.Length; j++)
                if (j != self)
                {
                    // Relative to the nearest neighbour, so that at least one term survives any precision.
                    var p = Math.Exp(-precision * (row[j] - nearest));
                    sum += p;
                    weighted += p * (row[j] - nearest);
                }
            var excess = Math.Log(sum) + precision * weighted / sum - entropy;
            if (Math.Abs(excess) < EntropyTolerance)
                break;
            if (excess > 0)
                (low, precision) = (precision, double.IsInfinity(high) ? precision * 2 : (precision + high) / 2);
            else
                (high, precision) = (precision, (precision + low) / 2);
        }
        var total = 0.0;
        for (var j = 0; j < row.Length; j++)
            total += row[j] = j == self ? 0 : Math.Exp(-precision * (row[j] - nearest));
        if (total > 0)
            for (var j = 0; j < row.Length; j++)
                row[j] /= total;
    }
}
