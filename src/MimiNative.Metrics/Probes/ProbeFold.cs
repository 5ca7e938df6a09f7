using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>One split into training and test rows, with features standardised on the training rows.</summary>
internal sealed class ProbeFold
{
    /// <summary>The gap between 1 and the next float64.</summary>
    private const double MachineEpsilon = 2.220446049250313e-16;

    private const int TestsAtOnce = 256;

    private readonly int _dim;

    /// <summary>(rows, dim), and what a larger fold before left behind them.</summary>
    private readonly double[] _train;
    private readonly double[] _test;
    private readonly ProbeMemory _memory;

    /// <summary>Classes are the voices that training knows: dense ids, and the voice of each.</summary>
    private readonly int[] _trainClass;
    private readonly int[] _voiceOfClass;
    private readonly int[] _testVoice;
    private readonly SpannedFeatures _features;

    /// <param name="matrix">Embeddings.</param>
    /// <param name="voice">Voice, or whatever else is to be told, of each row of the matrix.</param>
    /// <param name="trainRows">At least one.</param>
    /// <param name="testRows">Any.</param>
    /// <param name="memory">That of a fold which is no longer used; null takes its own.</param>
    public ProbeFold(EmbeddingMatrix matrix, int[] voice, int[] trainRows, int[] testRows, ProbeMemory? memory = null)
    {
        _dim = matrix.Dimension;
        _memory = memory ?? new ProbeMemory();
        (_trainClass, _voiceOfClass, _testVoice) = Classes(voice, trainRows, testRows);
        (_train, _test) = (Values(matrix, trainRows, Room.AtLeast(ref _memory.Train, trainRows.Length * _dim)), Values(matrix, testRows, Room.AtLeast(ref _memory.Test, testRows.Length * _dim)));
        Standardise();
        _features = SpannedFeatures.Of(_train, trainRows.Length, _dim);
    }

    private ProbeFold(ProbeFold other, int[] voice, int[] trainRows, int[] testRows, ProbeMemory memory)
    {
        (_dim, _train, _test, _features, _memory) = (other._dim, other._train, other._test, other._features, memory);
        (_trainClass, _voiceOfClass, _testVoice) = Classes(voice, trainRows, testRows);
    }

