using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Results;

/// <summary>A figure that someone else published for the same list.</summary>
/// <param name="Name">What was scored there.</param>
/// <param name="Eer">Its equal error rate.</param>
public sealed record PublishedRate(string Name, double Eer);

/// <summary>A list of trials scored by one or several encodings, with what made the scores.</summary>
public sealed record ScoringResult
{
    /// <summary>What it is called in a report.</summary>
    public required string Name { get; init; }

    /// <summary>One result for each encoding.</summary>
    public required IReadOnlyList<VerificationResult> Results { get; init; }

    /// <summary>What made them, as names and values in a fixed order: weights, tap, pooling, head, padding, the lists' SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> MadeBy { get; init; }

    /// <summary>The command line.</summary>
    public string Command { get; init; } = "";

    /// <summary>Published figures beside, which are not checked here.</summary>
    public IReadOnlyList<PublishedRate> Published { get; init; } = [];

    /// <summary>Whether the weights are random numbers.</summary>
    public bool Synthetic => Origin.IsSynthetic(MadeBy);
}
