namespace MimiNative.Metrics;

/// <summary>Percentile bootstrap over voices.</summary>
internal static class Bootstrap
{
    /// <summary>2.5th and 97.5th percentile of each headline metric; NaN where fewer than half of the replicates define it.</summary>
    public static (double Low, double High)[] Intervals(CosineSpace space, SpaceLabels labels, UncertaintyOptions options)
    {
        if (options.Replicates < 1 || labels.VoiceCount is 0 or > Uncertainty.MostVoices)
            return [.. Enumerable.Repeat((double.NaN, double.NaN), Headlines.Count)];
        var table = VoicePairTable.Build(space, labels, options.Seed);
        var random = new SeededRandom(options.Seed);
        var samples = Enumerable.Range(0, Headlines.Count).Select(_ => new double[options.Replicates]).ToArray();
        var drawn = new double[table.Voices];
        for (var r = 0; r < options.Replicates; r++)
        {
            Array.Clear(drawn);
            for (var v = 0; v < drawn.Length; v++)
                drawn[random.NextInt(drawn.Length)]++;
            var values = Replicate(table, drawn, labels.Text is not null);
            for (var m = 0; m < values.Length; m++)
                samples[m][r] = values[m];
        }
        return Array.ConvertAll(samples, Bounds);
    }

    /// <summary>The metrics of a data set in which voice v occurs <paramref name="drawn"/>[v] times.</summary>
    internal static double[] Replicate(VoicePairTable table, double[] drawn, bool textsKnown)
    {
        double intra = 0, intraPairs = 0, consistency = 0, consistentVoices = 0, distance = 0;
        double same = 0, sumSame = 0, squaresSame = 0, different = 0, sumDifferent = 0, squaresDifferent = 0;
        double inter = 0, interPairs = 0, between = 0, voicePairs = 0;
        for (var u = 0; u < table.Voices; u++)
        {
            if (drawn[u] == 0)
                continue;
            var own = u * table.Voices + u;
            same += drawn[u] * table.Pairs[own];
            sumSame += drawn[u] * table.Sum[own];
            squaresSame += drawn[u] * table.Squares[own];
            intra += drawn[u] * table.ContrastSum[own];
            intraPairs += drawn[u] * table.ContrastPairs[own];
            distance += drawn[u] * table.Distance[u];
            if (table.Pairs[own] > 0)
            {
                consistency += drawn[u] * (table.Sum[own] / table.Pairs[own]);
                consistentVoices += drawn[u];
            }
            for (var v = u + 1; v < table.Voices; v++)
            {
                var (weight, cell) = (drawn[u] * drawn[v], u * table.Voices + v);
                different += weight * table.Pairs[cell];
                sumDifferent += weight * table.Sum[cell];
                squaresDifferent += weight * table.Squares[cell];
                inter += weight * table.ContrastSum[cell];
                interPairs += weight * table.ContrastPairs[cell];
                between += weight * table.CentroidDistance[cell];
                voicePairs += weight;
            }
        }
        var values = new double[Headlines.Count];
        values[Headlines.AcousticsScore] = textsKnown ? intra / intraPairs - inter / interPairs : double.NaN;
        values[Headlines.SeparabilityRatio] = distance > 0 ? between / voicePairs / (distance / same) : double.NaN;
        values[Headlines.Consistency] = table.Shift + consistency / consistentVoices;
        values[Headlines.Eer] = Eer(table, drawn);
        values[Headlines.DPrime] = Headlines.DPrimeOf(same, sumSame, squaresSame, different, sumDifferent, squaresDifferent);
        return values;
    }

    private static double Eer(VoicePairTable table, double[] drawn)
    {
        double same = 0, different = 0;
        foreach (var (u, v) in table.ScoreVoices)
            if (u == v)
                same += drawn[u];
            else
                different += drawn[u] * drawn[v];
        if (same == 0 || different == 0)
            return double.NaN;
        var crossing = new CrossingFinder(same, different);
        for (var i = 0; i < table.Scores.Length; i++)
        {
            var (u, v) = table.ScoreVoices[i];
            if (u == v ? crossing.Add(table.Scores[i], drawn[u], 0) : crossing.Add(table.Scores[i], 0, drawn[u] * drawn[v]))
                return crossing.Eer;
        }
        crossing.Finish();
        return crossing.Eer;
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
