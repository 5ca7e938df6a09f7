namespace MimiNative.Metrics;

/// <summary>A score for each of some <see cref="ClipPairs"/>; higher means more alike.</summary>
public sealed class PairScores
{
    /// <summary>Scores from anywhere, e.g. a trained head.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="score">The score of an enrolling and a tested row.</param>
    /// <exception cref="MetricsException">A score is NaN.</exception>
    public PairScores(ClipPairs pairs, Func<int, int, double> score)
        : this(pairs ?? throw new ArgumentNullException(nameof(pairs)), Score(pairs, score ?? throw new ArgumentNullException(nameof(score))))
    {
    }

    /// <summary>A score for each pair, in their order.</summary>
    internal PairScores(ClipPairs pairs, double[] scores)
    {
        Pairs = pairs;
        var negated = new double[scores.Length];
        for (var p = 0; p < negated.Length; p++)
        {
            negated[p] = -scores[p];
            if (double.IsNaN(negated[p]))
                throw new MetricsException($"the score of rows {pairs.Enrol[p]} and {pairs.Test[p]} is not a number");
        }

        Order = [.. Enumerable.Range(0, negated.Length)];
        Array.Sort(negated, Order);
        Sorted = Array.ConvertAll(negated, s => -s);
    }

    /// <summary>The pairs that are scored.</summary>
    public ClipPairs Pairs { get; }

    /// <summary>Scores from the highest down.</summary>
    internal double[] Sorted { get; }

    /// <summary>Position among the pairs of each of those.</summary>
    internal int[] Order { get; }

    /// <summary>Cosines of the rows that enrol with those that are tested; 0 where a row has no direction.</summary>
    /// <param name="pairs">Pairs of rows.</param>
    /// <param name="enrol">Embeddings on the enrolling side.</param>
    /// <param name="test">Embeddings of the same clips on the tested side; the same matrix for clips against each other.</param>
    /// <exception cref="MetricsException">The matrices differ in shape or don't have the pairs' rows, or a value is not finite.</exception>
    public static PairScores Cosines(ClipPairs pairs, EmbeddingMatrix enrol, EmbeddingMatrix test)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (enrol.Rows != pairs.Rows || test.Rows != pairs.Rows || enrol.Dimension != test.Dimension)
            throw new MetricsException($"pairs of {pairs.Rows} rows can't be scored in matrices of {enrol.Rows} × {enrol.Dimension} and {test.Rows} × {test.Dimension}");
        var (a, b) = (Units(enrol), Units(test));
        return new PairScores(pairs, (i, j) => FixedOrder.Dot(a.AsSpan(i * enrol.Dimension, enrol.Dimension), b.AsSpan(j * test.Dimension, test.Dimension)));
    }

    /// <summary>All scores.</summary>
    internal ScoreDistribution Distribution() => Distributions(1, (_, _) => 0)[0];

    /// <summary>The scores of some parts of the pairs, each apart.</summary>
    /// <param name="parts">Number of parts.</param>
    /// <param name="partOf">The part of an enrolling and a tested row.</param>
    internal IReadOnlyList<ScoreDistribution> Distributions(int parts, Func<int, int, int> partOf)
    {
        // Counted first: lists that grow would take three times as much, for four methods at once.
        var (steps, last) = (new int[parts], new double[parts]);
        Array.Fill(last, double.NaN);
        for (var i = 0; i < Sorted.Length; i++)
        {
            var part = Part(i);
            if (Sorted[i] != last[part])
                (steps[part], last[part]) = (steps[part] + 1, Sorted[i]);
        }
        var (scores, same, different) = (Array.ConvertAll(steps, n => new double[n]), Array.ConvertAll(steps, n => new long[n]), Array.ConvertAll(steps, n => new long[n]));
        Array.Fill(steps, -1);
        for (var i = 0; i < Sorted.Length; i++)
        {
            var part = Part(i);
            if (steps[part] < 0 || scores[part][steps[part]] != Sorted[i])
                scores[part][++steps[part]] = Sorted[i];
            (Order[i] < Pairs.SamePairs ? same : different)[part][steps[part]]++;
        }
        return [.. Enumerable.Range(0, parts).Select(p => new ScoreDistribution(scores[p], same[p], different[p], isExact: true))];

        int Part(int i) => parts == 1 ? 0 : partOf(Pairs.Enrol[Order[i]], Pairs.Test[Order[i]]);
    }

    /// <summary>The same as scores of one voice and of two, from the highest down.</summary>
    internal (double[] Same, double[] Different) ByKind()
    {
        var (same, different) = (new List<double>(Pairs.SamePairs), new List<double>(Pairs.DifferentPairs));
        for (var i = 0; i < Sorted.Length; i++)
            (Order[i] < Pairs.SamePairs ? same : different).Add(Sorted[i]);
        return ([.. same], [.. different]);
    }

    private static double[] Score(ClipPairs pairs, Func<int, int, double> score)
    {
        var scores = new double[pairs.Enrol.Length];
        for (var p = 0; p < scores.Length; p++)
            scores[p] = score(pairs.Enrol[p], pairs.Test[p]);
        return scores;
    }

    private static double[] Units(EmbeddingMatrix matrix)
    {
        var space = new CosineSpace(matrix, false);
        var units = new double[matrix.Rows * matrix.Dimension];
        for (var i = 0; i < matrix.Rows; i++)
            space.Unit(i, units.AsSpan(i * matrix.Dimension, matrix.Dimension));
        return units;
    }
}
