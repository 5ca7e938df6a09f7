namespace MimiNative.Metrics;

/// <summary>A score per class, linear in the features; the highest wins, the first of equals.</summary>
/// <param name="Weights">(Classes, Dimension).</param>
/// <param name="Intercepts">One per class.</param>
/// <param name="Dimension">Features.</param>
internal sealed record LinearClassifier(double[] Weights, double[] Intercepts, int Dimension)
{
    private const int RowsAtOnce = 1024;

    /// <summary>The class of each of many rows (rows, Dimension).</summary>
    public int[] Predict(double[] features, int rows)
    {
        var (packed, result, classes) = (PackedRows.Of(Weights, Intercepts.Length, Dimension), new int[rows], Intercepts.Length);
        var scores = new double[RowsAtOnce * classes];
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows - first);
            packed.Multiply(features.AsMemory(first * Dimension, count * Dimension), count, scores);
            for (var i = 0; i < count; i++)
                result[first + i] = Best(scores.AsSpan(i * classes, classes));
        }
        return result;
    }

    private int Best(ReadOnlySpan<double> scores)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var c = 0; c < scores.Length; c++)
            if (scores[c] + Intercepts[c] > bestScore)
                (best, bestScore) = (c, scores[c] + Intercepts[c]);
        return best;
    }

    /// <summary>log p(class | features) where the scores are those of a logistic regression.</summary>
    public double LogProbability(ReadOnlySpan<double> features, int wanted)
    {
        var scores = new double[Intercepts.Length];
        for (var c = 0; c < scores.Length; c++)
            scores[c] = FixedOrder.Dot(features, Weights.AsSpan(c * Dimension, Dimension)) + Intercepts[c];
        var (highest, sum) = (scores.Max(), 0.0);
        foreach (var score in scores)
            sum += Math.Exp(score - highest);
        return scores[wanted] - highest - Math.Log(sum);
    }
}
