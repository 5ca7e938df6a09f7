namespace MimiNative.Metrics;

/// <summary>How well one channel tells voices apart.</summary>
/// <param name="Channel">Index of the channel.</param>
/// <param name="Ratio">Inter / (intra + 1e-10).</param>
/// <param name="InterVariance">Population variance of the voices' means.</param>
/// <param name="IntraVariance">Mean over voices of the population variance within the voice.</param>
public readonly record struct ChannelScore(int Channel, double Ratio, double InterVariance, double IntraVariance);

/// <summary>F-ratio of every channel, best first; equal ratios keep the order of channels.</summary>
public static class ChannelRanking
{
    private const double Floor = 1e-10;

    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <returns>All Dimension channels; empty when there are no rows.</returns>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static IReadOnlyList<ChannelScore> Compute(EmbeddingMatrix matrix, SpaceLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        if (matrix.Rows == 0)
            return [];
        var (voices, dim) = (labels.VoiceCount, matrix.Dimension);
        var means = Centroids.Means(matrix, labels.Voice, voices);
        var within = new double[voices * dim];
        var sizes = new int[voices];
        for (var i = 0; i < matrix.Rows; i++)
        {
            var voice = labels.Voice[i];
            sizes[voice]++;
            var row = matrix.Row(i);
            for (var k = 0; k < dim; k++)
            {
                var offset = row[k] - means[voice * dim + k];
                within[voice * dim + k] += offset * offset;
            }
        }
        var scores = new ChannelScore[dim];
        for (var k = 0; k < dim; k++)
        {
            double mean = 0, inter = 0, intra = 0;
            for (var v = 0; v < voices; v++)
            {
                mean += means[v * dim + k] / voices;
                intra += within[v * dim + k] / sizes[v] / voices;
            }
            for (var v = 0; v < voices; v++)
                inter += (means[v * dim + k] - mean) * (means[v * dim + k] - mean) / voices;
            scores[k] = new ChannelScore(k, inter / (intra + Floor), inter, intra);
        }
        return [.. scores.OrderByDescending(s => s.Ratio)];
    }
}
