using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>
/// Exact t-SNE into two dimensions (van der Maaten &amp; Hinton 2008) with scikit-learn's settings: start from the first two principal components, early
/// exaggeration 12 for 250 of 1000 steps, momentum 0.5 then 0.8, learning rate max(N / 48, 50). Deterministic: the same picture on every machine.
/// Time and memory are O(N²): about a second for a thousand rows, meant for a few thousand.
/// </summary>
public sealed class Tsne
{
    private const int Steps = 1000;
    private const int ExaggeratedSteps = 250;
    private const double Exaggeration = 12;
    private const double StartSpread = 1e-4;
    private const int Lanes = 4;

    private readonly int _n;
    private readonly int _stride;
    private readonly double[] _affinity;
    private readonly double[][] _position;
    private readonly double[][] _velocity;
    private readonly double[][] _gain;
    private readonly double[][] _gradient;

    private Tsne(double[] affinity, double[][] start, int n, int stride)
    {
        (_affinity, _position, _n, _stride) = (affinity, start, n, stride);
        _velocity = [new double[stride], new double[stride]];
        _gradient = [new double[stride], new double[stride]];
        _gain = [new double[stride], new double[stride]];
        foreach (var g in _gain)
            Array.Fill(g, 1);
    }

    /// <summary>The rows as points of the plane, shape (N, 2).</summary>
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="perplexity">About how many neighbours each row has; lowered to (N − 1) / 3 for small N.</param>
    /// <param name="seed">Of the slight jitter that lets equal rows part.</param>
    /// <exception cref="MetricsException">A value is not finite, or the perplexity is not above 1.</exception>
    public static EmbeddingMatrix Embed(EmbeddingMatrix matrix, double perplexity = 30, ulong seed = 1)
    {
        matrix.RequireFinite();
        if (!(perplexity > 1))
            throw new MetricsException($"the perplexity of t-SNE lies above 1, not {perplexity}");
        var n = matrix.Rows;
        var stride = (n + Lanes - 1) / Lanes * Lanes;
        var tsne = new Tsne(TsneAffinity.Joint(matrix, Math.Min(perplexity, Math.Max(1, (n - 1) / 3.0)), stride), Start(matrix, stride, seed), n, stride);
        if (n > 1)
            tsne.Run();
        var points = new float[n * 2];
        for (var i = 0; i < n; i++)
            (points[2 * i], points[2 * i + 1]) = ((float)tsne._position[0][i], (float)tsne._position[1][i]);
        return new EmbeddingMatrix(points, n, 2);
    }

    private static double[][] Start(EmbeddingMatrix matrix, int stride, ulong seed)
    {
        var random = new SeededRandom(seed);
        var start = new[] { new double[stride], new double[stride] };
        var plane = matrix.Rows > 1 ? Pca.Fit(matrix).Project(matrix, 2) : new EmbeddingMatrix(new float[matrix.Rows], matrix.Rows, 1);
        var spread = 0.0;
        for (var i = 0; i < matrix.Rows; i++)
            spread += (double)plane.Row(i)[0] * plane.Row(i)[0] / matrix.Rows;
        var scale = spread > 0 ? StartSpread / Math.Sqrt(spread) : 0;
        for (var i = 0; i < matrix.Rows; i++)
            for (var axis = 0; axis < 2; axis++)
                start[axis][i] = (axis < plane.Dimension ? scale * plane.Row(i)[axis] : 0) + 0.01 * StartSpread * random.NextGaussian();
        return start;
    }

    private void Run()
    {
        var rate = Math.Max(_n / Exaggeration / 4, 50);
        for (var step = 0; step < Steps; step++)
        {
            var early = step < ExaggeratedSteps;
            Gradient(early ? Exaggeration : 1);
            for (var axis = 0; axis < 2; axis++)
                Move(axis, rate, early ? 0.5 : 0.8);
        }
    }

    /// <summary>Delta-bar-delta gains: a coordinate that keeps its direction speeds up, one that turns slows down.</summary>
    private void Move(int axis, double rate, double momentum)
    {
        var (g, v, s, y) = (_gain[axis], _velocity[axis], _gradient[axis], _position[axis]);
        for (var i = 0; i < _n; i++)
        {
            g[i] = v[i] * s[i] < 0 ? g[i] + 0.2 : Math.Max(g[i] * 0.8, 0.01);
            v[i] = momentum * v[i] - rate * g[i] * s[i];
            y[i] += v[i];
        }
    }

    /// <summary>4 Σ_j (p_ij − q_ij)(y_i − y_j) / (1 + |y_i − y_j|²), with attraction and repulsion summed apart since q's norm is known only at the end.</summary>
    private void Gradient(double exaggeration)
    {
        var (x, y) = (_position[0], _position[1]);
        var repulsion = new[] { new double[_n], new double[_n] };
        var norm = 0.0;
        for (var i = 0; i < _n; i++)
        {
            Vector256<double> pullX = default, pullY = default, pushX = default, pushY = default, kernels = default;
            Vector256<double> xi = Vector256.Create(x[i]), yi = Vector256.Create(y[i]);
            var row = _affinity.AsSpan(i * _stride, _stride);
            for (var j = 0; j < _stride; j += Lanes)
            {
                var dx = xi - Vector256.Create<double>(x.AsSpan(j));
                var dy = yi - Vector256.Create<double>(y.AsSpan(j));
                var kernel = Vector256<double>.One / (Vector256<double>.One + dx * dx + dy * dy);
                if (j + Lanes > _n)
                    kernel &= Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)(_n - j)));
                var pull = kernel * Vector256.Create<double>(row[j..]);
                var push = kernel * kernel;
                pullX += pull * dx;
                pullY += pull * dy;
                pushX += push * dx;
                pushY += push * dy;
                kernels += kernel;
            }
            (_gradient[0][i], _gradient[1][i]) = (exaggeration * FixedOrder.Sum(pullX), exaggeration * FixedOrder.Sum(pullY));
            (repulsion[0][i], repulsion[1][i]) = (FixedOrder.Sum(pushX), FixedOrder.Sum(pushY));
            norm += FixedOrder.Sum(kernels) - 1;
        }
        for (var axis = 0; axis < 2; axis++)
            for (var i = 0; i < _n; i++)
                _gradient[axis][i] = 4 * (_gradient[axis][i] - repulsion[axis][i] / norm);
    }
}
