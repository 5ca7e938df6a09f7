using MathNet.Numerics.Distributions;

namespace MimiNative.Metrics;

/// <summary>A point of the detection error trade-off: at this threshold, accepting every score at or above it.</summary>
/// <param name="Threshold">The threshold; +∞ accepts nothing.</param>
/// <param name="FalsePositiveRate">Share of different-voice pairs accepted.</param>
/// <param name="FalseNegativeRate">Share of same-voice pairs rejected.</param>
public readonly record struct ErrorPoint(double Threshold, double FalsePositiveRate, double FalseNegativeRate);

/// <summary>
/// Same-voice and different-voice scores, counted at every distinct score from the highest down. Rates are those of scikit-learn's
/// <c>roc_curve</c>. With no same-voice or no different-voice score, everything is NaN.
/// </summary>
public sealed class ScoreDistribution
{
    private readonly double[] _scores;
    private readonly long[] _same;
    private readonly long[] _different;

    internal ScoreDistribution(double[] scores, long[] same, long[] different, bool isExact)
    {
        (_scores, _same, _different, IsExact) = (scores, same, different, isExact);
        SamePairs = same.Sum();
        DifferentPairs = different.Sum();
    }

    /// <summary>Distinct scores from the highest down.</summary>
    internal ReadOnlySpan<double> Scores => _scores;

    /// <summary>Same-voice pairs at each of them.</summary>
    internal ReadOnlySpan<long> SameAt => _same;

    /// <summary>Different-voice pairs at each of them.</summary>
    internal ReadOnlySpan<long> DifferentAt => _different;

    /// <summary>Number of same-voice (target) scores.</summary>
    public long SamePairs { get; }

    /// <summary>Number of different-voice (non-target) scores.</summary>
    public long DifferentPairs { get; }

    /// <summary>False where scores were counted in narrow bins; <see cref="EerBound"/> then says what that can have changed.</summary>
    public bool IsExact { get; }

    /// <summary>The scores of a trial list, in any order. Higher means more alike.</summary>
    /// <exception cref="MetricsException">A score is NaN.</exception>
    public static ScoreDistribution FromScores(ReadOnlySpan<double> same, ReadOnlySpan<double> different)
    {
        var (s, d) = (Descending(same), Descending(different));
        var steps = new List<(double Score, long Same, long Different)>(Math.Min(s.Length + d.Length, 1 << 20));
        for (int i = 0, j = 0; i < s.Length || j < d.Length;)
        {
            var score = i == s.Length ? d[j] : j == d.Length ? s[i] : Math.Max(s[i], d[j]);
            var (i0, j0) = (i, j);
            while (i < s.Length && s[i] == score)
                i++;
            while (j < d.Length && d[j] == score)
                j++;
            steps.Add((score, i - i0, j - j0));
        }
        return new ScoreDistribution([.. steps.Select(t => t.Score)], [.. steps.Select(t => t.Same)], [.. steps.Select(t => t.Different)], isExact: true);
    }

    /// <summary>The rate at which as many same-voice pairs are rejected as different-voice pairs are accepted, interpolated linearly between two scores.</summary>
    public double Eer => Crossing().Eer;

    /// <summary>The exact EER lies within ± this of <see cref="Eer"/>; 0 when exact.</summary>
    public double EerBound => IsExact ? 0 : Crossing().Bound;

    /// <summary>The score at which the EER is reached.</summary>
    public double EerThreshold => Crossing().Threshold;

    /// <summary>Area under the ROC: the chance that a same-voice score is above a different-voice score, ties counted half.</summary>
    public double Auc
    {
        get
        {
            double area = 0, above = 0;
            for (var i = 0; i < _scores.Length; i++)
            {
                area += _different[i] * (above + 0.5 * _same[i]);
                above += _same[i];
            }
            return area / ((double)SamePairs * DifferentPairs);
        }
    }

    /// <summary>min over thresholds of p·FNR + (1 − p)·FPR, over min(p, 1 − p): 1 is what rejecting (or accepting) everything costs. Both error costs are 1.</summary>
    /// <param name="prior">p, the chance that a trial is a same-voice one: above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prior is no such chance.</exception>
    public double MinDcf(double prior)
    {
        ScoreCalibration.RequirePrior(prior);
        if (SamePairs == 0 || DifferentPairs == 0)
            return double.NaN;
        var best = double.PositiveInfinity;
        foreach (var point in Points())
            best = Math.Min(best, prior * point.FalseNegativeRate + (1 - prior) * point.FalsePositiveRate);
        return best / Math.Min(prior, 1 - prior);
    }

    /// <summary>Up to <paramref name="maximum"/> points of the error curve, from accepting nothing to accepting everything, for plotting.</summary>
    public IReadOnlyList<ErrorPoint> Curve(int maximum = 200)
    {
        if (SamePairs == 0 || DifferentPairs == 0)
            return [];
        // Even steps along FPR + (1 − FNR), which rises by one per pair share, show both ends of the curve.
        var curve = new List<ErrorPoint>();
        var next = 0.0;
        foreach (var point in Points())
        {
            var along = point.FalsePositiveRate + 1 - point.FalseNegativeRate;
            if (along < next && along < 2)
                continue;
            curve.Add(point);
            next = along + 2.0 / Math.Max(1, maximum - 2);
        }
        return curve;
    }

