using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>How well voices are told apart after some seconds of audio, in the headline's tap and pooling.</summary>
/// <param name="Seconds">From each clip's start; null: the whole clips.</param>
/// <param name="LongEnough">Clips that are at least this long; shorter ones give all they have.</param>
/// <param name="Clips">Clips in all.</param>
/// <param name="Cosine">Equal error rate by cosine, on the pairs of <paramref name="Head"/> where that was measured.</param>
/// <param name="Head">By a head on unseen voices (and texts where they are known).</param>
/// <param name="HeadChange">How much higher the head's rate is than with whole clips, on the same pairs and draws.</param>
public sealed record DurationPoint(double? Seconds, int LongEnough, int Clips, Estimate Cosine, Estimate Head, Estimate HeadChange);
