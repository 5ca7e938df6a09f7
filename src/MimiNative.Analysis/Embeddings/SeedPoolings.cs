namespace MimiNative.Analysis.Embeddings;

/// <summary>The seed study's poolings and its names for them.</summary>
public static class SeedPoolings
{
    /// <summary>The five that it compared.</summary>
    public static IReadOnlyList<Pooling> All { get; } = [Pooling.Mean, Pooling.Max, Pooling.Stats, Pooling.FirstFrame, Pooling.LastFrame];

    /// <summary>Name in its <c>diagnostic_results.csv</c>.</summary>
    public static string SeedName(this Pooling pooling) => pooling is Pooling.FirstFrame or Pooling.LastFrame ? pooling.Name() : pooling.Name() + "_pooling";
}
