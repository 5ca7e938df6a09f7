using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Limited-memory BFGS (Nocedal &amp; Wright, algorithms 7.4 and 7.5) with a backtracking line search, for smooth convex functions.
/// (MathNet.Numerics has one; its vectors look for native libraries by reflection, which ahead-of-time compilation cannot follow, and it throws at the iteration limit.)
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;

    /// <summary>The function's value; writes its gradient.</summary>
    public delegate double Function(double[] point, double[] gradient);

    /// <summary>Stops when the largest entry of the gradient is at most <paramref name="tolerance"/>, when no step lowers the value any more, or after <paramref name="iterations"/>.</summary>
    /// <param name="function">What is minimised.</param>
    /// <param name="start">Where it starts; used up.</param>
    /// <param name="tolerance">See above.</param>
    /// <param name="iterations">See above.</param>
    /// <param name="free">Vectors that nothing points to any more, taken first and left behind: those of a long fit, or of several, would be work for the collector. Null for none.</param>
    public static double[] Minimise(Function function, double[] start, double tolerance, int iterations, Stack<double[]>? free = null)
    {
        var n = start.Length;
        free ??= new Stack<double[]>();
        var (x, gradient, direction) = (start, Vector(), Vector());
        var value = function(x, gradient);
        var history = new List<(double[] Step, double[] Change, double Curvature)>();
        for (var iteration = 0; iteration < iterations && LargestEntry(gradient) > tolerance; iteration++)
        {
            Descend(gradient, history, direction);
            var slope = FixedOrder.Dot(gradient, direction);
            if (!(slope < 0))
            {
                history.Clear();
                TensorPrimitives.Negate<double>(gradient, direction);
                slope = -FixedOrder.SumOfSquares(gradient);
            }
            var step = history.Count == 0 ? Math.Min(1, 1 / FixedOrder.Norm(gradient)) : 1;
            var (next, nextGradient) = (Vector(), Vector());
            double nextValue;
            while (true)
            {
                TensorPrimitives.FusedMultiplyAdd(direction, step, x, next);
                nextValue = function(next, nextGradient);
                if (nextValue <= value + SufficientDecrease * step * slope)
                    break;
                step /= 2;
                if (step < 1e-12)
                {
                    Free(next, nextGradient);
                    return Done();
                }
            }
            TensorPrimitives.Subtract<double>(next, x, x);
            TensorPrimitives.Subtract<double>(nextGradient, gradient, gradient);
            var curvature = FixedOrder.Dot(x, gradient);
            if (curvature > 0)
            {
                if (history.Count == Memory)
                {
                    Free(history[0].Step, history[0].Change);
                    history.RemoveAt(0);
                }
                history.Add((x, gradient, curvature));
            }
            else
                Free(x, gradient);
            (x, gradient, value) = (next, nextGradient, nextValue);
        }
        return Done();

        // One of a fit of other size is no use.
        double[] Vector() => free.TryPop(out var one) && one.Length == n ? one : new double[n];

        void Free(double[] one, double[] another)
        {
            free.Push(one);
            free.Push(another);
        }

        double[] Done()
        {
            Free(gradient, direction);
            foreach (var (step, change, _) in history)
                Free(step, change);
            return x;
        }
    }

    /// <summary>direction = −H·gradient with the inverse Hessian that the remembered steps imply.</summary>
    private static void Descend(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> history, double[] direction)
    {
        TensorPrimitives.Negate<double>(gradient, direction);
        var shares = new double[history.Count];
        for (var i = history.Count - 1; i >= 0; i--)
        {
            shares[i] = FixedOrder.Dot(history[i].Step, direction) / history[i].Curvature;
            TensorPrimitives.FusedMultiplyAdd(history[i].Change, -shares[i], direction, direction);
        }
        if (history.Count > 0)
            TensorPrimitives.Multiply(direction, history[^1].Curvature / FixedOrder.SumOfSquares(history[^1].Change), direction);
        for (var i = 0; i < history.Count; i++)
        {
            var back = FixedOrder.Dot(history[i].Change, direction) / history[i].Curvature;
            TensorPrimitives.FusedMultiplyAdd(history[i].Step, shares[i] - back, direction, direction);
        }
    }

    private static double LargestEntry(double[] values) => values.Max(Math.Abs);
}
