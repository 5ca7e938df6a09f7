using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Scores verification trials: <c>mimi score TRIALS</c>.</summary>
public static class TrialScorer
{
    /// <summary>Scores every trial by cosine.</summary>
    /// <param name="list">The trials; recordings are matched with sample ids.</param>
    /// <param name="set">One embedding of the recordings (<see cref="TrialList.ToDataSet"/>).</param>
    /// <param name="centred">Take the mean of all recordings off first.</param>
    /// <exception cref="DataSetException">No trial has both recordings.</exception>
    public static TrialScores Score(TrialList list, EmbeddingSet set, bool centred = false)
    {
        var matrix = centred ? PostProcessing.Fit(PostProcessingKind.Centre, set.Matrix).Apply(set.Matrix) : set.Matrix;
        var row = new Dictionary<string, int>();
        for (var i = 0; i < set.Count; i++)
            row[set.Samples[i].Id] = i;
        var scores = list.Trials.Where(t => row.ContainsKey(t.Enrol) && row.ContainsKey(t.Test))
            .Select(t => new ScoredTrial(t, Cosine.Of(matrix.Row(row[t.Enrol]), matrix.Row(row[t.Test])))).ToList();
        if (scores.Count == 0)
            throw new DataSetException($"{list.Source}: no trial has both of its recordings among the {set.Count} embedded ones");
        return new TrialScores
        {
            Scores = scores,
            Skipped = list.Trials.Count - scores.Count,
            Metrics = scores.TrueForAll(s => s.Trial.IsTarget is not null)
                ? VerificationMetrics.FromScores([.. scores.Where(s => s.Trial.IsTarget == true).Select(s => s.Score)], [.. scores.Where(s => s.Trial.IsTarget == false).Select(s => s.Score)])
                : null,
        };
    }
}
