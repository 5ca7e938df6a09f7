namespace MimiNative.Metrics;

/// <summary>Cosine between the embeddings of clips and of altered versions of them.</summary>
/// <param name="Mean">Mean cosine; NaN without rows.</param>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Pairs">Number of clips.</param>
public sealed record Robustness(double Mean, double Std, int Pairs)
{
    /// <param name="clean">Embeddings of the clips.</param>
    /// <param name="altered">Row i is the altered version of clean row i.</param>
    /// <exception cref="MetricsException">Shapes differ, or a value is not finite.</exception>
    public static Robustness Compute(EmbeddingMatrix clean, EmbeddingMatrix altered)
    {
        if (clean.Rows != altered.Rows || clean.Dimension != altered.Dimension)
            throw new MetricsException($"robustness compares row by row, but the shapes are {clean.Rows} × {clean.Dimension} and {altered.Rows} × {altered.Dimension}");
        var (a, b) = (new CosineSpace(clean, centred: false), new CosineSpace(altered, centred: false));
        var (x, y) = (new double[clean.Dimension], new double[clean.Dimension]);
        var cosines = new double[clean.Rows];
        for (var i = 0; i < cosines.Length; i++)
        {
            a.Unit(i, x);
            b.Unit(i, y);
            cosines[i] = FixedOrder.Dot(x, y);
        }
        var (mean, std) = Spread.Of(cosines);
        return new Robustness(mean, std, cosines.Length);
    }
}
