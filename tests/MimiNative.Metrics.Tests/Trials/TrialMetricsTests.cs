namespace MimiNative.Metrics.Tests;

public sealed class TrialMetricsTests
{
    private static readonly UncertaintyOptions Few = new() { Replicates = 40, Seed = 7 };

    [Fact]
    public void The_gap_is_same_minus_different()
    {
        var found = TrialMetrics.Compute(Trials("AA AA AB"), [3, 2, 1], options: Few);
        Assert.Equal((2.5, 1.0, 1.5), (found.Estimates.MeanSame.Value, found.Estimates.MeanDifferent.Value, found.Estimates.Gap.Value));
    }

    [Theory]
    // Non-target scores 9 8 8 7 6 (and targets between them): equal scores are accepted together.
    [InlineData(0.0, 9.5, 0.0, 0.75)]
    [InlineData(0.19, 9.5, 0.0, 0.75)]
    [InlineData(0.2, 8.5, 0.2, 0.5)]
    [InlineData(0.4, 8.5, 0.2, 0.5)]
    [InlineData(0.6, 7.5, 0.6, 0.25)]
    [InlineData(1.0, 5.0, 1.0, 0.0)]
    public void The_threshold_of_a_false_accept_rate_never_accepts_more(double wanted, double threshold, double alarms, double misses)
    {
        var scores = ScoreDistribution.FromScores([9.5, 8.5, 7.5, 5], [9, 8, 8, 7, 6]);
        Assert.Equal(new ErrorPoint(threshold, alarms, misses), scores.AtFalsePositiveRate(wanted));
        if (threshold == 9.5)
            Assert.Equal(new ErrorPoint(double.PositiveInfinity, 0, 1), ScoreDistribution.FromScores([1, 2], [3, 3]).AtFalsePositiveRate(wanted));
    }

    [Theory]
    [InlineData(10, 0.0, 1.0)]
    [InlineData(9.5, 0.0, 0.75)]
    [InlineData(9.4, 0.0, 0.75)]
    [InlineData(8, 0.6, 0.5)]
    [InlineData(7.75, 0.6, 0.5)]
    [InlineData(-3, 1.0, 0.0)]
    public void A_threshold_accepts_the_scores_at_or_above_it(double threshold, double alarms, double misses)
    {
        Assert.Equal(new ErrorPoint(threshold, alarms, misses), ScoreDistribution.FromScores([9.5, 8.5, 7.5, 5], [9, 8, 8, 7, 6]).At(threshold));
        Assert.True(double.IsNaN(ScoreDistribution.FromScores([9.5], []).At(threshold).FalseNegativeRate));
    }

    [Fact]
    public void The_threshold_of_lowest_cost_is_where_the_cost_is_reached()
    {
        var scores = ScoreDistribution.FromScores([9.5, 8.5, 7.5, 5], [9, 8, 8, 7, 6]);
        foreach (var prior in (double[])[0.01, 0.05, 0.5, 0.9])
        {
            var at = scores.AtMinDcf(prior);
            Assert.Equal(scores.MinDcf(prior), (prior * at.FalseNegativeRate + (1 - prior) * at.FalsePositiveRate) / Math.Min(prior, 1 - prior), 1e-12);
        }
        Assert.Equal(9.5, scores.AtMinDcf(0.05).Threshold);
        Assert.True(double.IsNaN(ScoreDistribution.FromScores([1], []).AtMinDcf(0.5).Threshold));
    }

