namespace MimiNative.Metrics;

/// <summary>Percentile bootstrap over voices.</summary>
internal static class Bootstrap
{
    private const int DrawsAtOnce = 16;

    /// <summary>[metric][replicate]: each headline metric in every draw of voices; no replicates without a table.</summary>
    public static double[][] Draws(VoicePairTable? table, UncertaintyOptions options)
    {
        if (table is null)
            return [.. Enumerable.Repeat(Array.Empty<double>(), Headlines.Count)];
        var random = new SeededRandom(options.Seed);
        var drawn = new int[options.Replicates][];
        for (var r = 0; r < drawn.Length; r++)
            drawn[r] = Draw(table.Voices, random);
        var values = Replicates(table, drawn);
        return [.. Enumerable.Range(0, Headlines.Count).Select(m => Array.ConvertAll(values, v => v[m]))];
    }

    /// <summary>How often each voice is drawn, when as many are drawn as there are.</summary>
    internal static int[] Draw(int voices, SeededRandom random)
    {
        var drawn = new int[voices];
        for (var v = 0; v < voices; v++)
            drawn[random.NextInt(voices)]++;
        return drawn;
    }

    /// <summary>The metrics of data sets in which voice v occurs <paramref name="drawn"/>[·][v] times.</summary>
    internal static double[][] Replicates(VoicePairTable table, int[][] drawn)
    {
        var eer = new ResampledCrossings(table.Scores, Array.ConvertAll(table.ScoreVoices, v => v.U), Array.ConvertAll(table.ScoreVoices, v => v.U == v.V ? table.Voices : v.V), table.Voices).Eer(drawn);
        var result = new double[drawn.Length][];
        // Several draws share each row of the table while it is near.
        Workers.Ranges(drawn.Length, DrawsAtOnce, (first, end) =>
        {
            var sums = Enumerable.Range(first, end - first).Select(r => new Replicate(table, drawn[r])).ToArray();
            for (var u = 0; u < table.Voices; u++)
                foreach (var sum in sums)
                    sum.Add(u);
            for (var r = first; r < end; r++)
                result[r] = sums[r - first].Values(eer[r]);
        });
        return result;
    }

    /// <summary>Sums over the pairs of voices of one draw.</summary>
    private sealed class Replicate(VoicePairTable table, int[] drawn)
    {
        private readonly double[] _drawn = Array.ConvertAll(drawn, d => (double)d);
        private double _intra, _intraPairs, _inter, _interPairs, _consistency, _consistentVoices, _distance;
        private double _same, _sumSame, _squaresSame, _different, _sumDifferent, _squaresDifferent;
        private double _between, _voicePairs;

        /// <summary>The pairs of voice u with itself and with those after it.</summary>
        public void Add(int u)
        {
            var weight = _drawn[u];
            if (weight == 0)
                return;
            var pairs = table.Clips[u] * (table.Clips[u] - 1) / 2;
            var others = _drawn.AsSpan(u + 1);
            _same += weight * pairs;
            _sumSame += weight * table.Sum[u][0];
            _squaresSame += weight * table.Squares[u][0];
            _distance += weight * table.Distance[u];
            if (pairs > 0)
            {
                _consistency += weight * (table.Sum[u][0] / pairs);
                _consistentVoices += weight;
            }
            _different += weight * table.Clips[u] * FixedOrder.Dot(others, table.Clips.AsSpan(u + 1));
            _sumDifferent += weight * FixedOrder.Dot(others, table.Sum[u].AsSpan(1));
            _squaresDifferent += weight * FixedOrder.Dot(others, table.Squares[u].AsSpan(1));
            _between += weight * FixedOrder.Dot(others, table.CentroidDistance[u].AsSpan(1));
            foreach (var other in others)
                _voicePairs += weight * other;
            if (!table.TextsKnown)
                return;
            _intra += weight * table.ContrastSum[u][0];
            _intraPairs += weight * table.ContrastPairs[u][0];
            _inter += weight * FixedOrder.Dot(others, table.ContrastSum[u].AsSpan(1));
            _interPairs += weight * FixedOrder.Dot(others, table.ContrastPairs[u].AsSpan(1));
        }

        public double[] Values(double eer)
        {
            var values = new double[Headlines.Count];
            values[Headlines.AcousticsScore] = table.TextsKnown ? _intra / _intraPairs - _inter / _interPairs : double.NaN;
            values[Headlines.SeparabilityRatio] = _distance > 0 ? _between / _voicePairs / (_distance / _same) : double.NaN;
            values[Headlines.Consistency] = table.Shift + _consistency / _consistentVoices;
            values[Headlines.Eer] = eer;
            values[Headlines.DPrime] = Headlines.DPrimeOf(_same, _sumSame, _squaresSame, _different, _sumDifferent, _squaresDifferent);
            return values;
        }
    }

    /// <summary>The 2.5th and 97.5th percentile of what a value was in each draw; NaN where fewer than half of the draws define it.</summary>
    internal static (double Low, double High) Bounds(IReadOnlyCollection<double> draws)
    {
        List<double> finite = [.. draws.Where(double.IsFinite)];
        if (finite.Count == 0 || 2 * finite.Count < draws.Count)
            return (double.NaN, double.NaN);
        finite.Sort();
        return (Percentile(finite, 0.025), Percentile(finite, 0.975));
    }

    /// <summary>Linear between order statistics, as numpy's default.</summary>
    internal static double Percentile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]);
    }
}
