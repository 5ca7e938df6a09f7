namespace MimiNative.Metrics;

/// <summary>A score per class, linear in the features; the highest wins, the first of equals.</summary>
/// <param name="Weights">(Classes, Dimension).</param>
/// <param name="Intercepts">One per class.</param>
/// <param name="Dimension">Features.</param>
internal sealed record LinearClassifier(double[] Weights, double[] Intercepts, int Dimension)
{
    public int Predict(ReadOnlySpan<double> features)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var c = 0; c < Intercepts.Length; c++)
        {
            var score = FixedOrder.Dot(features, Weights.AsSpan(c * Dimension, Dimension)) + Intercepts[c];
            if (score > bestScore)
                (best, bestScore) = (c, score);
        }
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
