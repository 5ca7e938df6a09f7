namespace MimiNative.Metrics;

/// <summary>What a number known of every clip, such as its length, explains of an embedding space. NaN where the number is the same for all clips or the space has no variance.</summary>
/// <param name="Correlations">Pearson's r between the number and each of the first principal components, strongest component first. A component's sign means nothing.</param>
/// <param name="VarianceShare">Share of the whole variance that lies along a straight line in the number: Σ over all components of their share · r².</param>
/// <param name="MatchedEer">EER by cosine over the pairs of clips that are alike in the number.</param>
/// <param name="SamePairs">Same-voice pairs among those.</param>
/// <param name="DifferentPairs">Different-voice pairs among those.</param>
public sealed record ClipNumber(IReadOnlyList<double> Correlations, double VarianceShare, double MatchedEer, long SamePairs, long DifferentPairs)
{
    internal static ClipNumber Of(Pca pca, EmbeddingMatrix matrix, IReadOnlyList<double> number, int components, ScoreDistribution matched)
    {
        var rows = matrix.Rows;
        var mean = number.Average();
        var centred = number.Select(v => v - mean).ToArray();
        var squares = FixedOrder.SumOfSquares(centred);
        // Rounding of equal numbers' mean isn't variance.
        var constant = squares <= 1e-20 * rows * mean * mean;
        double[] correlations = [.. Enumerable.Range(0, Math.Min(components, pca.Count)).Select(Correlation)];
        return new ClipNumber(correlations, constant || pca.Count == 0 ? double.NaN : Explained(), matched.Eer, matched.SamePairs, matched.DifferentPairs);

        double Correlation(int component)
        {
            if (constant)
                return double.NaN;
            var sum = 0.0;
            for (var i = 0; i < rows; i++)
                sum += centred[i] * Along(pca.Component(component), i);
            return sum / Math.Sqrt(squares * pca.Variances[component] * (rows - 1));
        }

        double Along(ReadOnlySpan<double> axis, int row)
        {
            var sum = 0.0;
            var values = matrix.Row(row);
            for (var k = 0; k < axis.Length; k++)
                sum += axis[k] * (values[k] - pca.Mean[k]);
            return sum;
        }

        // The regression's explained part, channel by channel: the same as over all components, without projecting on them.
        double Explained()
        {
            var slopes = new double[matrix.Dimension];
            for (var i = 0; i < rows; i++)
            {
                var values = matrix.Row(i);
                for (var k = 0; k < slopes.Length; k++)
                    slopes[k] += centred[i] * (values[k] - pca.Mean[k]);
            }

            return FixedOrder.SumOfSquares(slopes) / squares / (pca.Variances.Sum() * (rows - 1));
        }
    }
}
