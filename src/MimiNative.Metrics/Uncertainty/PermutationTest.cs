using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MimiNative.Metrics;

/// <summary>
/// How good the headline metrics would be if the voices were labels without meaning. Cosines, distances and the ranks of all pairs are made once, whatever the number of channels; a shuffle then looks at the pairs of one voice only,
/// which are few: the rest of what it needs is known of all pairs together. Distances between voices are sums over rows, a vector at a time.
/// </summary>
internal sealed class PermutationTest
{
    /// <summary>A shuffle that only repeats the observed labels may differ from them by rounding.</summary>
    private const double Rounding = 1e-12;

    private readonly SpaceLabels _labels;
    private readonly int _rows;

    /// <summary>(rows, rows), above the diagonal: cosine less <see cref="_shift"/>, and its threshold: the number of higher ones that differ.</summary>
    private readonly double[] _cosine;
    private readonly int[] _threshold;

    /// <summary>(rows, rows), both halves: squared Euclidean distance.</summary>
    private readonly double[] _squaredDistance;

    /// <summary>Pairs at or above each threshold.</summary>
    private readonly int[] _accepted;

    private readonly int _pairs;
    private readonly double _shift;
    private readonly (double Sum, double Squares) _all;
    private readonly (double Sum, long Pairs) _sameText;

