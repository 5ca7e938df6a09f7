namespace MimiNative.Metrics;

/// <summary>
/// How good scores are as evidence, not only as an order: the cost of the log-likelihood-ratio, Cllr (Brümmer &amp; du Preez 2006), at a prior of ½, in bits; 0 is perfect, 1 says nothing.
/// Calibration is fitted on the scores it is measured on. NaN without pairs of both kinds.
/// </summary>
public sealed record ScoreCalibration
{
    private const int MostSteps = 200;

    /// <summary>a of the log-likelihood-ratio a·score + b of lowest Cllr, at least 0; +∞ where a threshold divides the scores without error, so that no finite one is best.</summary>
    public required double Scale { get; init; }

    /// <summary>b of the same; NaN where the scale is not finite.</summary>
    public required double Offset { get; init; }

    /// <summary>Cllr of the calibrated scores.</summary>
    public required double Cllr { get; init; }

    /// <summary>Lowest Cllr that any rising function of the scores reaches (pool adjacent violators).</summary>
    public required double CllrMin { get; init; }

    /// <summary>Normalised detection cost at the prior 0.01 where calibrated scores are compared with Bayes' threshold for it.</summary>
    public required double ActDcf01 { get; init; }

    /// <summary>The same at 0.05.</summary>
    public required double ActDcf05 { get; init; }

