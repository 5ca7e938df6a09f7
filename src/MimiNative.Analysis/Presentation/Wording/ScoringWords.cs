using System.Globalization;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>A number of a scored list, as a row of a table.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As a reader wants it.</param>
/// <param name="Interval">The 95 % interval over speakers; empty where there is none.</param>
internal readonly record struct ScoringRow(string Name, string Value, string Interval = "");

/// <summary>Scores of trials in words: the same in the terminal, in JSON and in the report.</summary>
internal static class ScoringWords
{
    private const int MostExamples = 5;

    /// <summary>Headings of <see cref="Row(VerificationResult)"/>.</summary>
    public static readonly string[] ComparisonHeadings = ["scores", "EER", "95 %", "minDCF 0.01", "minDCF 0.05", "Cllr", "min Cllr"];

    /// <summary>All numbers of one encoding.</summary>
    public static IReadOnlyList<ScoringRow> Rows(VerificationResult result)
    {
        if (result.Metrics is not { } metrics)
            return [];
        var e = metrics.Estimates;
        return
        [
            new("equal error rate", Words.Percent(e.Eer.Value, "0.00"), Interval(e.Eer, percent: true)), new("threshold there", Words.Number(metrics.Verification.EerThreshold, "0.0000")),
            Cost("minDCF, target prior 0.01", e.MinDcf01), Cost("minDCF, target prior 0.05", e.MinDcf05), Cost("actDCF, calibrated, 0.01", e.ActDcf01), Cost("actDCF, calibrated, 0.05", e.ActDcf05),
            Cost("Cllr, calibrated", e.Cllr), new("Cllr, calibrated in-sample", Words.Number(metrics.InSample.Cllr)), new("Cllr, minimum (PAV)", Words.Number(metrics.InSample.CllrMin)),
            Score("mean of target trials", e.MeanSame), Score("mean of non-target trials", e.MeanDifferent), Score("gap", e.Gap),
            new("d′", Words.Number(metrics.Verification.DPrime, "0.00")), new("AUC", Words.Number(metrics.Verification.Auc)),
        ];
        static ScoringRow Cost(string name, Estimate estimate) => new(name, Words.Number(estimate.Value), Interval(estimate));
        static ScoringRow Score(string name, Estimate estimate) => new(name, Words.Number(estimate.Value, "0.0000"), Interval(estimate, "0.0000"));
    }

    /// <summary>The numbers that encodings are compared by.</summary>
    public static IReadOnlyList<string> Row(VerificationResult result)
    {
        var (metrics, e) = (result.Metrics!, result.Metrics!.Estimates);
        return [result.Name, Words.Percent(e.Eer.Value, "0.00"), Interval(e.Eer, percent: true), Words.Number(e.MinDcf01.Value), Words.Number(e.MinDcf05.Value), Words.Number(e.Cllr.Value), Words.Number(metrics.InSample.CllrMin)];
    }

    /// <summary>A threshold's purpose.</summary>
    public static string Name(OperatingPoint point) => point.Kind switch
    {
        OperatingPointKind.EqualErrors => "equal errors",
        OperatingPointKind.LowestCost => string.Create(CultureInfo.InvariantCulture, $"lowest cost, prior {point.Wanted}"),
        _ => $"at most {Rate(point.Wanted)} false accepts",
    };

    /// <summary>A threshold as cells: purpose, threshold, false accepts, false rejects.</summary>
    public static IReadOnlyList<string> Row(OperatingPoint point) =>
        [Name(point), double.IsPositiveInfinity(point.Point.Threshold) ? "accept nothing" : Words.Number(point.Point.Threshold, "0.0000"), Rate(point.Point.FalsePositiveRate), Rate(point.Point.FalseNegativeRate)];

    /// <summary>How many trials of how many speakers.</summary>
    public static string Trials(VerificationResult result) => result.Metrics is { } m
        ? $"{Thousands(m.Scores.SamePairs)} target and {Thousands(m.Scores.DifferentPairs)} non-target {(m.Scores.DifferentPairs == 1 ? "trial" : "trials")} of {Words.Count(m.Speakers, "speaker")}"
        : $"{Thousands(result.Scores.Scored)} trials without answers";

    /// <summary>Where the calibration comes from.</summary>
    public static string Calibration(TrialMetrics metrics) => metrics.CalibratedOn switch
    {
        CalibrationSource.OtherSpeakers => "calibrated by a line fitted on the trials of other speakers, fold by fold",
        CalibrationSource.Given => $"calibrated by the line {Words.Number(metrics.Line!.Value.Scale)} · score {(metrics.Line.Value.Offset < 0 ? "−" : "+")} {Words.Number(Math.Abs(metrics.Line.Value.Offset))}, fitted on other trials",
        _ => "not calibrated",
    };

