using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What to use, and what it costs not to. There is none where the space isn't shown to know the speaker, and none for weights that nobody trained.</summary>
/// <param name="Key">The embedding.</param>
/// <param name="Head">Whether a trained head finds more than cosine: then train one.</param>
/// <param name="Rates">The embedding's error rates on unseen voices, with a head and by cosine; null where only cosine could be measured.</param>
/// <param name="Cosine">The best embedding by cosine alone.</param>
/// <param name="Enough">The shortest start of the clips that is as good as whole clips; null where none is.</param>
public sealed record Advice(EmbeddingKey Key, bool Head, UnseenRates? Rates, SweepRow Cosine, DurationPoint? Enough);