    /// <summary>Fits and measures.</summary>
    public static ScoreCalibration Of(ScoreDistribution scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.SamePairs == 0 || scores.DifferentPairs == 0)
            return new() { Scale = double.NaN, Offset = double.NaN, Cllr = double.NaN, CllrMin = double.NaN, ActDcf01 = double.NaN, ActDcf05 = double.NaN };
        var lowest = Lowest(scores);
        // Where no cost is left some threshold makes no error, and the best scale has no end.
        if (lowest == 0)
            return new() { Scale = double.PositiveInfinity, Offset = double.NaN, Cllr = 0, CllrMin = 0, ActDcf01 = 0, ActDcf05 = 0 };
        var (scale, offset) = Fit(scores);
        return new ScoreCalibration
        {
            Scale = scale, Offset = offset, Cllr = CllrOf(scores, scale, offset), CllrMin = lowest,
            ActDcf01 = ActDcfOf(scores, 0.01, scale, offset), ActDcf05 = ActDcfOf(scores, 0.05, scale, offset),
        };
    }

    /// <summary>Cllr of scores that are taken as log-likelihood-ratios (natural) after scale·score + offset.</summary>
    public static double CllrOf(ScoreDistribution scores, double scale = 1, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(scores);
        double same = 0, different = 0;
        for (var i = 0; i < scores.Scores.Length; i++)
        {
            var ratio = scale * scores.Scores[i] + offset;
            same += scores.SameAt[i] == 0 ? 0 : scores.SameAt[i] * SoftPlus(-ratio);
            different += scores.DifferentAt[i] == 0 ? 0 : scores.DifferentAt[i] * SoftPlus(ratio);
        }
        return (same / scores.SamePairs + different / scores.DifferentPairs) / (2 * Math.Log(2));
    }

    /// <summary>Normalised detection cost at a target prior of scores that are taken as log-likelihood-ratios (natural) after scale·score + offset and compared with Bayes' threshold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prior isn't above 0 and below 1.</exception>
    public static double ActDcfOf(ScoreDistribution scores, double prior, double scale = 1, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var threshold = Threshold(prior);
        long accepted = 0, falselyAccepted = 0;
        for (var i = 0; i < scores.Scores.Length && scale * scores.Scores[i] + offset >= threshold; i++)
            (accepted, falselyAccepted) = (accepted + scores.SameAt[i], falselyAccepted + scores.DifferentAt[i]);
        var cost = prior * (scores.SamePairs - accepted) / scores.SamePairs + (1 - prior) * falselyAccepted / scores.DifferentPairs;
        return cost / Math.Min(prior, 1 - prior);
    }

    /// <summary>Bayes' threshold for log-likelihood-ratios at a target prior: log((1 − prior)/prior).</summary>
    /// <param name="prior">The chance that a trial is a same-voice one: above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prior is no such chance.</exception>
    public static double Threshold(double prior)
    {
        RequirePrior(prior);
        return Math.Log((1 - prior) / prior);
    }

    internal static void RequirePrior(double prior)
    {
        if (!(prior > 0 && prior < 1))
            throw new ArgumentOutOfRangeException(nameof(prior), prior, "a prior is a chance above 0 and below 1");
    }

    /// <summary>Newton's method with halved steps; the cost is convex. Scores are shifted and scaled first, so that both unknowns are of one size.</summary>
    private static (double Scale, double Offset) Fit(ScoreDistribution scores)
    {
        var (high, low) = (scores.Scores[0], scores.Scores[^1]);
        if (!(high > low))
            return (0, 0);
        var (middle, half) = ((high + low) / 2, (high - low) / 2);
        double a = 0, b = 0;
        var cost = CllrOf(scores, 0, 0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (ga, gb, haa, hab, hbb) = Slopes(scores, a, b, middle, half);
            var determinant = haa * hbb - hab * hab;
            if (!(determinant > 0))
                break;
            var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
            var share = 1.0;
            // Close to the minimum a full step is right, and rounding hides whether the cost falls.
            if (ga * da + gb * db > 1e-9 * cost)
            {
                double next;
                while ((next = CllrOf(scores, (a - share * da) / half, b - share * db - (a - share * da) * middle / half)) > cost && share > 1e-10)
                    share /= 2;
                cost = Math.Min(cost, next);
            }
            (a, b) = (a - share * da, b - share * db);
            if (Math.Abs(share * da) <= 1e-13 * Math.Max(1, Math.Abs(a)) && Math.Abs(share * db) <= 1e-13 * Math.Max(1, Math.Abs(b)))
                break;
        }
        // Evidence is not read upside down: where a higher score speaks for different voices, nothing is said.
        return a > 0 ? (a / half, b - a * middle / half) : (0, 0);
    }

    private static (double Ga, double Gb, double Haa, double Hab, double Hbb) Slopes(ScoreDistribution scores, double a, double b, double middle, double half)
    {
        double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
        for (var i = 0; i < scores.Scores.Length; i++)
        {
            var x = (scores.Scores[i] - middle) / half;
            var p = 1 / (1 + Math.Exp(-(a * x + b)));
            var (same, different) = ((double)scores.SameAt[i] / scores.SamePairs, (double)scores.DifferentAt[i] / scores.DifferentPairs);
            var slope = different * p - same * (1 - p);
            var bend = (same + different) * p * (1 - p);
            (ga, gb) = (ga + slope * x, gb + slope);
            (haa, hab, hbb) = (haa + bend * x * x, hab + bend * x, hbb + bend);
        }
        return (ga, gb, haa, hab, hbb);
    }

    /// <summary>Blocks of scores, from the lowest up, are joined while the share of same-voice pairs does not rise; each block's own ratio is then the best.</summary>
    private static double Lowest(ScoreDistribution scores)
    {
        var blocks = new List<(long Same, long Different)>();
        for (var i = scores.Scores.Length - 1; i >= 0; i--)
        {
            (long Same, long Different) block = (scores.SameAt[i], scores.DifferentAt[i]);
            while (blocks.Count > 0 && (Int128)blocks[^1].Same * (block.Same + block.Different) >= (Int128)block.Same * (blocks[^1].Same + blocks[^1].Different))
            {
                block = (block.Same + blocks[^1].Same, block.Different + blocks[^1].Different);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        var cost = 0.0;
        foreach (var (s, d) in blocks)
            if (s > 0 && d > 0)
            {
                var (same, different) = ((double)s / scores.SamePairs, (double)d / scores.DifferentPairs);
                cost += same * Math.Log2(1 + different / same) + different * Math.Log2(1 + same / different);
            }
        return cost / 2;
    }

    /// <summary>log(1 + eˣ).</summary>
    internal static double SoftPlus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
