namespace MimiNative.Metrics;

/// <summary>
/// Does the space know voices that nothing was fitted on? For each fold of voices a head is fitted on the clips of all other voices (and, where texts are apart, of other texts only), every pair of clips
/// inside the fold is scored, and the scores of all folds are pooled. With fewer than ten voices every pair of voices is a fold, so that all are compared; each pair of clips is scored once. Where texts are apart, a voice's own pairs are of two texts: two takes of one sentence are alike without any voice in it. Cosine, before and after the training mean is taken off, is measured on the same pairs.
/// </summary>
public sealed class UnseenVoices
{
    private readonly ClipPairs _pairs;
    private readonly UncertaintyOptions _options;
    private readonly PairEvaluation[] _evaluations;

    private UnseenVoices(ClipPairs pairs, UncertaintyOptions options, PairEvaluation[] evaluations, IReadOnlyList<int[]> voicesOfFold, bool textsUnseen) =>
        (_pairs, _options, _evaluations, VoicesOfFold, TextsUnseen) = (pairs, options, evaluations, voicesOfFold, textsUnseen);

    /// <summary>Folds of voices: 5; with fewer than ten voices one for each pair of voices.</summary>
    public int Folds => VoicesOfFold.Count;

    /// <summary>Voices of each fold, by index in ordinal order; with fewer than ten voices they overlap.</summary>
    public IReadOnlyList<IReadOnlyList<int>> VoicesOfFold { get; }

    /// <summary>Whether the texts were unseen too.</summary>
    public bool TextsUnseen { get; }

    /// <summary>Same-voice pairs inside the folds; an even choice where there are more than <see cref="ClipPairs.MostOfAKind"/>.</summary>
    public int SamePairs => _pairs.SamePairs;

    /// <summary>Different-voice pairs inside the folds; the same.</summary>
    public int DifferentPairs => _pairs.DifferentPairs;

    /// <summary>What one way to score reaches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public PairEvaluation this[ScoringMethod method] => (uint)method < (uint)_evaluations.Length
        ? _evaluations[(int)method]
        : throw new ArgumentOutOfRangeException(nameof(method), method, "this is no way to score");

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
    /// <returns>Null where nothing could be said: fewer than four voices, or two texts, or voices of single clips; with texts apart also where no voice says two texts of one fold.</returns>
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
        if (VoiceFolds.Of(labels, textsUnseen) is not { } folds || ClipPairs.Within(labels, folds.Compared, options.Seed, textsUnseen) is not { SamePairs: > 0, DifferentPairs: > 0 } pairs)
            return null;
        var scores = new CellScores(pairs, folds, matrix, tested);
        var scatter = FoldScatter.Of(matrix, labels, folds);
        for (var cell = 0; cell < folds.Cells; cell++)
        {
            if (Fit(matrix, labels, folds.Train(cell), () => scatter?.Train(cell)) is not { } head)
                return null;
            scores.Add(cell, head);
        }
        var bootstrap = new PairBootstrap(pairs, options);
        var evaluations = new PairEvaluation[scores.Methods.Count];
        Workers.For(evaluations.Length, m =>
        {
            var of = new PairScores(pairs, scores.Methods[m]);
            evaluations[m] = new PairEvaluation(of.Distribution(), bootstrap.Eer(of), [.. of.Distributions(folds.Cells, folds.CellOf).Select(d => d.Eer)]);
        });
        return new UnseenVoices(pairs, options, evaluations, folds.Voices, textsUnseen);
    }

    /// <summary>A head fitted on some rows; null where they hold too few voices or clips, or don't differ.</summary>
    /// <param name="matrix">All embeddings.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="train">The rows.</param>
    /// <param name="within">Asked for the scatter inside their voices, where it is known.</param>
    internal static SpeakerHead? Fit(EmbeddingMatrix matrix, SpaceLabels labels, int[] train, Func<double[]?>? within = null) =>
        SpeakerHead.CanFit([.. train.Select(i => labels.Voice[i])]) && Varies(matrix, train) ? SpeakerHead.FitRows(matrix, train, labels.Select(train), within: within) : null;

    /// <summary>Equal rows span nothing, and no head can be fitted on them.</summary>
    private static bool Varies(EmbeddingMatrix matrix, int[] rows) => rows.Any(i => !matrix.Row(i).SequenceEqual(matrix.Row(rows[0])));
}
