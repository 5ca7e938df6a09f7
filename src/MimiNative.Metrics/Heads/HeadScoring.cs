namespace MimiNative.Metrics;

/// <summary>How a <see cref="SpeakerHead"/> compares two clips.</summary>
public enum HeadScoring
{
    /// <summary>Cosine of the projected vectors, −1 to 1.</summary>
    Cosine,

    /// <summary>Log-likelihood-ratio (natural) of one voice against two under the two-covariance model.</summary>
    Plda,
}
