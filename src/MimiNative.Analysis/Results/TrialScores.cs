using MimiNative.Analysis.Data;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>A scored trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">How alike its two recordings are: their cosine, or what a trained head gives.</param>
public readonly record struct ScoredTrial(Trial Trial, double Score);

/// <summary>Verification trials with their scores.</summary>
public sealed record TrialScores
{
    /// <summary>Trials in the list's order, without those that lack a recording.</summary>
    public required IReadOnlyList<ScoredTrial> Scores { get; init; }

    /// <summary>Trials whose recordings could not be embedded.</summary>
    public required int Skipped { get; init; }

    /// <summary>EER, minDCF and the rest; null where the list doesn't say which trials are targets.</summary>
    public required VerificationMetrics? Metrics { get; init; }
}
