using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>One split into training and test rows, with features standardised on the training rows.</summary>
internal sealed class ProbeFold
{
    /// <summary>The gap between 1 and the next float64.</summary>
    private const double MachineEpsilon = 2.220446049250313e-16;

    private readonly int dim;
    private readonly double[] train;
    private readonly double[] test;

    /// <summary>Classes are the voices that training knows: dense ids, and the voice of each.</summary>
    private readonly int[] trainClass;
    private readonly int[] voiceOfClass;
    private readonly int[] testVoice;
    private readonly SpannedFeatures features;

    /// <param name="matrix">Embeddings.</param>
    /// <param name="voice">Voice, or whatever else is to be told, of each row of the matrix.</param>
    /// <param name="trainRows">At least one.</param>
    /// <param name="testRows">Any.</param>
    public ProbeFold(EmbeddingMatrix matrix, int[] voice, int[] trainRows, int[] testRows)
    {
        dim = matrix.Dim;
        (trainClass, voiceOfClass, testVoice) = Classes(voice, trainRows, testRows);
        (train, test) = (Values(matrix, trainRows), Values(matrix, testRows));
        Standardise();
        features = SpannedFeatures.Of(train, trainRows.Length, dim);
    }

    private ProbeFold(ProbeFold other, int[] voice, int[] trainRows, int[] testRows)
    {
        (dim, train, test, features) = (other.dim, other.train, other.test, other.features);
        (trainClass, voiceOfClass, testVoice) = Classes(voice, trainRows, testRows);
    }

    /// <summary>Null where either side would be empty.</summary>
    public static ProbeFold? Split(EmbeddingMatrix matrix, SpaceLabels labels, int[] foldOf, int fold)
    {
        int[] train = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] != fold)];
        int[] test = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] == fold)];
        return train.Length == 0 || test.Length == 0 ? null : new ProbeFold(matrix, labels.Voice, train, test);
    }

    /// <summary>The same rows with something else to tell; <paramref name="trainRows"/> and <paramref name="testRows"/> as they were.</summary>
    public ProbeFold Relabelled(int[] voice, int[] trainRows, int[] testRows) => new(this, voice, trainRows, testRows);

    /// <summary>Nearest neighbours by cosine, majority among the k; a tie goes to the label met first in their order. Equally near ones keep the order of their rows.</summary>
    public int[] NearestNeighbours(int k)
    {
        var (units, tests) = (Units(train), Units(test));
        var result = new int[testVoice.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (far, rows) = (new double[trainClass.Length], new int[trainClass.Length]);
            for (var j = 0; j < far.Length; j++)
                (far[j], rows[j]) = (-FixedOrder.Dot(tests.AsSpan(i * dim, dim), units.AsSpan(j * dim, dim)), j);
            Array.Sort(rows, (a, b) => far[a] != far[b] ? far[a].CompareTo(far[b]) : a.CompareTo(b));
            // Groups stand in the order in which their labels are met, and the first of the largest is taken.
            result[i] = voiceOfClass[rows.Take(k).GroupBy(j => trainClass[j]).MaxBy(g => g.Count())!.Key];
        }
        return result;
    }

    /// <summary>
    /// Bits that name the voices of the test rows, coded by a logistic regression. Voices that training doesn't know share the part of the code that is theirs by number, evenly.
    /// </summary>
    /// <param name="voices">Number of voices that may come.</param>
    public double LogisticBits(int voices)
    {
        var model = LogisticRegression.Fit(features, trainClass, voiceOfClass.Length, tolerance: 1e-9);
        var known = (double)voiceOfClass.Length / voices;
        var nats = 0.0;
        for (var i = 0; i < testVoice.Length; i++)
        {
            var wanted = Array.BinarySearch(voiceOfClass, testVoice[i]);
            nats -= wanted < 0 ? -Math.Log(voices) : Math.Log(known) + model.LogProbability(test.AsSpan(i * dim, dim), wanted);
        }
        return nats / Math.Log(2);
    }

    public int[] Logistic() => Predict(LogisticRegression.Fit(features, trainClass, voiceOfClass.Length));

    /// <summary>Standardised training rows have mean zero, so the model needs no centring of its own.</summary>
    public int[] Lda() => Predict(new ClassSpread(features, trainClass, voiceOfClass.Length, shrinkage: 0.1).Classifier());

    public int[] NearestCentroid()
    {
        var centroids = new double[voiceOfClass.Length * dim];
        for (var i = 0; i < trainClass.Length; i++)
        {
            var sum = centroids.AsSpan(trainClass[i] * dim, dim);
            TensorPrimitives.Add(sum, train.AsSpan(i * dim, dim), sum);
        }
        for (var c = 0; c < voiceOfClass.Length; c++)
        {
            var sum = centroids.AsSpan(c * dim, dim);
            var norm = FixedOrder.Norm(sum);
            if (norm > 0)
                TensorPrimitives.Divide(sum, norm, sum);
        }
        return Predict(new LinearClassifier(centroids, new double[voiceOfClass.Length], dim));
    }

    public double Accuracy(int[] predicted) => (double)predicted.Where((voice, i) => voice == testVoice[i]).Count() / predicted.Length;

    public void Count(int[] predicted, int[][] confusion)
    {
        for (var i = 0; i < predicted.Length; i++)
            confusion[testVoice[i]][predicted[i]]++;
    }

    private int[] Predict(LinearClassifier model) =>
        [.. Enumerable.Range(0, testVoice.Length).Select(i => voiceOfClass[model.Predict(test.AsSpan(i * dim, dim))])];

    private static (int[] TrainClass, int[] VoiceOfClass, int[] TestVoice) Classes(int[] voice, int[] trainRows, int[] testRows)
    {
        int[] voices = [.. trainRows.Select(i => voice[i]).Distinct().Order()];
        return (Array.ConvertAll(trainRows, i => Array.BinarySearch(voices, voice[i])), voices, Array.ConvertAll(testRows, i => voice[i]));
    }

    private double[] Units(double[] rows)
    {
        var units = (double[])rows.Clone();
        for (var at = 0; at < units.Length; at += dim)
            if (FixedOrder.Norm(units.AsSpan(at, dim)) is > 0 and var norm)
                TensorPrimitives.Divide(units.AsSpan(at, dim), norm, units.AsSpan(at, dim));
        return units;
    }

    private static double[] Values(EmbeddingMatrix matrix, int[] rows)
    {
        var values = new double[rows.Length * matrix.Dim];
        for (var i = 0; i < rows.Length; i++)
            TensorPrimitives.ConvertTruncating(matrix.Row(rows[i]), values.AsSpan(i * matrix.Dim, matrix.Dim));
        return values;
    }

    private void Standardise()
    {
        var n = trainClass.Length;
        for (var k = 0; k < dim; k++)
        {
            double mean = 0, variance = 0;
            for (var i = 0; i < n; i++)
                mean += train[i * dim + k] / n;
            for (var i = 0; i < n; i++)
                variance += (train[i * dim + k] - mean) * (train[i * dim + k] - mean) / n;
            // A constant channel's variance is rounding; dividing by it would make a feature of noise. (scikit-learn's bound.)
            var rounding = n * MachineEpsilon * variance + Math.Pow(n * mean * MachineEpsilon, 2);
            var scale = variance <= rounding ? 1 : Math.Sqrt(variance);
            for (var i = 0; i < n; i++)
                train[i * dim + k] = (train[i * dim + k] - mean) / scale;
            for (var i = 0; i < testVoice.Length; i++)
                test[i * dim + k] = (test[i * dim + k] - mean) / scale;
        }
    }
}
