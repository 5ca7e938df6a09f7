using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis;

/// <summary>Scores lists of verification trials and measures the scores: <c>mimi score</c>.</summary>
public static class TrialScoring
{
    /// <summary>The recordings that must be embedded for some lists of trials, each once: those that are tested, and those that enrol.</summary>
    public static IReadOnlyList<string> Recordings(IReadOnlyList<TrialList> lists, EnrolmentList? enrolment = null) => TrialScorer.Recordings(lists, enrolment);

    /// <summary>Scores a list from one embedding of its recordings, and measures.</summary>
    /// <param name="list">The trials; recordings are matched with sample ids.</param>
    /// <param name="set">One embedding of <see cref="Recordings"/>; more rows do no harm.</param>
    /// <param name="options">How.</param>
    /// <param name="cohort">The same embedding of other voices, for AS-norm; null: raw scores.</param>
    /// <param name="calibration">Other trials, scored in the same way, that calibration is fitted on; null: cross-validation over speakers.</param>
    /// <param name="missing">Why recordings have no embedding, by id.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataSetException">No trial can be scored; the cohort, or who speaks, doesn't fit; or calibration trials have no answers.</exception>
    public static VerificationResult Run(
        TrialList list, EmbeddingSet set, TrialScoringOptions options, EmbeddingSet? cohort = null, TrialList? calibration = null, IReadOnlyDictionary<string, string>? missing = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var centre = options.Centred ? TrialScorer.Centre(list, set, options.Enrolment) : null;
        var scores = TrialScorer.Score(list, set, options, cohort, missing, centre, cancellation);
        var others = calibration is null ? null : TrialScorer.Score(calibration, set, options, cohort, missing, centre, cancellation);
        return Run(options.Head is { } head ? $"{set.Name}/{head.Kind}" : set.Name, scores, options, others, Meeting(list, set, options, cohort), set, cancellation);
    }

    /// <summary>Measures scores that exist already.</summary>
    /// <param name="name">What was scored.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="options">Who speaks, which thresholds are wanted, how often to resample; what says how to score plays no part.</param>
    /// <param name="calibration">Scores of other trials by the same system.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataSetException">Who speaks doesn't fit, or calibration trials have no answers.</exception>
    public static VerificationResult Run(string name, TrialScores scores, TrialScoringOptions options, TrialScores? calibration = null, CancellationToken cancellation = default) =>
        Run(name, scores, options, calibration, [], null, cancellation);

    private static VerificationResult Run(string name, TrialScores scores, TrialScoringOptions options, TrialScores? calibration, IReadOnlyList<string> meeting, EmbeddingSet? set, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        if (calibration is { List.IsLabelled: false })
            throw new DataSetException($"{calibration.List.Source}: calibration needs trials that say 'target' or 'nontarget'");
        var speakers = TrialSpeakers.Of(scores.List, options.Enrolment, options.Speakers);
        var known = options.Head?.KnownVoices(speakers.Names.Concat(RecordingNames.Voices(Recordings([scores.List], options.Enrolment).Concat(scores.List.Recordings), set))) ?? [];
        var facts = new ScoringFacts(scores) { CohortMeets = meeting, HeadKnows = known, HeadMayKnow = options is { Head: not null, Speakers: null } && known.Count == 0 };
        if (!scores.List.IsLabelled)
            return new VerificationResult { Name = name, Scores = scores, Metrics = null, Points = [], Cautions = ScoringRules.Of(facts) };
        var (trials, values) = speakers.Scored(scores);
        var metrics = TrialMetrics.Compute(trials, values, calibration is null ? null : Distribution(calibration), options.Uncertainty, cancellation);
        var recordings = scores.List.Recordings.ToHashSet(StringComparer.Ordinal);
        return new VerificationResult
        {
            Name = name,
            Scores = scores,
            Metrics = metrics,
            Points = metrics.Scores.SamePairs == 0 || metrics.Scores.DifferentPairs == 0 ? [] : Points(metrics, options),
            Cautions = ScoringRules.Of(facts with
            {
                Metrics = metrics,
                SpeakersConcluded = speakers.IsConcluded,
                Contradictions = [.. speakers.Contradictions().Select(t => $"{t.Enrol} {t.Test}")],
                CalibrationMeets = calibration is null ? [] : [.. calibration.List.Recordings.Where(recordings.Contains)],
                FalseAcceptRates = options.FalseAcceptRates,
            }),
        };
    }

    private static IReadOnlyList<OperatingPoint> Points(TrialMetrics metrics, TrialScoringOptions options)
    {
        var scores = metrics.Scores;
        return
        [
            new(OperatingPointKind.EqualErrors, double.NaN, scores.At(metrics.Verification.EerThreshold)),
            new(OperatingPointKind.LowestCost, 0.01, scores.AtMinDcf(0.01)),
            new(OperatingPointKind.LowestCost, 0.05, scores.AtMinDcf(0.05)),
            .. options.FalseAcceptRates.Select(rate => new OperatingPoint(OperatingPointKind.FalseAccepts, rate, scores.AtFalsePositiveRate(rate))),
        ];
    }

    private static ScoreDistribution Distribution(TrialScores scores)
    {
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < scores.Array.Length; i++)
            if (!double.IsNaN(scores.Array[i]))
                (scores.List.Answer(i) == true ? same : different).Add(scores.Array[i]);
        return ScoreDistribution.FromScores(same.ToArray(), different.ToArray());
    }

    /// <summary>What cohort and trials have in common: recordings by id or file, speakers where both name them.</summary>
    private static IReadOnlyList<string> Meeting(TrialList list, EmbeddingSet set, TrialScoringOptions options, EmbeddingSet? cohort)
    {
        if (cohort is null)
            return [];
        var ids = Recordings([list], options.Enrolment).ToHashSet(StringComparer.Ordinal);
        var paths = set.Samples.Where(s => s.Path.Length > 0 && ids.Contains(s.Id)).Select(Recording.Place).ToHashSet(StringComparer.Ordinal);
        var voices = options.Speakers is { } table ? ids.Concat(list.Recordings).Select(table.Speaker).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];
        return [.. cohort.Samples.Where(s => ids.Contains(s.Id) || paths.Contains(Recording.Place(s))).Select(s => s.Id).Concat(cohort.Samples.Select(s => s.Voice).Where(voices.Contains)).Distinct()];
    }
}
