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

    private ProbeFold(EmbeddingMatrix matrix, SpaceLabels labels, int[] trainRows, int[] testRows)
    {
        dim = matrix.Dim;
        var known = new SpaceLabels([.. trainRows.Select(i => labels.Voice[i])], null);
        trainClass = known.Voice;
        voiceOfClass = [.. trainRows.Select(i => labels.Voice[i]).Distinct().Order()];
        testVoice = [.. testRows.Select(i => labels.Voice[i])];
        (train, test) = (Values(matrix, trainRows), Values(matrix, testRows));
        Standardise();
        features = SpannedFeatures.Of(train, trainRows.Length, dim);
    }

    /// <summary>Null where either side would be empty.</summary>
    public static ProbeFold? Split(EmbeddingMatrix matrix, SpaceLabels labels, int[] foldOf, int fold)
    {
        int[] train = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] != fold)];
        int[] test = [.. Enumerable.Range(0, matrix.Rows).Where(i => foldOf[i] == fold)];
        return train.Length == 0 || test.Length == 0 ? null : new ProbeFold(matrix, labels, train, test);
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