    /// <summary>The threshold of lowest detection cost at a target prior (<see cref="MinDcf"/>), the highest of several, with its rates; NaN where there are not both kinds.</summary>
    /// <param name="prior">As there.</param>
    /// <exception cref="ArgumentOutOfRangeException">As there.</exception>
    public ErrorPoint AtMinDcf(double prior)
    {
        ScoreCalibration.RequirePrior(prior);
        var (best, cost) = (Undefined, double.PositiveInfinity);
        foreach (var point in SamePairs == 0 || DifferentPairs == 0 ? [] : Points())
            if (prior * point.FalseNegativeRate + (1 - prior) * point.FalsePositiveRate is var next && next < cost)
                (best, cost) = (point, next);
        return best;
    }

    /// <summary>
    /// The lowest threshold that accepts at most this share of different-voice pairs, with its rates. It is one of the scores, or +∞ where even the highest accepts too many: equal scores are accepted
    /// together or not at all. NaN where there are not both kinds.
    /// </summary>
    public ErrorPoint AtFalsePositiveRate(double most) => Last(point => point.FalsePositiveRate <= most);

    /// <summary>What a threshold does, which accepts the scores at or above it: the equal error rate itself may lie between the rates of any two. NaN where there are not both kinds, or the threshold is.</summary>
    public ErrorPoint At(double threshold) => Last(point => point.Threshold >= threshold) with { Threshold = threshold };

    /// <summary>
    /// The error curve for axes in normal deviates (a DET plot, Martin et al. 1997): points at least <paramref name="step"/> deviates apart from the next along both axes together, from the highest threshold down,
    /// and the ends. Rates of 0 and 1, which such axes can't show, count as half a pair.
    /// </summary>
    public IReadOnlyList<ErrorPoint> DetCurve(double step = 0.01)
    {
        if (SamePairs == 0 || DifferentPairs == 0)
            return [];
        var curve = new List<ErrorPoint>();
        var (lastX, lastY) = (double.PositiveInfinity, 0.0);
        var last = default(ErrorPoint);
        foreach (var point in Points())
        {
            var (x, y) = (Deviate(point.FalsePositiveRate, DifferentPairs), Deviate(point.FalseNegativeRate, SamePairs));
            last = point;
            if (Math.Abs(x - lastX) + Math.Abs(y - lastY) < step)
                continue;
            curve.Add(point);
            (lastX, lastY) = (x, y);
        }
        if (curve[^1] != last)
            curve.Add(last);
        return curve;
    }

    /// <summary>The standard normal quantile of a rate among so many pairs; half a pair from 0 and 1.</summary>
    public static double Deviate(double rate, long pairs) => Normal.InvCDF(0, 1, Math.Clamp(rate, 0.5 / pairs, 1 - 0.5 / pairs));

    private static ErrorPoint Undefined => new(double.NaN, double.NaN, double.NaN);

    private ErrorPoint Last(Func<ErrorPoint, bool> holds) => (SamePairs == 0 || DifferentPairs == 0 ? [] : Points().TakeWhile(holds)).LastOrDefault(Undefined);

    private IEnumerable<ErrorPoint> Points()
    {
        yield return new ErrorPoint(double.PositiveInfinity, 0, 1);
        long accepted = 0, falselyAccepted = 0;
        for (var i = 0; i < _scores.Length; i++)
        {
            accepted += _same[i];
            falselyAccepted += _different[i];
            yield return new ErrorPoint(_scores[i], (double)falselyAccepted / DifferentPairs, (double)(SamePairs - accepted) / SamePairs);
        }
    }

    private (double Eer, double Threshold, double Bound) Crossing()
    {
        if (SamePairs == 0 || DifferentPairs == 0)
            return (double.NaN, double.NaN, double.NaN);
        var before = default(ErrorPoint);
        foreach (var after in Points())
        {
            var gap = after.FalseNegativeRate - after.FalsePositiveRate;
            if (gap > 0)
            {
                before = after;
                continue;
            }
            var gapBefore = before.FalseNegativeRate - before.FalsePositiveRate;
            var share = gapBefore / (gapBefore - gap);
            var eer = before.FalsePositiveRate + share * (after.FalsePositiveRate - before.FalsePositiveRate);
            var threshold = double.IsInfinity(before.Threshold) ? after.Threshold : before.Threshold + share * (after.Threshold - before.Threshold);
            // Inside the crossing bin both rates move monotonically between their values at its edges.
            var low = Math.Max(before.FalsePositiveRate, after.FalseNegativeRate);
            var high = Math.Min(after.FalsePositiveRate, before.FalseNegativeRate);
            return (eer, threshold, Math.Max(high - eer, eer - low));
        }
        throw new InvalidOperationException("accepting everything rejects nothing, so the curves cross");
    }

    private static double[] Descending(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        foreach (var value in sorted)
            if (double.IsNaN(value))
                throw new MetricsException("a trial's score is NaN: leave the trial out or score it again");
        Array.Sort(sorted);
        Array.Reverse(sorted);
        return sorted;
    }
}
