namespace MimiNative.Metrics;

/// <summary>
/// Calibration that has not met the speakers it is used on. From ten speakers on, a speaker's fold is its index modulo 5; with fewer, every speaker is a fold of its own. The score of a trial becomes a log-likelihood-ratio
/// by the line (<see cref="ScoreCalibration"/>) fitted on all trials in which neither side is of the folds of its two speakers.
/// </summary>
internal static class VoiceCalibration
{
    private const int MostFolds = 5;

    /// <summary>A log-likelihood-ratio for each trial; null where the other folds' trials fit no line: they lack one kind, or a threshold divides them without error, so that no finite scale is best.</summary>
    public static double[]? CrossValidated(TrialSet trials, double[] scores, CancellationToken cancellation = default)
    {
        var folds = Folds(trials.Voices);
        var (enrol, test) = (Array.ConvertAll(trials.EnrolVoice, v => v % folds), Array.ConvertAll(trials.TestVoice, v => v % folds));
        int Cell(int i) => Math.Min(enrol[i], test[i]) * folds + Math.Max(enrol[i], test[i]);
        var needed = Enumerable.Range(0, trials.Count).Select(Cell).Distinct().Order().ToArray();
        var lines = new (double Scale, double Offset)[folds * folds];
        Parallel.ForEach(needed, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, cell =>
        {
            var (a, b) = (cell / folds, cell % folds);
            var fit = ScoreCalibration.Of(trials.Distribution(scores, i => enrol[i] != a && enrol[i] != b && test[i] != a && test[i] != b));
            lines[cell] = (fit.Scale, fit.Offset);
        });
        if (needed.Length == 0 || needed.Any(c => !double.IsFinite(lines[c].Scale)))
            return null;
        var ratios = new double[scores.Length];
        for (var i = 0; i < ratios.Length; i++)
        {
            var (scale, offset) = lines[Cell(i)];
            ratios[i] = scale * scores[i] + offset;
        }
        return ratios;
    }

    /// <summary>Number of folds of so many speakers.</summary>
    public static int Folds(int voices) => voices < 2 * MostFolds ? Math.Max(voices, 1) : MostFolds;
}
