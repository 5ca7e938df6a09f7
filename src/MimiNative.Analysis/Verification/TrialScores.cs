using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Stages;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Verification;

/// <summary>A scored trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">Cosine similarity of its two recordings.</param>
public readonly record struct ScoredTrial(Trial Trial, double Score);

/// <summary>Verification trials with their scores: <c>mimi score TRIALS</c>.</summary>
public sealed record TrialScores
{
    /// <summary>Trials in the list's order, without those that lack a recording.</summary>
    public required IReadOnlyList<ScoredTrial> Scores { get; init; }

    /// <summary>Trials whose recordings could not be embedded.</summary>
    public required int Skipped { get; init; }

    /// <summary>EER, minDCF and the rest; null where the list doesn't say which trials are targets.</summary>
    public required VerificationMetrics? Metrics { get; init; }

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

    /// <summary>Writes a score file: <c>enroll test score</c> per line.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, writer =>
    {
        foreach (var (trial, score) in Scores)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Enrol} {trial.Test} {score:R}"));
    });
}
