namespace MimiNative.Metrics;

/// <summary>Shape of the distribution of one channel over some rows.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Skewness">Third standardised moment (biased, as <c>scipy.stats.skew</c>); NaN for a constant channel.</param>
/// <param name="ExcessKurtosis">Fourth standardised moment minus 3 (biased, as <c>scipy.stats.kurtosis</c>); NaN for a constant channel.</param>
public readonly record struct ChannelMoments(double Mean, double Std, double Skewness, double ExcessKurtosis);

/// <summary>Moments of every channel.</summary>
public static class Moments
{
    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <returns>One entry per channel; NaN throughout when there are no rows.</returns>
    /// <exception cref="MetricsException">A value is not finite.</exception>
    public static ChannelMoments[] Compute(EmbeddingMatrix matrix)
    {
        matrix.RequireFinite();
        var result = new ChannelMoments[matrix.Dimension];
        for (var k = 0; k < matrix.Dimension; k++)
        {
            double n = matrix.Rows, mean = 0, second = 0, third = 0, fourth = 0;
            for (var i = 0; i < matrix.Rows; i++)
                mean += matrix.Row(i)[k] / n;
            for (var i = 0; i < matrix.Rows; i++)
            {
                var offset = matrix.Row(i)[k] - mean;
                var square = offset * offset;
                second += square / n;
                third += square * offset / n;
                fourth += square * square / n;
            }
            result[k] = matrix.Rows == 0
                ? new ChannelMoments(double.NaN, double.NaN, double.NaN, double.NaN)
                : new ChannelMoments(mean, Math.Sqrt(second), third / Math.Pow(second, 1.5), fourth / (second * second) - 3);
        }
        return result;
    }
}
