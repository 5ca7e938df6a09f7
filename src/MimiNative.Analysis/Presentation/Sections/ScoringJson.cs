using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Scores of trials as JSON: what made them, then one object for each encoding.</summary>
internal static class ScoringJson
{
    /// <summary>An object of its own, e.g. for a file.</summary>
    public static string Of(ScoringResult result) => JsonText.Object(json => Write(json, result));

    /// <summary>Into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ScoringResult result)
    {
        json.WriteStartObject("used");
        json.WriteFacts(result.MadeBy);
        json.WriteEndObject();
        json.WriteObjects("published_not_checked_here", result.Published, p =>
        {
            json.WriteString("name", p.Name);
            json.WriteFinite("eer", p.Eer);
        });
        json.WriteObjects("results", result.Results, r => Write(json, r));
    }

    private static void Write(Utf8JsonWriter json, VerificationResult result)
    {
        json.WriteString("name", result.Name);
        json.WriteNumber("scored", result.Scores.Scored);
        json.WriteNumber("left_out", result.Scores.LeftOutCount);
        json.WriteNumber("repeated", result.Scores.List.Repeated);
        if (result.Metrics is { } metrics)
            Write(json, metrics, result.Points);
        json.WriteTexts("cautions", result.Cautions.Select(ScoringWords.Line));
        json.WriteObjects("left_out_trials", result.Scores.LeftOut(), t =>
        {
            json.WriteString("enrol", t.Trial.Enrol);
            json.WriteString("test", t.Trial.Test);
            json.WriteString("reason", t.Reason);
        });
    }

    private static void Write(Utf8JsonWriter json, TrialMetrics metrics, IReadOnlyList<OperatingPoint> points)
    {
        var (e, v, c) = (metrics.Estimates, metrics.Verification, metrics.InSample);
        json.WriteNumber("targets", metrics.Scores.SamePairs);
        json.WriteNumber("nontargets", metrics.Scores.DifferentPairs);
        json.WriteNumber("speakers", metrics.Speakers);
        foreach (var (name, estimate) in (ReadOnlySpan<(string, Estimate)>)
            [("eer", e.Eer), ("min_dcf_p0_01", e.MinDcf01), ("min_dcf_p0_05", e.MinDcf05), ("act_dcf_p0_01", e.ActDcf01), ("act_dcf_p0_05", e.ActDcf05), ("cllr_calibrated", e.Cllr), ("mean_same", e.MeanSame), ("mean_different", e.MeanDifferent), ("gap", e.Gap)])
        {
            json.WriteFinite(name, estimate.Value);
            json.WriteFinite($"{name}_low_95", estimate.Low);
            json.WriteFinite($"{name}_high_95", estimate.High);
        }
        json.WriteFinite("eer_threshold", v.EerThreshold);
        json.WriteFinite("auc", v.Auc);
        json.WriteFinite("d_prime", v.DPrime);
        json.WriteFinite("cllr_min", c.CllrMin);
        json.WriteString("calibrated_on", metrics.CalibratedOn switch { CalibrationSource.OtherSpeakers => "other speakers", CalibrationSource.Given => "given trials", _ => "nothing" });
        if (metrics.Line is { } line)
        {
            json.WriteFinite("calibration_scale", line.Scale);
            json.WriteFinite("calibration_offset", line.Offset);
        }
        json.WriteStartObject("in_sample");
        json.WriteFinite("calibration_scale", c.Scale);
        json.WriteFinite("calibration_offset", c.Offset);
        json.WriteFinite("cllr_calibrated", c.Cllr);
        json.WriteFinite("act_dcf_p0_01", c.ActDcf01);
        json.WriteFinite("act_dcf_p0_05", c.ActDcf05);
        json.WriteEndObject();
        json.WriteObjects("thresholds", points, p =>
        {
            json.WriteString("for", ScoringWords.Name(p));
            json.WriteFinite("threshold", p.Point.Threshold);
            json.WriteFinite("false_accept_rate", p.Point.FalsePositiveRate);
            json.WriteFinite("false_reject_rate", p.Point.FalseNegativeRate);
        });
    }
}
