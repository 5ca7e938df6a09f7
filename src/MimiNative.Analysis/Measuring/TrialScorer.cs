using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Scores verification trials from one embedding of their recordings.</summary>
internal static class TrialScorer
{
    /// <summary>Scores every trial whose recordings there are.</summary>
    /// <param name="list">The trials; recordings are matched with sample ids.</param>
    /// <param name="set">One embedding of the recordings.</param>
    /// <param name="options">How.</param>
    /// <param name="cohort">The same embedding of other voices; null: scores are not normalised.</param>
    /// <param name="missing">Why recordings have no embedding.</param>
    /// <param name="centre">What is taken off where the options say so; null: the mean of the recordings that the trials need.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataSetException">No trial can be scored, the cohort's voices are not known, its dimension is another, or its highest scores of a recording don't differ.</exception>
    public static TrialScores Score(TrialList list, EmbeddingSet set, TrialScoringOptions options, EmbeddingSet? cohort = null, IReadOnlyDictionary<string, string>? missing = null, double[]? centre = null, CancellationToken cancellation = default)
    {
        if (options is { Centred: true, Head: not null })
            throw new ArgumentException("a head takes its own mean off: choose either", nameof(options));
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < set.Count; i++)
            rows[set.Samples[i].Id] = i;
        var why = new Dictionary<string, string>(missing ?? new Dictionary<string, string>());
        var head = options.Head?.Map;
        var clips = TrialVectors.Of(set.Matrix, head, options.Centred ? centre ??= Centre(list, set, options.Enrolment) : null);
        var (enrol, enrols) = Enrolled(list, options.Enrolment, clips, rows, why);
        var test = list.Recordings.Select(r => rows.GetValueOrDefault(r, -1)).ToArray();
        bool Scored(int i) => enrol[list.Enrol[i]] >= 0 && test[list.Test[i]] >= 0;
        var scores = new double[list.Enrol.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Scored(i) ? enrols.Score(enrol[list.Enrol[i]], clips, test[list.Test[i]]) : double.NaN;
        if (Array.TrueForAll(scores, double.IsNaN))
            throw new DataSetException($"{list.Source}: no trial has both of its recordings among the {set.Count} embedded ones: its first is '{Printable.Quote(list.Recordings[0])}', theirs '{Printable.Quote(set.Samples[0].Id)}'");
        if (cohort is not null)
        {
            if (cohort.Dimension != set.Dimension)
                throw new DataSetException($"the cohort's '{Printable.Quote(cohort.Name)}' has {cohort.Dimension} values a clip, and '{Printable.Quote(set.Name)}' {set.Dimension}: they are not of one encoder");
            var others = options.CohortPerClip ? TrialVectors.Of(cohort.Matrix, head, centre) : TrialVectors.VoiceMeans(cohort.Matrix, Voices(cohort), head, centre);
            var (e, t) = (Moments(enrols, enrol, list.Enrol, others), Moments(clips, test, list.Test, others));
            for (var i = 0; i < scores.Length; i++)
                if (Scored(i))
                    scores[i] = CohortMoments.Normalise(scores[i], e[enrol[list.Enrol[i]]], t[test[list.Test[i]]]);
        }
        return new TrialScores(list, scores, why, $"no embedding of it in {set.Name}");

        CohortMoments[] Moments(TrialVectors vectors, int[] vectorOf, int[] side, TrialVectors others)
        {
            var wanted = new bool[vectors.Count];
            for (var i = 0; i < side.Length; i++)
                if (Scored(i))
                    wanted[vectorOf[side[i]]] = true;
            if (others.Count < 2)
                throw new DataSetException($"a cohort needs at least two {(options.CohortPerClip ? "clips" : "voices")}, and this one has {others.Count}");
            var moments = vectors.Against(others, options.CohortTop, wanted, cancellation);
            for (var id = 0; id < vectorOf.Length; id++)
                if (vectorOf[id] >= 0 && wanted[vectorOf[id]] && !(moments[vectorOf[id]].Std > 0))
                    throw new DataSetException($"the {Math.Min(options.CohortTop, others.Count)} highest cohort scores of '{Printable.Quote(list.Recordings[id])}' don't differ, so that nothing can be divided by their deviation");
            return moments;
        }
    }

    /// <summary>The recordings that must be embedded for some lists: those that are tested, and those that enrol, each once.</summary>
    public static IReadOnlyList<string> Recordings(IReadOnlyList<TrialList> lists, EnrolmentList? enrolment)
    {
        ArgumentNullException.ThrowIfNull(lists);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var recordings = new List<string>();
        foreach (var list in lists)
        {
            var (enrols, tested) = (new bool[list.Recordings.Count], new bool[list.Recordings.Count]);
            for (var i = 0; i < list.Enrol.Length; i++)
                (enrols[list.Enrol[i]], tested[list.Test[i]]) = (true, true);
            for (var id = 0; id < enrols.Length; id++)
            {
                var needed = enrols[id] && enrolment is not null ? enrolment.Recordings(list.Recordings[id]) ?? [] : [];
                recordings.AddRange((tested[id] || enrolment is null ? needed.Append(list.Recordings[id]) : needed).Where(seen.Add));
            }
        }
        return recordings;
    }

    /// <summary>Mean of the recordings that the trials need.</summary>
    public static double[] Centre(TrialList list, EmbeddingSet set, EnrolmentList? enrolment)
    {
        var needed = Recordings([list], enrolment).ToHashSet();
        return set.Where(s => needed.Contains(s.Id)) is { Count: > 0 } own ? TrialVectors.Mean(own.Matrix) : new double[set.Dimension];
    }

    /// <summary>The vector that enrols, by position among the list's recordings; -1 where there is none.</summary>
    private static (int[] Of, TrialVectors Vectors) Enrolled(TrialList list, EnrolmentList? enrolment, TrialVectors clips, Dictionary<string, int> rows, Dictionary<string, string> why)
    {
        if (enrolment is null)
            return ([.. list.Recordings.Select(r => rows.GetValueOrDefault(r, -1))], clips);
        var of = new int[list.Recordings.Count];
        Array.Fill(of, -1);
        var models = new List<int[]>();
        foreach (var id in list.Enrol.Distinct())
        {
            var name = list.Recordings[id];
            if (enrolment.Recordings(name) is not { } recordings)
                why.TryAdd(name, $"'{Printable.Quote(name)}' is not enrolled in {enrolment.Source}");
            // Enrolled by fewer clips, a speaker would be another one than the list asks for.
            else if (recordings.FirstOrDefault(r => !rows.ContainsKey(r)) is { } lost)
                why.TryAdd(name, $"'{Printable.Quote(name)}' is enrolled by '{Printable.Quote(lost)}', which has no embedding{(why.TryGetValue(lost, out var reason) ? $": {reason}" : "")}");
            else
            {
                of[id] = models.Count;
                models.Add([.. recordings.Select(r => rows[r])]);
            }
        }
        return (of, clips.Models(models));
    }

    private static SpaceLabels Voices(EmbeddingSet cohort) => cohort.Samples.Any(s => s.Voice == Sample.UnknownVoice)
        ? throw new DataSetException($"the cohort's '{Printable.Quote(cohort.Name)}' doesn't say who speaks, so that there are no means of voices: name the voices, or take its clips as they are")
        : cohort.Labels;
}
