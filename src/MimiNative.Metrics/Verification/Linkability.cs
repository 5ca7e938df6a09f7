namespace MimiNative.Metrics;

/// <summary>How far two recordings can be linked to one voice, in an auditor's words: the global measure D_sys of Gomez-Barrero et al. (2017).</summary>
public static class Linkability
{
    private const int MostBins = 100;
    private const int SamePairsPerBin = 10;

    /// <summary>D_sys of the cosines of all pairs of rows.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static double Compute(EmbeddingMatrix matrix, SpaceLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        return Of(PairStatistics.ComputeWithScores(new CosineSpace(matrix, centred: false), labels).Scores);
    }

    /// <summary>
    /// 0: scores of one voice's pairs fall as those of two voices do; 1: they never meet. Prior odds ω = 1; densities from min(same-voice pairs / 10, 100) equal bins over the scores' range;
    /// D = 2·LR/(1 + LR) − 1 where LR &gt; 1, and 1 where only same-voice scores fall; trapezoid of D·density over the bins' centres.
    /// NaN with fewer than 20 same-voice pairs (two bins), without different-voice ones, or where all scores are equal or one is infinite.
    /// </summary>
    public static double Of(ScoreDistribution scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var bins = (int)Math.Min(scores.SamePairs / SamePairsPerBin, MostBins);
        if (bins < 2 || scores.DifferentPairs == 0 || !(scores.Scores[0] > scores.Scores[^1]) || !double.IsFinite(scores.Scores[0] - scores.Scores[^1]))
            return double.NaN;
        var (low, width) = (scores.Scores[^1], (scores.Scores[0] - scores.Scores[^1]) / bins);
        var (same, different) = (new double[bins], new double[bins]);
        for (var i = 0; i < scores.Scores.Length; i++)
        {
            var bin = Bin(scores.Scores[i]);
            same[bin] += scores.SameAt[i];
            different[bin] += scores.DifferentAt[i];
        }
        var linked = new double[bins];
        for (var b = 0; b < bins; b++)
        {
            var density = same[b] / (scores.SamePairs * width);
            var ratio = density / (different[b] / (scores.DifferentPairs * width));
            linked[b] = density * (same[b] == 0 ? 0 : different[b] == 0 ? 1 : ratio > 1 ? 2 * ratio / (1 + ratio) - 1 : 0);
        }
        var area = 0.0;
        for (var b = 1; b < bins; b++)
            area += (linked[b - 1] + linked[b]) / 2 * width;
        return area;

        // The quotient may round across an edge: the edges themselves decide, the last bin holds both of its own.
        int Bin(double score)
        {
            var bin = Math.Clamp((int)((score - low) / width), 0, bins - 1);
            return bin > 0 && score < low + bin * width ? bin - 1 : bin < bins - 1 && score >= low + (bin + 1) * width ? bin + 1 : bin;
        }
    }
}
