using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Scores verification trials: <c>mimi score TRIALS</c>.</summary>
internal static class TrialScorer
{
    /// <summary>Scores every trial by cosine, or with a trained head.</summary>
    /// <param name="list">The trials; recordings are matched with sample ids.</param>
    /// <param name="set">One embedding of the recordings (<see cref="TrialList.ToDataSet"/>).</param>
    /// <param name="centred">Take the mean of all recordings off first.</param>
    /// <param name="head">A head for that embedding, which takes its own mean off; null for cosine.</param>
    /// <exception cref="DataSetException">No trial has both recordings.</exception>
    public static TrialScores Score(TrialList list, EmbeddingSet set, bool centred = false, TrainedHead? head = null)
    {
        if (centred && head is not null)
            throw new ArgumentException("a head takes its own mean off: choose either", nameof(centred));
        var matrix = centred ? PostProcessing.Fit(PostProcessingKind.Centre, set.Matrix).Apply(set.Matrix) : set.Matrix;
        double[][]? projected = head is null ? null : [.. Enumerable.Range(0, set.Count).Select(i => head.Map.Transform(set[i]))];
        double Score(int a, int b) => projected is null ? Cosine.Of(matrix.Row(a), matrix.Row(b)) : head!.Map.Score(projected[a], projected[b]);
        var row = new Dictionary<string, int>();
        for (var i = 0; i < set.Count; i++)
            row[set.Samples[i].Id] = i;
        var scores = list.Trials.Where(t => row.ContainsKey(t.Enrol) && row.ContainsKey(t.Test))
            .Select(t => new ScoredTrial(t, Score(row[t.Enrol], row[t.Test]))).ToList();
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
