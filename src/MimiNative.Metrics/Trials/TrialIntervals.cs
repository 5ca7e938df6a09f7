namespace MimiNative.Metrics;

/// <summary>
/// Intervals over speakers, who are what another list would draw anew: speakers are drawn with replacement, a target trial counts as often as its speaker was drawn, a non-target trial as often as the product for its two.
/// (Trials of one speaker are no independent evidence: drawing trials instead would give intervals that are far too narrow.)
/// </summary>
internal sealed class TrialIntervals
{
    private const int Quantities = 9;
    private const int MeanSame = 0, MeanDifferent = 1, Gap = 2, Eer = 3, MinDcf01 = 4, MinDcf05 = 5, Cllr = 6, ActDcf01 = 7, ActDcf05 = 8;

    private readonly TrialSet _trials;
    private readonly List<Cell> _cells = [];

    /// <summary>The cell of each trial, from the highest score down; its complement for non-target trials.</summary>
    private readonly int[] _cellOf;

    private readonly double[] _sorted;

    /// <summary>Sums the trials up by who meets whom.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="scores">A score each, not NaN.</param>
    /// <param name="ratios">A log-likelihood-ratio each, or null.</param>
    public TrialIntervals(TrialSet trials, double[] scores, double[]? ratios)
    {
        _trials = trials;
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        _sorted = Array.ConvertAll(scores, s => -s);
        Array.Sort(_sorted, order);
        for (var i = 0; i < _sorted.Length; i++)
            _sorted[i] = -_sorted[i];
        _cellOf = new int[scores.Length];
        var index = new Dictionary<(int, int, bool), int>();
        double[] thresholds = [ScoreCalibration.Threshold(0.01), ScoreCalibration.Threshold(0.05)];
        for (var k = 0; k < order.Length; k++)
        {
            var i = order[k];
            var key = (Math.Min(trials.EnrolVoice[i], trials.TestVoice[i]), Math.Max(trials.EnrolVoice[i], trials.TestVoice[i]), trials.IsTarget[i]);
            if (!index.TryGetValue(key, out var cell))
            {
                index[key] = cell = _cells.Count;
                _cells.Add(new Cell(key.Item1, key.Item2, key.Item3));
            }
            _cellOf[k] = trials.IsTarget[i] ? cell : ~cell;
            _cells[cell].Add(scores[i], ratios is null ? double.NaN : ratios[i], thresholds);
        }
    }

    /// <summary>Draws, and puts the intervals around the values. Below two speakers there are none.</summary>
    public TrialEstimates Run(TrialEstimates values, UncertaintyOptions options, CancellationToken cancellation)
    {
        var replicates = _trials.Voices < 2 ? 0 : options.Replicates;
        var draws = Enumerable.Range(0, Quantities).Select(_ => new double[replicates]).ToArray();
        Parallel.For(0, replicates, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, () => (Drawn: new int[_trials.Voices], Weights: new double[_cells.Count], Values: new double[Quantities]), (r, _, work) =>
        {
            // Each draw has a sequence of its own, so that threads don't matter.
            var random = new SeededRandom(SplitMix64.Mix(options.Seed) ^ SplitMix64.Mix(~(ulong)r));
            Array.Clear(work.Drawn);
            for (var v = 0; v < work.Drawn.Length; v++)
                work.Drawn[random.NextInt(work.Drawn.Length)]++;
            for (var c = 0; c < work.Weights.Length; c++)
                work.Weights[c] = _cells[c].Weight(work.Drawn);
            Measure(work.Weights, work.Values);
            for (var q = 0; q < Quantities; q++)
                draws[q][r] = work.Values[q];
            return work;
        }, _ => { });
        // What isn't known of the trials has no interval, whatever their draws count.
        Estimate Of(Estimate value, int quantity) => double.IsNaN(value.Value) ? Estimate.None : Estimate.Of(value.Value, draws[quantity]);
        return new TrialEstimates(Of(values.MeanSame, MeanSame), Of(values.MeanDifferent, MeanDifferent), Of(values.Gap, Gap), Of(values.Eer, Eer), Of(values.MinDcf01, MinDcf01), Of(values.MinDcf05, MinDcf05),
            Of(values.Cllr, Cllr), Of(values.ActDcf01, ActDcf01), Of(values.ActDcf05, ActDcf05));
    }

