namespace MimiNative.Metrics;

/// <summary>A score per class, linear in the features; the highest wins, the first of equals.</summary>
/// <param name="Weights">(Classes, Dim).</param>
/// <param name="Intercepts">One per class.</param>
/// <param name="Dim">Features.</param>
internal sealed record LinearClassifier(double[] Weights, double[] Intercepts, int Dim)
{
    public int Predict(ReadOnlySpan<double> features)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var c = 0; c < Intercepts.Length; c++)
        {
            var score = FixedOrder.Dot(features, Weights.AsSpan(c * Dim, Dim)) + Intercepts[c];
            if (score > bestScore)
                (best, bestScore) = (c, score);
        }
        return best;
    }
}
