namespace MimiNative.Metrics;

/// <summary>
/// Equal error rates over <see cref="ClipPairs"/> with intervals: a percentile bootstrap over voices, whose draws are the same for everything that is measured on these pairs.
/// So two measurements on the same clips are compared draw by draw, and what the voices have in common falls out of their difference.
/// </summary>
public sealed class PairBootstrap
{
    private readonly ClipPairs _pairs;
    private readonly int[] _testVoice;
    private readonly int[][] _drawn;

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
        _drawn = new int[pairs.Voices is 0 or > Uncertainty.MostVoices ? 0 : options.Replicates][];
        for (var r = 0; r < _drawn.Length; r++)
            _drawn[r] = Bootstrap.Draw(pairs.Voices, random);
    }

    /// <summary>The equal error rate of scores, and what it is in every draw.</summary>
    /// <exception cref="ArgumentException">The scores are of other pairs.</exception>
    public ResampledEer Eer(PairScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Pairs != _pairs)
            throw new ArgumentException("these scores are of other pairs", nameof(scores));
        var crossings = new ResampledCrossings(scores.Sorted, Array.ConvertAll(scores.Order, p => _pairs.EnrolVoice[p]), Array.ConvertAll(scores.Order, p => _testVoice[p]), _pairs.Voices);
        var once = new int[_pairs.Voices];
        Array.Fill(once, 1);
        return new ResampledEer(crossings.Eer([once])[0], crossings.Eer(_drawn));
    }
}
