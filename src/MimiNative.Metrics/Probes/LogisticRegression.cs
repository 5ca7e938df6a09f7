using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Multinomial logistic regression with an L2 penalty: minimises C·Σ −log p(class | x) + ½|W|², intercepts free, which is what scikit-learn's
/// <c>LogisticRegression(C=1, solver="lbfgs")</c> minimises; here to convergence.
/// </summary>
internal static class LogisticRegression
{
    private const int MaximumIterations = 500;

    private const double GradientTolerance = 1e-6;

    /// <param name="features">Standardised features.</param>
    /// <param name="classOf">Dense class of each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="c">Weight of the data against the penalty.</param>
    /// <param name="tolerance">Stop when no entry of the gradient, per training row, is larger.</param>
    public static LinearClassifier Fit(SpannedFeatures features, int[] classOf, int classes, double c = 1, double tolerance = GradientTolerance)
    {
        var loss = new Loss(features.Values, features.Count, classOf, classes, c);
        var parameters = Lbfgs.Minimise(loss.Evaluate, new double[classes * (loss.Dimension + 1)], tolerance * classOf.Length, MaximumIterations);
        var weights = parameters.AsSpan(0, classes * loss.Dimension);
        return new LinearClassifier(features.Expand(weights, classes), parameters[weights.Length..], features.Dimension);
    }

    /// <summary>Parameters: weights (classes, Dimension), then the intercepts.</summary>
    private sealed class Loss(double[] x, int dim, int[] classOf, int classes, double c)
    {
        public int Dimension => dim;

        public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
        {
            var weights = parameters[..(classes * dim)];
            var intercepts = parameters[(classes * dim)..];
            var slopes = gradient[..(classes * dim)];
            var interceptSlopes = gradient[(classes * dim)..];
            weights.CopyTo(slopes);
            interceptSlopes.Clear();
            var value = 0.5 * FixedOrder.SumOfSquares(weights);
            var p = new double[classes];
            for (var i = 0; i < classOf.Length; i++)
            {
                var row = x.AsSpan(i * dim, dim);
                for (var k = 0; k < classes; k++)
                    p[k] = FixedOrder.Dot(row, weights.Slice(k * dim, dim)) + intercepts[k];
                value += c * Softmax(p, classOf[i]);
                p[classOf[i]] -= 1;
                for (var k = 0; k < classes; k++)
                {
                    var slope = slopes.Slice(k * dim, dim);
                    TensorPrimitives.FusedMultiplyAdd(row, c * p[k], slope, slope);
                    interceptSlopes[k] += c * p[k];
                }
            }
            return value;
        }

        /// <summary>Scores → probabilities in place; returns −log of the right class's probability.</summary>
        private static double Softmax(Span<double> scores, int right)
        {
            var highest = double.NegativeInfinity;
            foreach (var score in scores)
                highest = Math.Max(highest, score);
            var (sum, rightScore) = (0.0, scores[right] - highest);
            for (var k = 0; k < scores.Length; k++)
                sum += scores[k] = Math.Exp(scores[k] - highest);
            for (var k = 0; k < scores.Length; k++)
                scores[k] /= sum;
            return Math.Log(sum) - rightScore;
        }
    }
}
