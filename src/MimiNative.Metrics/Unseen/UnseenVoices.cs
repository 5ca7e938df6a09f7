using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Does the space know voices that nothing was fitted on? For each fold of voices a head is fitted on the clips of all other voices (and, where texts are apart, of other texts only), every pair of clips
/// inside the fold is scored, and the scores of all folds are pooled. Cosine, before and after the training mean is taken off, is measured on the same pairs.
/// </summary>
public sealed class UnseenVoices
{
    private readonly ClipPairs _pairs;
    private readonly UncertaintyOptions _options;
    private readonly PairEvaluation[] _evaluations;

    private UnseenVoices(ClipPairs pairs, UncertaintyOptions options, PairEvaluation[] evaluations, int folds, bool textsUnseen) =>
        (_pairs, _options, _evaluations, Folds, TextsUnseen) = (pairs, options, evaluations, folds, textsUnseen);

    /// <summary>Folds of voices: 5; with fewer than ten voices as many as leave two voices in each.</summary>
    public int Folds { get; }

    /// <summary>Whether the texts were unseen too.</summary>
    public bool TextsUnseen { get; }

    /// <summary>Same-voice pairs inside the folds; an even choice where there are more than <see cref="ClipPairs.MostOfAKind"/>.</summary>
    public int SamePairs => _pairs.SamePairs;

    /// <summary>Different-voice pairs inside the folds; the same.</summary>
    public int DifferentPairs => _pairs.DifferentPairs;

    /// <summary>What one way to score reaches.</summary>
    public PairEvaluation this[ScoringMethod method] => _evaluations[(int)method];

    /// <summary>How much higher the equal error rate of a method is here than that of a method in <paramref name="other"/> (this space again, or a control), with its interval; the same voices are drawn for both.</summary>
    /// <exception cref="MetricsException">The two were measured on other clips, or with other draws.</exception>
    public Estimate Difference(ScoringMethod method, UnseenVoices other, ScoringMethod otherMethod)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _options == other._options && _pairs.IsSameAs(other._pairs)
            ? this[method].Minus(other[otherMethod])
            : throw new MetricsException("error rates are compared on the same pairs of clips and the same draws; these are of others");
    }

    /// <summary>Runs the protocol.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="textsUnseen">Also leave the tested texts out of training: two folds of texts, so ten heads.</param>
    /// <param name="options">Bootstrap replicates and seed; permutations play no part.</param>
    /// <param name="tested">
    /// The same clips as they are on the tested side of a pair, e.g. recorded otherwise; heads are fitted on, and clips enrol from, <paramref name="matrix"/>. Null: the same embeddings on both sides.
    /// </param>
    /// <returns>Null where nothing could be said: fewer than four voices, or two texts, or voices of single clips.</returns>
    /// <exception cref="MetricsException">Labels and rows differ in number, the two matrices in shape, or a value is not finite.</exception>
    public static UnseenVoices? Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool textsUnseen = false, UncertaintyOptions? options = null, EmbeddingMatrix? tested = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        options ??= new UncertaintyOptions();
        if (tested is { } other)
        {
            other.RequireFinite();
            if (other.Rows != matrix.Rows || other.Dimension != matrix.Dimension)
                throw new MetricsException($"clips of {matrix.Rows} × {matrix.Dimension} values can't be tested as {other.Rows} × {other.Dimension}");
        }
        if (VoiceFolds.Of(labels, textsUnseen) is not { } folds || ClipPairs.Within(labels, folds.Cell, options.Seed) is not { SamePairs: > 0, DifferentPairs: > 0 } pairs)
            return null;
        var heads = new SpeakerHead[folds.Cells];
        var enrolled = new Sides(matrix);
        var test = tested is { } given ? new Sides(given) : enrolled;
        for (var cell = 0; cell < heads.Length; cell++)
        {
            if (Fit(matrix, labels, folds.Train(cell)) is not { } head)
                return null;
            heads[cell] = head;
            foreach (var row in folds.Test(cell))
            {
                enrolled.Place(row, head);
                if (test != enrolled)
                    test.Place(row, head);
            }
        }
        var plda = Array.ConvertAll(heads, h => h.With(HeadScoring.Plda));
        var bootstrap = new PairBootstrap(pairs, options);
        return new UnseenVoices(pairs, options,
        [
            Evaluate((i, j) => FixedOrder.Cosine(enrolled.Raw[i], test.Raw[j])),
            Evaluate((i, j) => FixedOrder.Cosine(enrolled.Centred[i], test.Centred[j])),
            Evaluate((i, j) => FixedOrder.Cosine(enrolled.Projected[i], test.Projected[j])),
            Evaluate((i, j) => plda[folds.Cell[i]].Score(enrolled.Projected[i], test.Projected[j])),
        ], folds.Folds, textsUnseen);

        PairEvaluation Evaluate(Func<int, int, double> score)
        {
            var scores = new PairScores(pairs, score);
            return new PairEvaluation(scores.Distribution(), bootstrap.Eer(scores), [.. Enumerable.Range(0, heads.Length).Select(c => scores.Distribution(i => folds.Cell[i] == c).Eer)]);
        }
    }

    /// <summary>Clips as a pair compares them: as they are, without the training mean, and in a head's space.</summary>
    private sealed class Sides(EmbeddingMatrix matrix)
    {
        public double[][] Raw { get; } = new double[matrix.Rows][];

        public double[][] Centred { get; } = new double[matrix.Rows][];

        public double[][] Projected { get; } = new double[matrix.Rows][];

        public void Place(int row, SpeakerHead head)
        {
            Raw[row] = new double[matrix.Dimension];
            TensorPrimitives.ConvertTruncating(matrix.Row(row), Raw[row]);
            Centred[row] = new double[matrix.Dimension];
            TensorPrimitives.Subtract(Raw[row], head.Mean, Centred[row]);
            Projected[row] = head.Transform(matrix.Row(row));
        }
    }

    /// <summary>A head fitted on some rows; null where they hold too few voices or clips, or don't differ.</summary>
    internal static SpeakerHead? Fit(EmbeddingMatrix matrix, SpaceLabels labels, int[] train) =>
        SpeakerHead.CanFit([.. train.Select(i => labels.Voice[i])]) && Varies(matrix, train) ? SpeakerHead.Fit(matrix.Select(train), labels.Select(train)) : null;

    /// <summary>Equal rows span nothing, and no head can be fitted on them.</summary>
    private static bool Varies(EmbeddingMatrix matrix, int[] rows) => rows.Any(i => !matrix.Row(i).SequenceEqual(matrix.Row(rows[0])));
}
