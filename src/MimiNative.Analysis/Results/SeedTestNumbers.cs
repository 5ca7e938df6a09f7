using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>What the seed study's four tests rest on, by its definitions: the first three on clean clips, the fourth on clean clips and their noisy versions.</summary>
/// <param name="SameVoice">Pairs of one voice with different texts.</param>
/// <param name="SameText">Pairs of one text with different voices.</param>
/// <param name="Voice">Consistency, separability and the acoustics score.</param>
/// <param name="LightNoise">Clean clips and their versions with light noise; null where there are none.</param>
/// <param name="MediumNoise">The same with medium noise.</param>
public sealed record SeedTestNumbers(PairGroup SameVoice, PairGroup SameText, VoiceMetrics Voice, Robustness? LightNoise, Robustness? MediumNoise);
