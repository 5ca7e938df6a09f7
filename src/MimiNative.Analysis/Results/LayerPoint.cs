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
public sealed record LayerPoint(string Tap, double AcousticsScore, double CentredAcousticsScore, double Eer, double VoiceShare, double TextShare, double CentroidAccuracy, double RandomEer);
