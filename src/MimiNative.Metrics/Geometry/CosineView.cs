namespace MimiNative.Metrics;

/// <summary>Every cosine metric of one view of the space: as it is, or with the mean of all rows taken off.</summary>
/// <param name="Pairs">Statistics over all pairs.</param>
/// <param name="Voice">Acoustics Score, Separability Ratio, consistency, centroids.</param>
/// <param name="Verification">EER, minDCF, AUC, d′ over all pairs.</param>
/// <param name="Scores">The same-voice and different-voice scores behind <paramref name="Verification"/>, for curves.</param>
/// <param name="SilhouetteVoice">Cosine silhouette of the voices.</param>
/// <param name="SilhouetteText">Cosine silhouette of the texts; NaN when unknown.</param>
public sealed record CosineView(
    PairStatistics Pairs,
    VoiceMetrics Voice,
    VerificationMetrics Verification,
    ScoreDistribution Scores,
    double SilhouetteVoice,
    double SilhouetteText)
{
    internal static CosineView Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred) => Compute(new CosineSpace(matrix, centred), labels, null, null).View;

    /// <summary>The view, and the table of voice pairs where a seed asks for it.</summary>
    internal static (CosineView View, VoicePairTable? Table) Compute(CosineSpace space, SpaceLabels labels, ulong? tableSeed, Action<double>? progress)
    {
        var pass = PairStatistics.Pass(space, labels, tableSeed, progress);
        var pairs = PairStatistics.Of(pass, labels);
        return (new CosineView(
            pairs,
            VoiceMetrics.Compute(space, labels, pairs),
            VerificationMetrics.From(pairs, pass.Scores),
            pass.Scores,
            Silhouette.Cosine(space, labels.Voice, labels.VoiceCount),
            Silhouette.Cosine(space, labels.Text, labels.TextCount)), pass.Table);
    }
}
