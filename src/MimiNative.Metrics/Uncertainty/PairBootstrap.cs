namespace MimiNative.Metrics;

/// <summary>
/// Equal error rates over <see cref="ClipPairs"/> with intervals: a percentile bootstrap over voices, whose draws are the same for everything that is measured on these pairs.
/// So two measurements on the same clips are compared draw by draw, and what the voices have in common falls out of their difference.
/// </summary>
public sealed class PairBootstrap
{
    private readonly ClipPairs _pairs;
    private readonly double[][] _drawn;
    private readonly double[] _same;
    private readonly double[] _different;

    /// <summary>Draws the voices.</summary>
    /// <param name="pairs">What is to be scored.</param>
    /// <param name="options">Replicates and seed; defaults: 1000, 1. Above <see cref="Uncertainty.MostVoices"/> voices, as elsewhere, there are no intervals.</param>
    public PairBootstrap(ClipPairs pairs, UncertaintyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        options ??= new UncertaintyOptions();
        _pairs = pairs;
        var random = new SeededRandom(options.Seed);
        _drawn = new double[pairs.Voices is 0 or > Uncertainty.MostVoices ? 0 : options.Replicates][];
        for (var r = 0; r < _drawn.Length; r++)
        {
            _drawn[r] = new double[pairs.Voices];
            for (var v = 0; v < pairs.Voices; v++)
                _drawn[r][random.NextInt(pairs.Voices)]++;
        }

        (_same, _different) = (Array.ConvertAll(_drawn, d => Total(d, 0, pairs.SamePairs)), Array.ConvertAll(_drawn, d => Total(d, pairs.SamePairs, pairs.Enrol.Length)));
    }

    /// <summary>The equal error rate of scores, and what it is in every draw.</summary>
    /// <exception cref="ArgumentException">The scores are of other pairs.</exception>
    public ResampledEer Eer(PairScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Pairs != _pairs)
            throw new ArgumentException("these scores are of other pairs", nameof(scores));
        var once = new double[_pairs.Voices];
        Array.Fill(once, 1);
        return new ResampledEer(Crossing(scores, once, _pairs.SamePairs, _pairs.DifferentPairs), [.. _drawn.Select((d, r) => Crossing(scores, d, _same[r], _different[r]))]);
    }

    // Two draws of one voice are not paired with each other: a same-voice pair counts once per draw of its voice.
    private double Weight(double[] draw, int pair) => pair < _pairs.SamePairs ? draw[_pairs.EnrolVoice[pair]] : draw[_pairs.EnrolVoice[pair]] * draw[_pairs.TestVoice[pair]];

    private double Total(double[] draw, int from, int to)
    {
        var total = 0.0;
        for (var p = from; p < to; p++)
            total += Weight(draw, p);
        return total;
    }

    private double Crossing(PairScores scores, double[] draw, double same, double different)
    {
        if (same == 0 || different == 0)
            return double.NaN;
        var crossing = new CrossingFinder(same, different);
        for (var i = 0; i < scores.Sorted.Length; i++)
        {
            var weight = Weight(draw, scores.Order[i]);
            if (scores.Order[i] < _pairs.SamePairs ? crossing.Add(scores.Sorted[i], weight, 0) : crossing.Add(scores.Sorted[i], 0, weight))
                return crossing.Eer;
        }

        crossing.Finish();
        return crossing.Eer;
    }
}