    /// <summary>Null where either side would be empty.</summary>
    public static ProbeFold? Split(EmbeddingMatrix matrix, SpaceLabels labels, int[] foldOf, int fold, ProbeMemory? memory = null)
    {
        int[] train = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] != fold)];
        int[] test = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] == fold)];
        return train.Length == 0 || test.Length == 0 ? null : new ProbeFold(matrix, labels.Voice, train, test, memory);
    }

    /// <summary>The same rows with something else to tell; <paramref name="trainRows"/> and <paramref name="testRows"/> as they were, <paramref name="memory"/> of a fold that is no longer used.</summary>
    public ProbeFold Relabelled(int[] voice, int[] trainRows, int[] testRows, ProbeMemory memory) => new(this, voice, trainRows, testRows, memory);

    /// <summary>Nearest neighbours by cosine, majority among the k, for each of several k; a tie goes to the label met first in their order. Equally near ones keep the order of their rows.</summary>
    public int[][] NearestNeighbours(int[] ks)
    {
        var (units, trains) = (_memory.Rows, _trainClass.Length);
        units.Fill(Units(_train, trains), trains, _dim);
        var tests = Units(_test, _testVoice.Length); // in the place of the others, which are laid out
        int[][] result = [.. ks.Select(_ => new int[_testVoice.Length])];
        var near = Room.AtLeast(ref _memory.Near, TestsAtOnce * trains);
        for (var first = 0; first < _testVoice.Length; first += TestsAtOnce)
        {
            var count = Math.Min(TestsAtOnce, _testVoice.Length - first);
            units.Multiply(tests.AsMemory(first * _dim, count * _dim), count, near);
            Workers.For(count, i =>
            {
                var rows = Nearest(near.AsSpan(i * trains, trains), ks.Max());
                for (var k = 0; k < ks.Length; k++)
                    // Groups stand in the order in which their labels are met, and the first of the largest is taken.
                    result[k][first + i] = _voiceOfClass[rows.Take(ks[k]).GroupBy(j => _trainClass[j]).MaxBy(g => g.Count())!.Key];
            });
        }
        return result;
    }

    /// <summary>Positions of the largest values, largest first; of equal ones the first comes first.</summary>
    private static List<int> Nearest(ReadOnlySpan<double> values, int count)
    {
        var best = new List<int>(count + 1);
        for (var j = 0; j < values.Length; j++)
        {
            if (best.Count == count && !(values[j] > values[best[^1]]))
                continue;
            var at = best.Count;
            while (at > 0 && values[j] > values[best[at - 1]])
                at--;
            best.Insert(at, j);
            if (best.Count > count)
                best.RemoveAt(count);
        }
        return best;
    }

    /// <summary>
    /// Bits that name the voices of the test rows, coded by a logistic regression. Voices that training doesn't know share the part of the code that is theirs by number, evenly.
    /// </summary>
    /// <param name="voices">Number of voices that may come.</param>
    /// <param name="tolerance">Of the fit.</param>
    public double LogisticBits(int voices, double tolerance = 1e-9)
    {
        var model = LogisticRegression.Fit(_features, _trainClass, _voiceOfClass.Length, tolerance: tolerance, memory: _memory);
        var known = (double)_voiceOfClass.Length / voices;
        var nats = 0.0;
        for (var i = 0; i < _testVoice.Length; i++)
        {
            var wanted = Array.BinarySearch(_voiceOfClass, _testVoice[i]);
            nats -= wanted < 0 ? -Math.Log(voices) : Math.Log(known) + model.LogProbability(_test.AsSpan(i * _dim, _dim), wanted);
        }
        return nats / Math.Log(2);
    }

    public int[] Logistic(double tolerance = LogisticRegression.GradientTolerance) => Predict(LogisticRegression.Fit(_features, _trainClass, _voiceOfClass.Length, tolerance: tolerance, memory: _memory));

    /// <summary>Standardised training rows have mean zero, so the model needs no centring of its own.</summary>
    public int[] Lda() => Predict(new ClassSpread(_features, _trainClass, _voiceOfClass.Length, shrinkage: 0.1).Classifier());

    public int[] NearestCentroid()
    {
        var centroids = new double[_voiceOfClass.Length * _dim];
        for (var i = 0; i < _trainClass.Length; i++)
        {
            var sum = centroids.AsSpan(_trainClass[i] * _dim, _dim);
            TensorPrimitives.Add(sum, _train.AsSpan(i * _dim, _dim), sum);
        }
        for (var c = 0; c < _voiceOfClass.Length; c++)
        {
            var sum = centroids.AsSpan(c * _dim, _dim);
            var norm = FixedOrder.Norm(sum);
            if (norm > 0)
                TensorPrimitives.Divide(sum, norm, sum);
        }
        return Predict(new LinearClassifier(centroids, new double[_voiceOfClass.Length], _dim));
    }

    public double Accuracy(int[] predicted) => (double)predicted.Where((voice, i) => voice == _testVoice[i]).Count() / predicted.Length;

    public void Count(int[] predicted, int[][] confusion)
    {
        for (var i = 0; i < predicted.Length; i++)
            confusion[_testVoice[i]][predicted[i]]++;
    }

    private int[] Predict(LinearClassifier model) => Array.ConvertAll(model.Predict(_test, _testVoice.Length), c => _voiceOfClass[c]);

    private static (int[] TrainClass, int[] VoiceOfClass, int[] TestVoice) Classes(int[] voice, int[] trainRows, int[] testRows)
    {
        int[] voices = [.. trainRows.Select(i => voice[i]).Distinct().Order()];
        return (Array.ConvertAll(trainRows, i => Array.BinarySearch(voices, voice[i])), voices, Array.ConvertAll(testRows, i => voice[i]));
    }

    private double[] Units(double[] rows, int count)
    {
        var units = Room.AtLeast(ref _memory.Units, count * _dim);
        rows.AsSpan(0, count * _dim).CopyTo(units);
        for (var at = 0; at < count * _dim; at += _dim)
            if (FixedOrder.Norm(units.AsSpan(at, _dim)) is > 0 and var norm)
                TensorPrimitives.Divide(units.AsSpan(at, _dim), norm, units.AsSpan(at, _dim));
        return units;
    }

    private static double[] Values(EmbeddingMatrix matrix, int[] rows, double[] values)
    {
        for (var i = 0; i < rows.Length; i++)
            TensorPrimitives.ConvertTruncating(matrix.Row(rows[i]), values.AsSpan(i * matrix.Dimension, matrix.Dimension));
        return values;
    }

    private void Standardise()
    {
        var n = _trainClass.Length;
        // Channels are independent of each other; several together read whole cache lines.
        Workers.Ranges(_dim, 32, (first, end) =>
        {
            Span<double> mean = stackalloc double[end - first], variance = stackalloc double[end - first], scale = stackalloc double[end - first];
            mean.Clear();
            variance.Clear();
            for (var i = 0; i < n; i++)
                for (var k = first; k < end; k++)
                    mean[k - first] += _train[i * _dim + k] / n;
            for (var i = 0; i < n; i++)
                for (var k = first; k < end; k++)
                    variance[k - first] += (_train[i * _dim + k] - mean[k - first]) * (_train[i * _dim + k] - mean[k - first]) / n;
            for (var k = 0; k < end - first; k++)
            {
                // A constant channel's variance is rounding; dividing by it would make a feature of noise. (scikit-learn's bound.)
                var rounding = n * MachineEpsilon * variance[k] + Math.Pow(n * mean[k] * MachineEpsilon, 2);
                scale[k] = variance[k] <= rounding ? 1 : Math.Sqrt(variance[k]);
            }
            foreach (var (rows, count) in new[] { (_train, n), (_test, _testVoice.Length) })
                for (var at = 0; at < count * _dim; at += _dim)
                    for (var k = first; k < end; k++)
                        rows[at + k] = (rows[at + k] - mean[k - first]) / scale[k - first];
        });
    }
}
