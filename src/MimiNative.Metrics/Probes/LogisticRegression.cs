using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Multinomial logistic regression with an L2 penalty: minimises C·Σ −log p(class | x) + ½|W|², intercepts free, which is what scikit-learn's
/// <c>LogisticRegression(C=1, solver="lbfgs")</c> minimises; here to convergence.
/// </summary>
internal static class LogisticRegression
{
    private const int MaximumIterations = 500;

    /// <summary>Where nothing else is said.</summary>
    public const double GradientTolerance = 1e-6;

    private const int RowsAtOnce = 256;

    /// <param name="features">Standardised features.</param>
    /// <param name="classOf">Dense class of each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="c">Weight of the data against the penalty.</param>
    /// <param name="tolerance">Stop when no entry of the gradient, per training row, is larger.</param>
    /// <param name="memory">That of a fit which is no longer used; null takes its own.</param>
    public static LinearClassifier Fit(SpannedFeatures features, int[] classOf, int classes, double c = 1, double tolerance = GradientTolerance, ProbeMemory? memory = null)
    {
        memory ??= new ProbeMemory();
        var loss = new Loss(features.Values(), features.Count, classOf, classes, c, memory);
        var parameters = Lbfgs.Minimise(loss.Evaluate, new double[classes * (loss.Dimension + 1)], tolerance * classOf.Length, MaximumIterations, memory.Vectors);
        var weights = parameters.AsSpan(0, classes * loss.Dimension);
        return new LinearClassifier(features.Expand(weights, classes), parameters[weights.Length..], features.Dimension);
    }

    /// <summary>Parameters: weights (classes, Dimension), then the intercepts. Two products with the features make an evaluation; both layouts of these are made once.</summary>
    private sealed class Loss
    {
        private readonly int[] _classOf;
        private readonly int _classes;
        private readonly double _c;
        private readonly PackedRows _rows;
        private readonly PackedRows _channels;

        /// <summary>(classes, rows): scores, then slopes.</summary>
        private readonly double[] _scores;

        public Loss(double[] x, int dim, int[] classOf, int classes, double c, ProbeMemory memory)
        {
            (Dimension, _classOf, _classes, _c) = (dim, classOf, classes, c);
            (_rows, _channels, _scores) = (memory.Rows, memory.Channels, Room.AtLeast(ref memory.Scores, classes * classOf.Length));
            _rows.Fill(x, classOf.Length, dim);
            _channels.FillColumns(x, classOf.Length, dim);
        }

        public int Dimension { get; }

        public double Evaluate(double[] parameters, double[] gradient)
        {
            var (weights, rows) = (_classes * Dimension, _classOf.Length);
            _rows.Multiply(parameters.AsMemory(0, weights), _classes, _scores);
            var losses = new double[(rows + RowsAtOnce - 1) / RowsAtOnce];
            Workers.Ranges(rows, RowsAtOnce, (first, end) => losses[first / RowsAtOnce] = Softmax(parameters.AsSpan(weights), first, end));
            _channels.Multiply(_scores, _classes, gradient.AsMemory(0, weights));
            Workers.For(_classes, k =>
            {
                var slope = gradient.AsSpan(k * Dimension, Dimension);
                TensorPrimitives.FusedMultiplyAdd(slope, _c, parameters.AsSpan(k * Dimension, Dimension), slope);
                var sum = 0.0;
                foreach (var p in _scores.AsSpan(k * rows, rows))
                    sum += p;
                gradient[weights + k] = _c * sum;
            });
            var value = 0.5 * FixedOrder.SumOfSquares(parameters.AsSpan(0, weights));
            foreach (var loss in losses)
                value += _c * loss;
            return value;
        }

        /// <summary>Scores → probabilities − 1 for the right class, in place; returns the sum of −log of the right class's probability.</summary>
        private double Softmax(ReadOnlySpan<double> intercepts, int first, int end)
        {
            var (count, rows, loss) = (end - first, _classOf.Length, 0.0);
            Span<double> highest = stackalloc double[count], sum = stackalloc double[count], right = stackalloc double[count];
            highest.Fill(double.NegativeInfinity);
            sum.Clear();
            for (var k = 0; k < _classes; k++)
            {
                var scores = _scores.AsSpan(k * rows + first, count);
                TensorPrimitives.Add(scores, intercepts[k], scores);
                TensorPrimitives.Max(scores, highest, highest);
            }
            for (var i = 0; i < count; i++)
                right[i] = _scores[_classOf[first + i] * rows + first + i] - highest[i];
            for (var k = 0; k < _classes; k++)
            {
                var scores = _scores.AsSpan(k * rows + first, count);
                TensorPrimitives.Subtract(scores, highest, scores);
                TensorPrimitives.Exp(scores, scores);
                TensorPrimitives.Add(sum, scores, sum);
            }
            for (var k = 0; k < _classes; k++)
            {
                var scores = _scores.AsSpan(k * rows + first, count);
                TensorPrimitives.Divide(scores, sum, scores);
            }
            for (var i = 0; i < count; i++)
            {
                _scores[_classOf[first + i] * rows + first + i] -= 1;
                loss += Math.Log(sum[i]) - right[i];
            }
            return loss;
        }
    }
}
