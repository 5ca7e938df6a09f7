using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Results;

/// <summary>Equal error rates of one embedding of whole clips on two halves of the voices.</summary>
/// <param name="Key">Which embedding.</param>
/// <param name="First">On the voices of even index.</param>
/// <param name="Second">On the others.</param>
public sealed record HalvesRow(EmbeddingKey Key, double First, double Second);

/// <summary>All configurations that were measured.</summary>
/// <param name="Rows">Extraction points × poolings × durations without post-processing, then the post-processings of each extraction point's chosen pooling.</param>
/// <param name="Halves">Whole clips on one half of the voices and on the other, to try a choice on voices that had no say in it; empty with fewer than four voices.</param>
public sealed record SweepResult(IReadOnlyList<SweepRow> Rows, IReadOnlyList<HalvesRow> Halves);
