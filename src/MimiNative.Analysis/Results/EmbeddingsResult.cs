using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>Every metric of an embeddings file of any encoder.</summary>
/// <param name="Space">The clean rows, measured.</param>
/// <param name="Verification">What heads and probes find in the clean rows, on voices and texts they were not fitted on.</param>
/// <param name="SeedTests">What the seed study's four tests rest on, from all rows.</param>
public sealed record EmbeddingsResult(MeasuredSpace Space, VerificationReport Verification, SeedTestNumbers SeedTests)
{
    /// <summary>What the clips' lengths, and the padding of batches as the seed study made them, explain of the clean rows; null where the labels don't state every row's duration.</summary>
    public PaddingDiagnostic? Padding { get; init; }
}