    [Fact]
    public void The_det_curve_has_both_ends_and_no_crowd()
    {
        var random = new SeededRandom(3);
        double[] Draw(int n, double mean) => [.. Enumerable.Range(0, n).Select(_ => mean + random.NextGaussian())];
        var scores = ScoreDistribution.FromScores(Draw(20_000, 2), Draw(30_000, 0));
        var curve = scores.DetCurve();
        Assert.Equal((0.0, 1.0), (curve[0].FalsePositiveRate, curve[0].FalseNegativeRate));
        Assert.Equal((1.0, 0.0), (curve[^1].FalsePositiveRate, curve[^1].FalseNegativeRate));
        Assert.InRange(curve.Count, 300, 1700);
        // Two normal distributions of one variance give the straight line x + y = −d′.
        var middle = curve.Where(p => p.FalsePositiveRate is > 0.02 and < 0.5 && p.FalseNegativeRate > 0.02).ToList();
        Assert.True(middle.Count > 50);
        Assert.All(middle, p => Assert.Equal(-2, ScoreDistribution.Deviate(p.FalsePositiveRate, 30_000) + ScoreDistribution.Deviate(p.FalseNegativeRate, 20_000), 0.06));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    public void Calibration_of_a_trial_never_saw_its_speakers_folds(int voices)
    {
        var (trials, scores) = Made(voices, 5, seed: 4);
        var folds = VoiceCalibration.Folds(voices);
        Assert.Equal(voices == 7 ? 7 : 5, folds);
        var before = VoiceCalibration.CrossValidated(trials, scores)!;
        // One trial's score moves: only the lines of trials that meet neither of its speakers' folds may move.
        for (var moved = 0; moved < trials.Count; moved += 17)
        {
            var other = (double[])scores.Clone();
            other[moved] += 1.5;
            var after = VoiceCalibration.CrossValidated(trials, other)!;
            int[] held = [trials.EnrolVoice[moved] % folds, trials.TestVoice[moved] % folds];
            for (var i = 0; i < trials.Count; i++)
            {
                var meets = held.Contains(trials.EnrolVoice[i] % folds) || held.Contains(trials.TestVoice[i] % folds);
                if (i != moved)
                    Assert.Equal(meets, before[i] == after[i]);
            }
        }
    }

    [Fact]
    public void Cross_validated_calibration_costs_more_than_in_sample_and_given_calibration_is_used_as_it_is()
    {
        var (trials, scores) = Made(12, 6, seed: 5);
        var found = TrialMetrics.Compute(trials, scores, options: Few);
        Assert.Equal(CalibrationSource.OtherSpeakers, found.CalibratedOn);
        Assert.True(found.InSample.CllrMin < found.InSample.Cllr && found.InSample.Cllr < found.Estimates.Cllr.Value);
        Assert.Null(found.Line);

        var (others, theirs) = Made(9, 6, seed: 6);
        var given = TrialMetrics.Compute(trials, scores, others.Distribution(theirs), Few);
        var fit = ScoreCalibration.Of(others.Distribution(theirs));
        Assert.Equal((CalibrationSource.Given, (fit.Scale, fit.Offset)), (given.CalibratedOn, given.Line));
        Assert.Equal(ScoreCalibration.CllrOf(trials.Distribution(scores), fit.Scale, fit.Offset), given.Estimates.Cllr.Value, 1e-12);
        Assert.Equal(ScoreCalibration.ActDcfOf(trials.Distribution(scores), 0.05, fit.Scale, fit.Offset), given.Estimates.ActDcf05.Value, 1e-12);
        Assert.NotEqual(given.InSample.Scale, fit.Scale);
    }

    [Fact]
    public void Where_no_line_fits_nothing_is_called_calibrated()
    {
        // The other speakers' trials are divided without error.
        var divided = TrialMetrics.Compute(Trials("AA BB CC DD AB AC BD CD"), [4, 5, 4, 5, 1, 2, 1, 2], options: Few);
        Assert.Equal(CalibrationSource.None, divided.CalibratedOn);
        Assert.All((Estimate[])[divided.Estimates.Cllr, divided.Estimates.ActDcf01, divided.Estimates.ActDcf05], e => Assert.Equal(Estimate.None, e));
        var found = TrialMetrics.Compute(Trials("AA BB"), [1, 2], options: Few);
        Assert.Equal((CalibrationSource.None, 1.5), (found.CalibratedOn, found.Estimates.MeanSame.Value));
        Assert.True(double.IsNaN(found.Estimates.Eer.Value) && double.IsNaN(found.Estimates.Gap.Value) && double.IsNaN(found.Estimates.Cllr.Value) && double.IsNaN(found.Estimates.Eer.High));
    }

    [Fact]
    public void Intervals_are_those_of_trials_repeated_as_often_as_their_speakers_were_drawn()
    {
        var (trials, scores) = Made(6, 4, seed: 8);
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Math.Round(scores[i], 1); // ties
        var ratios = VoiceCalibration.CrossValidated(trials, scores)!;
        var draws = new List<double>[9];
        for (var q = 0; q < 9; q++)
            draws[q] = [];
        for (var r = 0; r < Few.Replicates; r++)
        {
            var random = new SeededRandom(SplitMix64.Mix(Few.Seed) ^ SplitMix64.Mix(~(ulong)r));
            var drawn = new int[6];
            for (var v = 0; v < 6; v++)
                drawn[random.NextInt(6)]++;
            int[] rows = [.. Enumerable.Range(0, trials.Count).SelectMany(i => Enumerable.Repeat(i, trials.IsTarget[i] ? drawn[trials.EnrolVoice[i]] : drawn[trials.EnrolVoice[i]] * drawn[trials.TestVoice[i]]))];
            ScoreDistribution Of(double[] values) => ScoreDistribution.FromScores([.. rows.Where(i => trials.IsTarget[i]).Select(i => values[i])], [.. rows.Where(i => !trials.IsTarget[i]).Select(i => values[i])]);
            var (plain, calibrated) = (VerificationMetrics.FromScores([.. rows.Where(i => trials.IsTarget[i]).Select(i => scores[i])], [.. rows.Where(i => !trials.IsTarget[i]).Select(i => scores[i])]), Of(ratios));
            double[] values = [plain.MeanSame, plain.MeanDifferent, plain.MeanSame - plain.MeanDifferent, plain.Eer, plain.MinDcf01, plain.MinDcf05,
                ScoreCalibration.CllrOf(calibrated), ScoreCalibration.ActDcfOf(calibrated, 0.01), ScoreCalibration.ActDcfOf(calibrated, 0.05)];
            for (var q = 0; q < 9; q++)
                draws[q].Add(values[q]);
        }
        var found = TrialMetrics.Compute(trials, scores, options: Few).Estimates;
        Estimate[] estimates = [found.MeanSame, found.MeanDifferent, found.Gap, found.Eer, found.MinDcf01, found.MinDcf05, found.Cllr, found.ActDcf01, found.ActDcf05];
        for (var q = 0; q < 9; q++)
        {
            var finite = draws[q].Where(double.IsFinite).Order().ToList();
            double At(double share) => finite[(int)(share * (finite.Count - 1))] + (share * (finite.Count - 1) - (int)(share * (finite.Count - 1))) * (finite[Math.Min((int)(share * (finite.Count - 1)) + 1, finite.Count - 1)] - finite[(int)(share * (finite.Count - 1))]);
            Assert.Equal(At(0.025), estimates[q].Low, 1e-9);
            Assert.Equal(At(0.975), estimates[q].High, 1e-9);
        }
    }

    [Fact]
    public void More_trials_of_the_same_speakers_make_nothing_surer()
    {
        var (trials, scores) = Made(10, 4, seed: 9);
        var once = TrialMetrics.Compute(trials, scores, options: Few).Estimates;
        int[] twice = [.. Enumerable.Range(0, 2 * trials.Count).Select(i => i / 2)];
        var repeated = new TrialSet([.. twice.Select(i => trials.IsTarget[i])], [.. twice.Select(i => trials.EnrolVoice[i])], [.. twice.Select(i => trials.TestVoice[i])], trials.Voices);
        var found = TrialMetrics.Compute(repeated, [.. twice.Select(i => scores[i])], options: Few).Estimates;
        Assert.Equal(once.Eer.Low, found.Eer.Low, 1e-9);
        Assert.Equal(once.Gap.High, found.Gap.High, 1e-9);
        Assert.True(once.Gap.Low < once.Gap.Value && once.Gap.Value < once.Gap.High);
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        Assert.Throws<MetricsException>(() => TrialMetrics.Compute(Trials("AA AB"), [1, double.NaN]));
        Assert.Throws<MetricsException>(() => TrialMetrics.Compute(Trials("AA AB"), [1]));
        Assert.Throws<MetricsException>(() => new TrialSet([true], [0], [1], 2));
        Assert.Throws<MetricsException>(() => new TrialSet([true], [0, 0], [0], 1));
        var none = TrialMetrics.Compute(Trials(""), []);
        Assert.True(double.IsNaN(none.Estimates.Eer.Value) && none.CalibratedOn == CalibrationSource.None);
    }

    /// <summary>Trials by the letters of their speakers.</summary>
    private static TrialSet Trials(string text)
    {
        var pairs = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TrialSet([.. pairs.Select(p => p[0] == p[1])], [.. pairs.Select(p => p[0] - 'A')], [.. pairs.Select(p => p[1] - 'A')], 8);
    }

    /// <summary>All pairs of some clips of each speaker; speakers differ in how alike their clips are.</summary>
    private static (TrialSet Trials, double[] Scores) Made(int voices, int clips, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] bias = [.. Enumerable.Range(0, voices).Select(_ => random.NextGaussian())];
        var (target, enrol, test, scores) = (new List<bool>(), new List<int>(), new List<int>(), new List<double>());
        for (var i = 0; i < voices * clips; i++)
            for (var j = i + 1; j < voices * clips; j++)
            {
                var (a, b) = (i / clips, j / clips);
                target.Add(a == b);
                enrol.Add(a);
                test.Add(b);
                scores.Add((a == b ? 1.5 : 0) + 0.5 * (bias[a] + bias[b]) + random.NextGaussian());
            }
        return (new TrialSet([.. target], [.. enrol], [.. test], voices), [.. scores]);
    }
}
