using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>The winner of a sweep tried on voices that had no say in choosing it.</summary>
/// <param name="Chosen">Best on the one half of the voices.</param>
/// <param name="Eer">Its equal error rate on the other half.</param>
/// <param name="BestEer">The lowest that any configuration has there.</param>
/// <param name="Rank">Its rank there, from 1.</param>
/// <param name="Of">Configurations compared.</param>
public sealed record SelectionCheck(EmbeddingKey Chosen, double Eer, double BestEer, int Rank, int Of);

/// <summary>What choosing the embedding with the best head is worth: chosen on the folds that share no voice with one, measured on that one, for each in turn.</summary>
/// <param name="Eer">Mean over folds of the chosen one's equal error rate.</param>
/// <param name="FocusEer">Mean over folds of the one that is best over all of them, which flatters it.</param>
/// <param name="Chosen">The embedding chosen for each fold.</param>
/// <param name="Of">Embeddings compared.</param>
public sealed record HeadSelection(double Eer, double FocusEer, IReadOnlyList<EmbeddingKey> Chosen, int Of);

/// <summary>Which configuration to use, and what the choice is worth.</summary>
public sealed record Choice
{
    /// <summary>The embedding of whole clips with the lowest equal error rate; ties go to the higher acoustics score.</summary>
    public required SweepRow Best { get; init; }

    /// <summary>Whether some post-processing lowers <see cref="Best"/>'s error also on voices that it wasn't fitted on.</summary>
    public required Claim PostProcessingHelps { get; init; }

    /// <summary>That post-processing; null where none does.</summary>
    public required SweepRow? BestPostProcessing { get; init; }

    /// <summary>Chosen on one half of the voices, measured on the other, both ways; empty with fewer than four voices.</summary>
    public required IReadOnlyList<SelectionCheck> Selection { get; init; }

    /// <summary>The same for heads; null where fewer than two folds could be measured.</summary>
    public required HeadSelection? HeadSelection { get; init; }

    /// <summary>Post-processing that takes away less than this share of the errors isn't said to help.</summary>
    public const double SureGain = 0.2;

    /// <summary>Chooses from a finished sweep.</summary>
    /// <param name="sweep">Every configuration by cosine.</param>
    /// <param name="heads">What heads find in embeddings of whole clips.</param>
    public static Choice Of(SweepResult sweep, IReadOnlyList<HeadRow>? heads = null)
    {
        var best = BestOf(sweep.Rows);
        var folds = sweep.Rows.Where(r => r.Key == best.Key && r.CrossValidated && double.IsFinite(r.Eer)).ToList();
        var plain = folds.Find(r => r.PostProcessing == PostProcessingKind.None);
        var lowest = folds.Where(r => r.PostProcessing != PostProcessingKind.None).MinBy(r => r.Eer);
        // These rates have no intervals: small differences between many ways are what chance leaves.
        var outcome = plain is null || lowest is null ? Outcome.Undecided
            : lowest.Eer >= plain.Eer ? Outcome.No
            : lowest.Eer < UnseenRules.NextToChance && lowest.Eer <= (1 - SureGain) * plain.Eer ? Outcome.Yes : Outcome.Undecided;
        return new Choice
        {
            Best = best,
            PostProcessingHelps = new Claim(Question.PostProcessingHelps, outcome,
                [new Evidence(Quantity.EqualErrorRate, lowest?.Eer ?? double.NaN) { Embedding = best.Key.ToString(), Limit = plain?.Eer }]),
            BestPostProcessing = outcome == Outcome.Yes ? lowest : null,
            HeadSelection = Select([.. (heads ?? []).Where(h => h.Honest is not null)]),
            Selection = [.. new[] { Check(sweep.Halves, h => h.First, h => h.Second), Check(sweep.Halves, h => h.Second, h => h.First) }.OfType<SelectionCheck>()],
        };
    }

