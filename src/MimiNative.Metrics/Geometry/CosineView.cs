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
    internal static CosineView Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool centred) => Compute(new CosineSpace(matrix, centred), labels, null).View;

    /// <summary>The view, and the table of voice pairs where a seed asks for it.</summary>
    /// <param name="space">All rows.</param>
    /// <param name="labels">Voice and text of each.</param>
    /// <param name="tableSeed">Makes a table.</param>
    /// <param name="rows">Rows whose pairs are looked at, and whose silhouette is taken; null for all. Centroids and consistency are always of all.</param>
    /// <param name="parts">Told what is measured.</param>
    internal static (CosineView View, VoicePairTable? Table) Compute(CosineSpace space, SpaceLabels labels, ulong? tableSeed, int[]? rows = null, Parts? parts = null)
    {
        parts?.Begin("pairs");
        var pass = PairStatistics.Pass(space, labels, tableSeed, rows, parts?.Share);
        var pairs = PairStatistics.Of(pass);
        parts?.Begin("voices and silhouettes");
        return (new CosineView(
            pairs,
            VoiceMetrics.Compute(space, labels, pairs),
            VerificationMetrics.From(pairs, pass.Scores),
            pass.Scores,
            Silhouette.Cosine(space, labels.Voice, labels.VoiceCount, rows),
            Silhouette.Cosine(space, labels.Text, labels.TextCount, rows)), pass.Table);
    }
}