    private void Measure(double[] weights, double[] values)
    {
        double same = 0, different = 0, sumSame = 0, sumDifferent = 0, costSame = 0, costDifferent = 0;
        Span<double> misses = [0, 0], alarms = [0, 0];
        for (var c = 0; c < weights.Length; c++)
        {
            var (cell, w) = (_cells[c], weights[c]);
            if (cell.IsTarget)
                (same, sumSame, costSame, misses[0], misses[1]) = (same + w * cell.Trials, sumSame + w * cell.Sum, costSame + w * cell.Cost, misses[0] + w * cell.Errors01, misses[1] + w * cell.Errors05);
            else
                (different, sumDifferent, costDifferent, alarms[0], alarms[1]) = (different + w * cell.Trials, sumDifferent + w * cell.Sum, costDifferent + w * cell.Cost, alarms[0] + w * cell.Errors01, alarms[1] + w * cell.Errors05);
        }
        (values[MeanSame], values[MeanDifferent]) = (sumSame / same, sumDifferent / different);
        values[Gap] = values[MeanSame] - values[MeanDifferent];
        values[Cllr] = (costSame / same + costDifferent / different) / (2 * Math.Log(2));
        values[ActDcf01] = (0.01 * misses[0] / same + 0.99 * alarms[0] / different) / 0.01;
        values[ActDcf05] = (0.05 * misses[1] / same + 0.95 * alarms[1] / different) / 0.05;
        (values[Eer], values[MinDcf01], values[MinDcf05]) = same > 0 && different > 0 ? Thresholds(weights, same, different) : (double.NaN, double.NaN, double.NaN);
    }

    private (double Eer, double MinDcf01, double MinDcf05) Thresholds(double[] weights, double same, double different)
    {
        var crossing = new CrossingFinder(same, different);
        var crossed = false;
        double accepted = 0, alarms = 0, cost01 = 0.01, cost05 = 0.05;
        for (var k = 0; k < _sorted.Length; k++)
        {
            var cell = _cellOf[k];
            var (s, d) = cell >= 0 ? (weights[cell], 0.0) : (0.0, weights[~cell]);
            crossed = crossed || crossing.Add(_sorted[k], s, d);
            (accepted, alarms) = (accepted + s, alarms + d);
            // Equal scores are one threshold.
            if (k + 1 < _sorted.Length && _sorted[k + 1] == _sorted[k])
                continue;
            var (missed, taken) = (1 - accepted / same, alarms / different);
            cost01 = Math.Min(cost01, 0.01 * missed + 0.99 * taken);
            cost05 = Math.Min(cost05, 0.05 * missed + 0.95 * taken);
        }
        if (!crossed)
            crossing.Finish();
        return (crossing.Eer, cost01 / 0.01, cost05 / 0.05);
    }

    /// <summary>All trials of one kind between two speakers.</summary>
    private sealed class Cell(int a, int b, bool isTarget)
    {
        public bool IsTarget => isTarget;

        public long Trials { get; private set; }

        public double Sum { get; private set; }

        public double Cost { get; private set; }

        public long Errors01 { get; private set; }

        public long Errors05 { get; private set; }

        public void Add(double score, double ratio, double[] thresholds)
        {
            Trials++;
            Sum += score;
            Cost += ScoreCalibration.SoftPlus(isTarget ? -ratio : ratio);
            Errors01 += ratio >= thresholds[0] == isTarget ? 0 : 1;
            Errors05 += ratio >= thresholds[1] == isTarget ? 0 : 1;
        }

        public double Weight(int[] drawn) => a == b ? drawn[a] : (double)drawn[a] * drawn[b];
    }
}
