namespace MimiNative.Audio;

/// <summary>A stretch of a recording.</summary>
/// <param name="Start">Seconds from the recording's beginning.</param>
/// <param name="Duration">Seconds; null: to the end.</param>
public readonly record struct AudioSegment(double Start, double? Duration = null);
