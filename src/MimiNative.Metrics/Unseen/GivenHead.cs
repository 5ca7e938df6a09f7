namespace MimiNative.Metrics;

/// <summary>
/// A head that exists already, judged on labelled clips: every pair is scored, beside plain cosine on the same pairs. Honest only where no voice of these clips helped to fit the head:
/// whoever has both must compare the voices.
/// </summary>
public sealed class GivenHead
{
    private GivenHead(PairEvaluation head, PairEvaluation cosine, VerificationMetrics metrics) => (Head, Cosine, Metrics) = (head, cosine, metrics);

    /// <summary>What the head reaches, compared as its <see cref="SpeakerHead.Scoring"/> says.</summary>
    public PairEvaluation Head { get; }

    /// <summary>What cosine of the embeddings as they are reaches.</summary>
    public PairEvaluation Cosine { get; }

    /// <summary>The head's scores in numbers: pairs (an even choice where there are more than <see cref="ClipPairs.MostOfAKind"/> of a kind), means, thresholds.</summary>
    public VerificationMetrics Metrics { get; }

    /// <summary>How much higher the head's equal error rate is than cosine's, with the interval of the difference: below 0 the head is better.</summary>
    public Estimate OverCosine => Head.Minus(Cosine);

    /// <summary>Scores every pair.</summary>
    /// <param name="head">A head for embeddings like these.</param>
    /// <param name="matrix">Embeddings (N, D), as they are: the head's mean is taken off here.</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="options">Bootstrap replicates and seed; permutations play no part.</param>
    /// <returns>Null where there are no pairs of one voice, or none of two.</returns>
    /// <exception cref="MetricsException">The head is for another number of channels, labels and rows differ in number, or a value is not finite.</exception>
    public static GivenHead? Compute(SpeakerHead head, EmbeddingMatrix matrix, SpaceLabels labels, UncertaintyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        options ??= new UncertaintyOptions();
        double[][] projected = [.. Enumerable.Range(0, matrix.Rows).Select(i => head.Transform(matrix.Row(i)))];
        var pairs = ClipPairs.Within(labels, new int[matrix.Rows], options.Seed);
        if (pairs is not { SamePairs: > 0, DifferentPairs: > 0 })
            return null;
        var bootstrap = new PairBootstrap(pairs, options);
        var scores = new PairScores(pairs, (i, j) => head.Score(projected[i], projected[j]));
        var (same, different) = scores.ByKind();
        return new GivenHead(Evaluate(scores), Evaluate(PairScores.Cosines(pairs, matrix, matrix)), VerificationMetrics.FromScores(same, different));

        PairEvaluation Evaluate(PairScores of) => new(of.Distribution(), bootstrap.Eer(of), []);
    }
}