    /// <summary>The embedding for headline numbers: the one in which a head tells unseen voices apart best, of those with whole clips; where no head could be measured, the best by cosine.</summary>
    /// <exception cref="InvalidOperationException">There is no row of whole clips.</exception>
    public static EmbeddingKey FocusOf(IReadOnlyList<SweepRow> rows, IReadOnlyList<HeadRow> heads)
    {
        var measured = heads.Where(h => double.IsFinite(h.Honest?.Head.Value ?? double.NaN)).ToList();
        return measured.Count == 0 ? BestOf(rows).Key
            : measured.MinBy(h => (h.Honest!.Head.Value, rows.FirstOrDefault(r => r.Key == h.Key && IsPlain(r))?.Eer ?? double.PositiveInfinity))!.Key;
    }

    /// <summary>The best of the rows without post-processing over whole clips: the lowest equal error rate; where that ties or can't be measured the highest acoustics score, then the first.</summary>
    /// <exception cref="InvalidOperationException">There is no such row.</exception>
    public static SweepRow BestOf(IEnumerable<SweepRow> rows) => Plain(rows).Aggregate(Better);

    /// <summary>The best of each tap, in the order of the taps.</summary>
    public static IReadOnlyList<EmbeddingKey> BestOfTaps(IEnumerable<SweepRow> rows) => [.. Plain(rows).GroupBy(r => r.Key.Tap).Select(g => g.Aggregate(Better).Key)];

    private static IEnumerable<SweepRow> Plain(IEnumerable<SweepRow> rows) => rows.Where(IsPlain);

    private static bool IsPlain(SweepRow row) => row is { Key.Duration: null, PostProcessing: PostProcessingKind.None, CrossValidated: false };

    // Without pairs of both kinds there is no error rate: then the acoustics score decides, and where that is missing too, the order.
    private static SweepRow Better(SweepRow a, SweepRow b)
    {
        if (double.IsNaN(a.Eer) != double.IsNaN(b.Eer))
            return double.IsNaN(a.Eer) ? b : a;
        return b.Eer < a.Eer || (!(a.Eer < b.Eer) && b.AcousticsScore > a.AcousticsScore) ? b : a;
    }

    private static HeadSelection? Select(IReadOnlyList<HeadRow> all)
    {
        if (all.Count == 0)
            return null;
        static int Finite(HeadRow row) => row.Honest!.HeadPerFold.Count(double.IsFinite);
        var most = all.Max(Finite);
        var rows = all.Where(r => Finite(r) == most).ToList();
        var voices = rows[0].Honest!.VoicesOfFold;
        // With texts apart a fold of voices is several cells in a row: none of them may choose for another. A cell without pairs of both kinds says nothing of anyone.
        var cells = rows[0].Honest!.HeadPerFold.Count / voices.Count;
        double Mean(HeadRow row, params IEnumerable<int> folds) =>
            folds.SelectMany(f => row.Honest!.HeadPerFold.Skip(f * cells).Take(cells)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        var chosen = new List<(int Fold, HeadRow Row)>();
        for (var fold = 0; fold < voices.Count; fold++)
        {
            int[] others = [.. Enumerable.Range(0, voices.Count).Where(g => !voices[g].Intersect(voices[fold]).Any())];
            if (rows.All(r => double.IsFinite(Mean(r, fold)) && double.IsFinite(Mean(r, others))))
                chosen.Add((fold, rows.MinBy(r => Mean(r, others))!));
        }
        return chosen.Count < 2 ? null : new HeadSelection(
            chosen.Average(c => Mean(c.Row, c.Fold)), rows.Min(r => chosen.Average(c => Mean(r, c.Fold))), [.. chosen.Select(c => c.Row.Key)], rows.Count);
    }

    private static SelectionCheck? Check(IReadOnlyList<HalvesRow> halves, Func<HalvesRow, double> choose, Func<HalvesRow, double> measure)
    {
        var rows = halves.Where(h => double.IsFinite(h.First + h.Second)).ToList();
        if (rows.Count == 0)
            return null;
        var chosen = rows.MinBy(choose)!;
        return new SelectionCheck(chosen.Key, measure(chosen), rows.Min(measure), 1 + rows.Count(r => measure(r) < measure(chosen)), rows.Count);
    }
}