    private PermutationTest(CosineSpace space, LabelShuffle shuffle)
    {
        (_labels, _rows) = (shuffle.Labels, shuffle.Rows.Length);
        _pairs = _rows * (_rows - 1) / 2;
        (_cosine, _threshold, _squaredDistance) = (new double[_rows * _rows], new int[_rows * _rows], new double[_rows * _rows]);
        var list = new PairList(new double[_pairs], new int[_pairs], _rows);
        space.VisitPairs(shuffle.Rows, ref list);
        Array.Sort(list.Negated, list.Places);
        _shift = _pairs == 0 ? 0 : -list.Negated.Sum() / _pairs;
        var accepted = new List<int>();
        for (var p = 0; p < _pairs; p++)
        {
            var (at, cosine) = (list.Places[p], -list.Negated[p]);
            var (i, j) = (at / _rows, at % _rows);
            double a = space.Norms[shuffle.Rows[i]], b = space.Norms[shuffle.Rows[j]], offset = cosine - _shift;
            _cosine[at] = offset;
            _squaredDistance[at] = _squaredDistance[j * _rows + i] = Math.Max(0, a * a + b * b - 2 * a * b * cosine);
            _all = (_all.Sum + offset, _all.Squares + offset * offset);
            if (_labels.Text is { } text && text[i] == text[j])
                _sameText = (_sameText.Sum + offset, _sameText.Pairs + 1);
            if (p == 0 || list.Negated[p] != list.Negated[p - 1])
                accepted.Add(p);
            _threshold[at] = accepted.Count - 1;
            accepted[^1] = p + 1;
        }
        _accepted = [.. accepted];
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
    internal static double[] Measure(CosineSpace space, LabelShuffle shuffle) => Measure(space, shuffle, shuffle.Labels.Voice);

    /// <summary>The same under shuffled ones.</summary>
    internal static double[] Measure(CosineSpace space, LabelShuffle shuffle, int[] voice) => new PermutationTest(space, shuffle).Measure(voice);

    /// <summary>The headline metrics under the given voices, which are a permutation of the observed ones.</summary>
    private double[] Measure(int[] voice)
    {
        int[][] rowsOf = SpaceLabels.Groups(voice, _labels.VoiceCount);
        var samePairs = rowsOf.Sum(r => r.Length * (r.Length - 1) / 2);
        var thresholds = new int[samePairs];
        double intra = 0, sumSame = 0, squaresSame = 0, apart = 0, consistency = 0, sumBoth = 0;
        long intraPairs = 0, bothPairs = 0;
        int consistent = 0, next = 0;
        var inside = new double[rowsOf.Length];
        for (var v = 0; v < rowsOf.Length; v++)
        {
            var (rows, own) = (rowsOf[v], 0.0);
            for (var i = 0; i < rows.Length; i++)
                for (var j = i + 1; j < rows.Length; j++)
                {
                    var at = rows[i] * _rows + rows[j];
                    var offset = _cosine[at];
                    own += offset;
                    squaresSame += offset * offset;
                    apart += Math.Sqrt(_squaredDistance[at]);
                    inside[v] += _squaredDistance[at];
                    thresholds[next++] = _threshold[at];
                    if (_labels.Text is { } text && text[rows[i]] == text[rows[j]])
                        (sumBoth, bothPairs) = (sumBoth + offset, bothPairs + 1);
                    else
                        (intra, intraPairs) = (intra + offset, intraPairs + 1);
                }
            sumSame += own;
            inside[v] /= (double)rows.Length * rows.Length;
            if (rows.Length > 1)
                (consistency, consistent) = (consistency + own / (rows.Length * (rows.Length - 1) / 2), consistent + 1);
        }
        // Where no pair of two voices says one text, what is left of the sum is rounding.
        var inter = _sameText.Pairs == bothPairs ? double.NaN : (_sameText.Sum - sumBoth) / (_sameText.Pairs - bothPairs);
        var values = new double[Headlines.Count];
        values[Headlines.AcousticsScore] = _labels.Text is null ? double.NaN : intra / intraPairs - inter;
        values[Headlines.SeparabilityRatio] = apart > 0 ? BetweenCentroids(rowsOf, inside) / (apart / samePairs) : double.NaN;
        values[Headlines.Consistency] = _shift + consistency / consistent;
        values[Headlines.Eer] = Eer(thresholds);
        values[Headlines.DPrime] = Headlines.DPrimeOf(samePairs, sumSame, squaresSame, _pairs - samePairs, _all.Sum - sumSame, _all.Squares - squaresSame);
        return values;
    }

    /// <summary>The crossing lies at the first threshold where no more pairs of one voice are left out than others are taken in: it is found by halves, since one share falls and the other rises.</summary>
    private double Eer(ReadOnlySpan<int> thresholds)
    {
        double same = thresholds.Length, different = _pairs - thresholds.Length;
        if (same == 0 || different == 0)
            return double.NaN;
        var (low, high) = (0, _accepted.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var (s, d) = Accepted(middle, thresholds);
            (low, high) = (same - s) * different > d * same ? (middle + 1, high) : (low, middle);
        }
        var (before, here) = (Accepted(low - 1, thresholds), Accepted(low, thresholds));
        var crossing = new CrossingFinder(same, different, before.Same, before.Different);
        crossing.Add(low, here.Same - before.Same, here.Different - before.Different);
        crossing.Finish();
        return crossing.Eer;
    }

    /// <summary>Pairs of one voice, and others, at or above a threshold.</summary>
    private (int Same, int Different) Accepted(int threshold, ReadOnlySpan<int> same)
    {
        if (threshold < 0)
            return (0, 0);
        var (lanes, bound) = (Vector<int>.Zero, new Vector<int>(threshold));
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(same);
        foreach (var vector in vectors)
            lanes -= Vector.LessThanOrEqual(vector, bound);
        var count = Vector.Sum(lanes);
        foreach (var one in same[(vectors.Length * Vector<int>.Count)..])
            count += one <= threshold ? 1 : 0;
        return (count, _accepted[threshold] - count);
    }

    /// <summary>|c_u − c_v|² is the mean squared distance between the clips of u and v less half of that inside u and inside v (the sum over its pairs, over n²): no centroid is needed.</summary>
    private double BetweenCentroids(int[][] rowsOf, double[] inside)
    {
        var (distances, total, pairs) = (new double[_rows], 0.0, 0);
        for (var u = 0; u < rowsOf.Length; u++)
        {
            distances.AsSpan().Clear();
            foreach (var row in rowsOf[u])
                TensorPrimitives.Add(distances, _squaredDistance.AsSpan(row * _rows, _rows), distances);
            for (var v = u + 1; v < rowsOf.Length; v++, pairs++)
            {
                var across = 0.0;
                foreach (var row in rowsOf[v])
                    across += distances[row];
                total += Math.Sqrt(Math.Max(0, across / ((double)rowsOf[u].Length * rowsOf[v].Length) - (inside[u] + inside[v])));
            }
        }
        return pairs == 0 ? double.NaN : total / pairs;
    }

    private struct PairList(double[] negated, int[] places, int rows) : IPairVisitor<float>, IPairVisitor<double>
    {
        private int _count;

        public readonly double[] Negated => negated;

        public readonly int[] Places => places;

        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                (negated[_count], places[_count++]) = (-dots[j], row * rows + firstColumn + j);
        }

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                (negated[_count], places[_count++]) = (-dots[j], row * rows + firstColumn + j);
        }
    }
}
