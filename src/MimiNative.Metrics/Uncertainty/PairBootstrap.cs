namespace MimiNative.Metrics;

/// <summary>
/// Equal error rates over <see cref="ClipPairs"/> with intervals: a percentile bootstrap over voices, whose draws are the same for everything that is measured on these pairs.
/// So two measurements on the same clips are compared draw by draw, and what the voices have in common falls out of their difference.
/// </summary>
public sealed class PairBootstrap
{
    private readonly ClipPairs _pairs;
    private readonly int[] _testVoice;
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
        // Two draws of one voice are not paired with each other: a same-voice pair counts once per draw of its voice. Its other side is a voice beyond the last that is in every draw once.
        _testVoice = [.. pairs.TestVoice.Select((v, p) => p < pairs.SamePairs ? pairs.Voices : v)];
        var random = new SeededRandom(options.Seed);
        _drawn = new double[pairs.Voices is 0 or > Uncertainty.MostVoices ? 0 : options.Replicates][];
        for (var r = 0; r < _drawn.Length; r++)
        {
            _drawn[r] = new double[pairs.Voices + 1];
            _drawn[r][pairs.Voices] = 1;
            for (var v = 0; v < pairs.Voices; v++)
                _drawn[r][random.NextInt(pairs.Voices)]++;
        }

        var counts = pairs.EnrolVoice.Zip(_testVoice).GroupBy(p => p).Select(g => (Enrol: g.Key.First, Test: g.Key.Second, Count: (double)g.Count())).ToList();
        _same = Array.ConvertAll(_drawn, d => counts.Where(c => c.Test == pairs.Voices).Sum(c => c.Count * d[c.Enrol]));
        _different = Array.ConvertAll(_drawn, d => counts.Where(c => c.Test != pairs.Voices).Sum(c => c.Count * d[c.Enrol] * d[c.Test]));
    }

    /// <summary>The equal error rate of scores, and what it is in every draw.</summary>
    /// <exception cref="ArgumentException">The scores are of other pairs.</exception>
    public ResampledEer Eer(PairScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Pairs != _pairs)
            throw new ArgumentException("these scores are of other pairs", nameof(scores));
        var once = new double[_pairs.Voices + 1];
        Array.Fill(once, 1);
        var enrol = Array.ConvertAll(scores.Order, p => _pairs.EnrolVoice[p]);
        var test = Array.ConvertAll(scores.Order, p => _testVoice[p]);
        return new ResampledEer(Crossing(once, _pairs.SamePairs, _pairs.DifferentPairs), [.. _drawn.Select((d, r) => Crossing(d, _same[r], _different[r]))]);

        double Crossing(double[] draw, double same, double different)
        {
            if (same == 0 || different == 0)
                return double.NaN;
            var crossing = new CrossingFinder(same, different);
            for (var i = 0; i < enrol.Length; i++)
            {
                var weight = draw[enrol[i]] * draw[test[i]];
                if (test[i] == _pairs.Voices ? crossing.Add(scores.Sorted[i], weight, 0) : crossing.Add(scores.Sorted[i], 0, weight))
                    return crossing.Eer;
            }

            crossing.Finish();
            return crossing.Eer;
        }
    }
}
