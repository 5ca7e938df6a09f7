using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation;

/// <summary>Puts the report together.</summary>
internal static class Reports
{
    public static ReportModel Of(RunFacts run, DataFacts data, DiagnosisResult diagnosis, Verdict verdict, IReadOnlyList<StageOutput> stages)
    {
        var space = diagnosis.Mimi;
        return new ReportModel
        {
            Title = diagnosis.Synthetic ? $"{run.DataSet} through an untrained network: who is speaking?" : $"Mimi on {run.DataSet}: does it know who is speaking?",
            Subtitle = $"{Words.Count(space.Metrics.Samples, "clean clip")}, {Words.Count(space.Metrics.VoiceNames.Count, "voice")}, {(space.Set.Labels.Text is null ? "texts unknown" : Words.Count(space.Set.Labels.TextCount, "text"))}, weights `{run.Weights}`",
            Verdict = VerdictWords.Of(diagnosis, verdict),
            Claims = [.. verdict.Claims.Select(ClaimWords.Of)],
            Metrics = [.. Headlines(diagnosis)],
            Warnings = CautionWords.Of(data),
            Sections = [.. stages.Select(s => s.Section)],
            Definitions = Glossary.All,
            Provenance = new Provenance(run.Command,
            [
                new("weights", $"{run.Weights}, SHA-256 {run.Fingerprint}"), new("data set", $"{run.DataSet}: {Words.Count(run.Samples, "sample")}"),
                new("device", run.Device), new("padding", run.Padding == PaddingDialect.Waveform ? "waveform (zeros behind the audio)" : "per layer"),
                new("extraction points", string.Join(", ", run.Taps)), new("poolings", string.Join(", ", run.Poolings.Select(Words.Name))), new("seed", $"{run.Seed}"),
                new("resampling", $"{run.Resamples} bootstrap replicates over voices, {run.Resamples} permutations{(space.Uncertainty.ShuffledWithinTexts ? " of voices within texts" : "")}"),
                new("program", $"MimiNative {typeof(Reports).Assembly.GetName().Version?.ToString(3)}"),
            ]),
        };
    }

    private static IEnumerable<HeadlineMetric> Headlines(DiagnosisResult diagnosis)
    {
        var mimi = diagnosis.Mimi;
        HeadlineMetric Metric(MetricScale scale, Func<MeasuredSpace, MetricUncertainty> value, string meaning, IReadOnlyList<Comparison> published) => new()
        {
            Scale = scale,
            Value = value(mimi).Value,
            Interval = double.IsFinite(value(mimi).Low) ? new Interval(value(mimi).Low, value(mimi).High) : null,
            PValue = double.IsFinite(value(mimi).PValue) ? value(mimi).PValue : null,
            Configuration = Words.Name(diagnosis.Focus),
            Meaning = meaning,
            Comparisons = [.. diagnosis.Controls.Select(c => Compare(Words.Name(c), value(c))).OfType<Comparison>(), .. published],
        };

        yield return Metric(MetricScale.EqualErrorRate, s => s.Eer, "How often a similarity threshold is wrong about whether two clips have the same speaker.", []);
        if (mimi.Set.Labels.Text is not null)
            yield return Metric(MetricScale.AcousticsScore, s => s.AcousticsScore,
                $"Same voice, other words: {Words.Number(mimi.Metrics.Raw.Voice.IntraVoiceSimilarity)}. Same words, other voice: {Words.Number(mimi.Metrics.Raw.Voice.InterVoiceSimilarity)}. With the mean taken off the score is {Words.Number(mimi.Metrics.Centred.Voice.AcousticsScore)}.", Published.AcousticsScore);
        yield return Metric(MetricScale.SeparabilityRatio, s => s.SeparabilityRatio,
            $"Voices are {Words.Number(mimi.Metrics.Raw.Voice.InterDistance, "0.00")} apart on average; clips of one voice {Words.Number(mimi.Metrics.Raw.Voice.IntraDistance, "0.00")}.", Published.SeparabilityRatio);
        yield return Metric(MetricScale.IntraSpeakerConsistency, s => s.Consistency, "High is only good news when different voices are less alike than this.", Published.IntraSpeakerConsistency);
    }

    private static Comparison? Compare(string name, MetricUncertainty value) => !double.IsFinite(value.Value) ? null
        : double.IsFinite(value.Low) ? new Comparison(name, value.Low, value.High, Value: value.Value)
        : new Comparison(name, value.Value);
}
