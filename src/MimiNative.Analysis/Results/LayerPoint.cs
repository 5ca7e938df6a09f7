using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>Speaker against content at one station of the network.</summary>
/// <param name="Tap">Public tap name.</param>
/// <param name="AcousticsScore">Same voice minus same text.</param>
/// <param name="CentredAcousticsScore">The same with the mean taken off.</param>
/// <param name="Eer">Equal error rate.</param>
/// <param name="VoiceShare">Share of the variance between voices.</param>
/// <param name="TextShare">Share of the variance between texts.</param>
/// <param name="CentroidAccuracy">Held-out clips named rightly by the nearest centroid.</param>
/// <param name="RandomEer">Equal error rate with random weights.</param>
public sealed record LayerPoint(string Tap, double AcousticsScore, double CentredAcousticsScore, double Eer, double VoiceShare, double TextShare, double CentroidAccuracy, double RandomEer)
{
    /// <summary>The tap at which the network ends: codes are made of it.</summary>
    public const string End = "latent";

    /// <summary>What a head fitted on other voices (and texts, where they are known) finds, beside the controls; null where that can't be measured.</summary>
    public UnseenRates? Head { get; init; }

    /// <summary>How much higher the head's rate is than at the end of the network (the latent, or the last station that was measured), on the same pairs and draws of voices.</summary>
    public Estimate HeadMinusEnd { get; init; } = Estimate.None;

    /// <summary>The same clips without constant offset and level differences; null where that wasn't measured.</summary>
    public ConditionRow? Equalised { get; init; }

    /// <summary>The error rate that stations are compared by: a head's where there is one, else cosine's.</summary>
    public double Rate => Head?.Head.Value ?? Eer;
}
