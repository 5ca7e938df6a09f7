namespace MimiNative.Metrics;

/// <summary>
/// What a cohort's highest scores of one clip are like: what adaptive symmetric normalisation (AS-norm; Karam et al. 2011, Matějka et al. 2017) takes off and divides by.
/// </summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Std">Their population standard deviation.</param>
public readonly record struct CohortMoments(double Mean, double Std)
{
    /// <summary>Of the <paramref name="top"/> highest of a clip's scores against the cohort, or of all where there are fewer.</summary>
    /// <param name="scores">The scores; their order is lost.</param>
    /// <param name="top">N, at least 2.</param>
    /// <exception cref="MetricsException">There are fewer than two scores, or one is NaN.</exception>
    public static CohortMoments Of(Span<double> scores, int top)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 2);
        if (scores.Length < 2)
            throw new MetricsException("a cohort needs at least two members");
        foreach (var score in scores)
            if (double.IsNaN(score))
                throw new MetricsException("a score against the cohort is NaN");
        scores.Sort();
        var highest = scores[^Math.Min(top, scores.Length)..];
        double sum = 0, squares = 0;
        foreach (var score in highest)
            sum += score;
        var mean = sum / highest.Length;
        foreach (var score in highest)
            squares += (score - mean) * (score - mean);
        return new CohortMoments(mean, Math.Sqrt(squares / highest.Length));
    }

    /// <summary>½((s − μe)/σe + (s − μt)/σt).</summary>
    /// <param name="score">s, the trial's score.</param>
    /// <param name="enrol">μe and σe, of the enrolled side.</param>
    /// <param name="test">μt and σt, of the tested side.</param>
    public static double Normalise(double score, CohortMoments enrol, CohortMoments test) => 0.5 * ((score - enrol.Mean) / enrol.Std + (score - test.Mean) / test.Std);
}
