using MimiNative.Analysis.Heads;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>A head that somebody trained, judged on all pairs of the clean clips.</summary>
/// <param name="Head">The head.</param>
/// <param name="Clips">Number of clips.</param>
/// <param name="Voices">Number of voices.</param>
/// <param name="KnownVoices">Those among them that the head was fitted on, by their names.</param>
/// <param name="Eer">Its equal error rate.</param>
/// <param name="CosineEer">That of plain cosine on the same pairs.</param>
/// <param name="OverCosine">How much higher the head's is, with the interval of the difference.</param>
public sealed record GivenHeadResult(TrainedHead Head, int Clips, int Voices, IReadOnlyList<string> KnownVoices, Estimate Eer, Estimate CosineEer, Estimate OverCosine);
