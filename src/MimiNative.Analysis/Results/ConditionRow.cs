using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>One embedding under one recording condition, beside the same clips as they are. All rates are equal error rates; changes are against the plain clips, on the same pairs and draws of voices.</summary>
public sealed record ConditionRow
{
    /// <summary>The condition's name.</summary>
    public required string Condition { get; init; }

    /// <summary>The embedding of the plain clips.</summary>
    public required EmbeddingKey Key { get; init; }

    /// <summary>The embedding under the condition: another tap where the condition is what a codec keeps.</summary>
    public required EmbeddingKey TestKey { get; init; }

    /// <summary>Clips that there are both ways.</summary>
    public required int Clips { get; init; }

    /// <summary>Cosine, plain clips against plain clips.</summary>
    public required Estimate Plain { get; init; }

    /// <summary>Cosine, clips under the condition against each other.</summary>
    public required Estimate Treated { get; init; }

    /// <summary>How much higher <see cref="Treated"/> is than <see cref="Plain"/>.</summary>
    public required Estimate TreatedChange { get; init; }

    /// <summary>Cosine, clean enrolment against a test under the condition.</summary>
    public required Estimate Mismatched { get; init; }

    /// <summary>How much higher <see cref="Mismatched"/> is than <see cref="Plain"/>.</summary>
    public required Estimate MismatchedChange { get; init; }

    /// <summary>Heads fitted and tested on clips under the condition, on unseen voices (and texts where they are known), beside the controls that faced it; null where that can't be measured.</summary>
    public required UnseenRates? TreatedHead { get; init; }

    /// <summary>How much higher that head's rate is than the plain one's.</summary>
    public required Estimate TreatedHeadChange { get; init; }

    /// <summary>Heads fitted on clean clips of other voices: clean enrolment against a test under the condition.</summary>
    public required Estimate MismatchedHead { get; init; }

    /// <summary>How much higher that is than the plain head's rate.</summary>
    public required Estimate MismatchedHeadChange { get; init; }
}