    /// <summary>A caution for the reader.</summary>
    public static Warning Warning(ScoringCaution caution) => caution.Kind switch
    {
        ScoringCautionKind.TrialsLeftOut => new($"{Trials(caution.Count)} left out", $"They have no score: {string.Join("; ", caution.Examples!)}{(caution.Examples!.Count < 5 ? "" : "; …")}."),
        ScoringCautionKind.OneKind => new("Trials of one kind", $"All are {(caution.Count > 0 ? "target" : "non-target")} trials: error rates need both kinds."),
        ScoringCautionKind.SpeakersConcluded => new("Who speaks was concluded", $"Recordings that target trials join count as one speaker; that makes {caution.Count}. Where the list doesn't join all recordings of a person, intervals are too narrow and calibration knows some speakers.", Level.Neutral),
        ScoringCautionKind.AnswersContradict => new("The answers contradict each other", $"{Trials(caution.Count)} called non-target {(caution.Count == 1 ? "joins" : "join")} recordings that target trials say have one speaker: {Examples(caution)}.", Level.Bad),
        ScoringCautionKind.RepeatedTrials => new("Repeated trials", $"{Trials(caution.Count)} of the list {(caution.Count == 1 ? "repeats" : "repeat")} a pair. They count as often as they are there.", Level.Neutral),
        ScoringCautionKind.FewSpeakers => new("Few speakers", $"There {(caution.Count == 1 ? "is one" : $"are {caution.Count}")}. Intervals over speakers are wide and rough with fewer than {ScoringRules.FewestSpeakers}."),
        ScoringCautionKind.CohortMeetsTrials => new("The cohort meets the trials", $"{caution.Count} of its recordings or speakers {(caution.Count == 1 ? "is" : "are")} in the trials too, so that normalised scores have seen what they are tested on: {Examples(caution)}.", Level.Bad),
        ScoringCautionKind.CalibrationMeetsTrials => new("Calibration meets the trials", $"{caution.Count} of the recordings that it was fitted on {(caution.Count == 1 ? "is" : "are")} in the trials too, so that its cost is too low: {Examples(caution)}.", Level.Bad),
        ScoringCautionKind.HeadKnowsSpeakers => new("The head knows these speakers", $"It was fitted on {caution.Count} of them, so that nothing here is about unseen speakers: {Examples(caution)}.", Level.Bad),
        ScoringCautionKind.HeadMayKnowSpeakers => new("The head may know these speakers", "Nobody said who speaks, and no recording is called by a voice that the head was fitted on, so that it can't be told. If it was fitted on these speakers, every number here flatters it.", Level.Neutral),
        ScoringCautionKind.NotCalibrated => new("Nothing is calibrated", "The trials that calibration would be fitted on lack one kind, or a threshold divides them without error, so that no finite line is best. Fit it on other trials."),
        ScoringCautionKind.FewFalseAccepts => new("Too few trials for a rate", $"A false-accept rate of {Rate(double.Parse(caution.Examples![0], CultureInfo.InvariantCulture))} is {(caution.Count == 0 ? "less than one" : $"{caution.Count}")} of these trials; below {ScoringRules.FewestErrors} such a rate is known only roughly.", Level.Neutral),
        _ => new("Upside down", "Target trials score lower than non-target ones on average: a higher score speaks against the same speaker.", Level.Bad),
    };

    /// <summary>A caution as one line.</summary>
    public static string Line(ScoringCaution caution) => Warning(caution) is var w ? $"{w.Title}. {w.Text}" : "";

    /// <summary>A published figure.</summary>
    public static string Line(PublishedRate rate) => $"published, not checked here: EER {Words.Percent(rate.Eer, "0.00")} ({rate.Name})";

    /// <summary>An interval in words.</summary>
    public static string Interval(Estimate estimate, string format = "0.000", bool percent = false) => !double.IsFinite(estimate.Low) ? ""
        : percent ? $"{Words.Number(100 * estimate.Low, "0.0")} to {Words.Percent(estimate.High)}" : $"{Words.Number(estimate.Low, format)} to {Words.Number(estimate.High, format)}";

    /// <summary>A rate in per cent with the digits that it needs.</summary>
    public static string Rate(double rate) => Words.Percent(rate, rate is > 0 and < 0.001 ? "0.####" : "0.##");

    private static string Trials(long count) => $"{Thousands(count)} trial{(count == 1 ? "" : "s")}";

    private static string Thousands(long count) => count < 10_000 ? count.ToString(CultureInfo.InvariantCulture) : count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    private static string Examples(ScoringCaution caution) => string.Join(", ", caution.Examples!.Take(MostExamples)) + (caution.Examples!.Count > MostExamples ? ", …" : "");
}
