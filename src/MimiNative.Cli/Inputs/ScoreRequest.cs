using System.CommandLine;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;

namespace MimiNative.Cli.Inputs;

/// <summary>What a command line of <c>mimi score</c> asks for, its lists read.</summary>
internal sealed record ScoreRequest
{
    /// <summary>The trials; null where the scores bring them.</summary>
    public required TrialList? List { get; init; }

    public required string? Preset { get; init; }

    public required string? Audio { get; init; }

    public required string? Embeddings { get; init; }

    public required string? Name { get; init; }

    public required DataSet? Ids { get; init; }

    public required string? IdsFile { get; init; }

    public required ScoreList? Scores { get; init; }

    /// <summary>The option that names the network, for recordings.</summary>
    public required Option<string> Encoder { get; init; }

    /// <summary>Null where the command line names none, so that a head may.</summary>
    public required string? Taps { get; init; }

    public required string? Pools { get; init; }

    public required double? Duration { get; init; }

    public required string? Cohort { get; init; }

    public required DataSet? CohortIds { get; init; }

    public required string? CalibrateOn { get; init; }

    public required string? Cache { get; init; }

    public required bool Strict { get; init; }

    public required string? SpeakersFile { get; init; }

    /// <summary>The file of one encoding's scores.</summary>
    public required string? Output { get; init; }

    public required TrialScoringOptions Scoring { get; init; }
}
