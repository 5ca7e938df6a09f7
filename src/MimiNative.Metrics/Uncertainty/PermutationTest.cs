namespace MimiNative.Metrics;

/// <summary>
/// How good the headline metrics would be if the voices were labels without meaning. All pairs are listed once, from the highest cosine down;
/// each shuffle is then one walk over the list, whatever the number of channels.
/// </summary>
internal sealed class PermutationTest
{
    /// <summary>A shuffle that only repeats the observed labels may differ from them by rounding.</summary>
    private const double Rounding = 1e-12;

    private readonly SpaceLabels _labels;
    private readonly int[] _first;
    private readonly int[] _second;
    private readonly double[] _cosine;
    private readonly double[] _distance;
    private readonly bool[] _sameText;
    private readonly double _shift;
    private readonly double _sumAll;
    private readonly double _squaresAll;

    private PermutationTest(CosineSpace space, LabelShuffle shuffle)
    {
        _labels = shuffle.Labels;
        var pairs = shuffle.Rows.Length * (shuffle.Rows.Length - 1) / 2;
        var list = new PairList(new double[pairs], new (int, int)[pairs]);
        space.VisitPairs(shuffle.Rows, ref list);
        Array.Sort(list.Negated, list.Pairs);
        (_first, _second) = (Array.ConvertAll(list.Pairs, p => p.Item1), Array.ConvertAll(list.Pairs, p => p.Item2));
        _cosine = Array.ConvertAll(list.Negated, c => -c);
        _shift = pairs == 0 ? 0 : _cosine.Sum() / pairs;
        (_sumAll, _squaresAll) = (_cosine.Sum(c => c - _shift), _cosine.Sum(c => (c - _shift) * (c - _shift)));
        _distance = new double[pairs];
        _sameText = new bool[pairs];
        for (var p = 0; p < pairs; p++)
        {
            double a = space.Norms[shuffle.Rows[_first[p]]], b = space.Norms[shuffle.Rows[_second[p]]];
            _distance[p] = Math.Sqrt(Math.Max(0, a * a + b * b - 2 * a * b * _cosine[p]));
            _sameText[p] = _labels.Text is { } text && text[_first[p]] == text[_second[p]];
        }
    }

    /// <summary>p-value of each headline metric; NaN where it is undefined for the observed labels.</summary>
    public static double[] PValues(CosineSpace space, LabelShuffle shuffle, int permutations)
    {
        var result = new double[Headlines.Count];
        Array.Fill(result, double.NaN);
        if (permutations < 1 || shuffle.Rows.Length < 2)
            return result;
        var test = new PermutationTest(space, shuffle);
        var observed = test.Measure(shuffle.Labels.Voice);
        var asGood = new int[Headlines.Count];
        int[][] shuffles = [.. shuffle.Shuffles(permutations)];
        var measured = new double[permutations][];
        Workers.For(permutations, s => measured[s] = test.Measure(shuffles[s]));
        foreach (var values in measured)
        {
            for (var m = 0; m < values.Length; m++)
                if (Headlines.Goodness(m, values[m]) >= Headlines.Goodness(m, observed[m]) - Rounding * Math.Abs(observed[m]))
                    asGood[m]++;
        }
        for (var m = 0; m < result.Length; m++)
            if (double.IsFinite(observed[m]))
                result[m] = (1.0 + asGood[m]) / (1 + permutations);
        return result;
    }

    /// <summary>The headline metrics under the observed labels, by the way they are measured under shuffled ones.</summary>
    internal static double[] Measure(CosineSpace space, LabelShuffle shuffle) => new PermutationTest(space, shuffle).Measure(shuffle.Labels.Voice);

    /// <summary>The headline metrics under the given voices, which are a permutation of the observed ones.</summary>
    private double[] Measure(int[] voice)
    {
        var voices = _labels.VoiceCount;
        double samePairs = Sizes(voice).Sum(n => n * (n - 1) / 2), differentPairs = _cosine.Length - samePairs;
        double intra = 0, intraPairs = 0, inter = 0, interPairs = 0, apart = 0;
        double sumSame = 0, squaresSame = 0;
        var own = new double[voices];
        var squaredDistance = new double[voices * voices];
        var crossing = new CrossingFinder(samePairs, differentPairs);
        var crossed = samePairs == 0 || differentPairs == 0;
        for (var p = 0; p < _cosine.Length; p++)
        {
            int u = voice[_first[p]], v = voice[_second[p]];
            var offset = _cosine[p] - _shift;
            squaredDistance[u * voices + v] += _distance[p] * _distance[p];
            if (u == v)
            {
                sumSame += offset;
                squaresSame += offset * offset;
                own[u] += offset;
                apart += _distance[p];
                if (!_sameText[p])
                {
                    intra += offset;
                    intraPairs++;
                }
            }
            else if (_sameText[p])
            {
                inter += offset;
                interPairs++;
            }
            crossed = crossed || crossing.Add(_cosine[p], u == v ? 1 : 0, u == v ? 0 : 1);
        }
        if (!crossed)
            crossing.Finish();
        var values = new double[Headlines.Count];
        values[Headlines.AcousticsScore] = _labels.Text is null ? double.NaN : intra / intraPairs - inter / interPairs;
        values[Headlines.SeparabilityRatio] = apart > 0 ? BetweenCentroids(squaredDistance, Sizes(voice)) / (apart / samePairs) : double.NaN;
        values[Headlines.Consistency] = _shift + own.Zip(Sizes(voice)).Where(o => o.Second > 1).Select(o => o.First / (o.Second * (o.Second - 1) / 2)).DefaultIfEmpty(double.NaN).Average();
        values[Headlines.Eer] = crossing.Eer;
        values[Headlines.DPrime] = Headlines.DPrimeOf(samePairs, sumSame, squaresSame, differentPairs, _sumAll - sumSame, _squaresAll - squaresSame);
        return values;
    }

    /// <summary>|c_u − c_v|² is the mean squared distance between the clips of u and v less half of that inside u and inside v: no centroid is needed.</summary>
    private static double BetweenCentroids(double[] squaredDistance, double[] sizes)
    {
        var (voices, sum, pairs) = (sizes.Length, 0.0, 0);
        for (var u = 0; u < voices; u++)
            for (var v = u + 1; v < voices; v++)
            {
                var across = (squaredDistance[u * voices + v] + squaredDistance[v * voices + u]) / (sizes[u] * sizes[v]);
                var inside = squaredDistance[u * voices + u] / (sizes[u] * sizes[u]) + squaredDistance[v * voices + v] / (sizes[v] * sizes[v]);
                sum += Math.Sqrt(Math.Max(0, across - inside));
                pairs++;
            }
        return pairs == 0 ? double.NaN : sum / pairs;
    }

    private double[] Sizes(int[] voice)
    {
        var sizes = new double[_labels.VoiceCount];
        foreach (var v in voice)
            sizes[v]++;
        return sizes;
    }

    private struct PairList(double[] negated, (int, int)[] pairs) : IPairVisitor<float>, IPairVisitor<double>
    {
        private int _count;

        public readonly double[] Negated => negated;

        public readonly (int, int)[] Pairs => pairs;

        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                (negated[_count], pairs[_count++]) = (-dots[j], (row, firstColumn + j));
        }

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                (negated[_count], pairs[_count++]) = (-dots[j], (row, firstColumn + j));
        }
    }
}
