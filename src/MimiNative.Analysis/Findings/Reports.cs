using MimiNative.Analysis.Data;
using MimiNative.Analysis.Report;
using MimiNative.Analysis.Stages;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>Puts the report together.</summary>
internal static class Reports
{
    public static ReportModel Of(DataSet data, MimiEncoder encoder, Extraction.Extraction extraction, DiagnosisResult diagnosis, IReadOnlyList<StageOutput> stages, AnalysisOptions options)
    {
        var synthetic = encoder.Checkpoint.IsSynthetic;
        var space = diagnosis.Mimi;
        return new ReportModel
        {
            Title = synthetic ? $"{data.Name} through an untrained network: who is speaking?" : $"Mimi on {data.Name}: does it know who is speaking?",
            Subtitle = $"{Words.Count(space.Metrics.Samples, "clean clip")}, {Words.Count(space.Metrics.VoiceNames.Count, "voice")}, {(space.Set.Labels.Text is null ? "texts unknown" : Words.Count(space.Set.Labels.TextCount, "text"))}, weights `{encoder.Checkpoint.Description}`",
            Verdict = Verdicts.Of(diagnosis, synthetic),
            Metrics = [.. Headlines(diagnosis)],
            Warnings = Cautions.Of(data, extraction, synthetic),
            Sections = [.. stages.Select(s => s.Section)],
            Definitions = Glossary.All,
            Provenance = new Provenance(options.Command,
            [
                new("weights", $"{encoder.Checkpoint.Description}, SHA-256 {encoder.Checkpoint.Fingerprint}"), new("data set", $"{data.Name}: {Words.Count(data.Samples.Count, "sample")}"),
                new("device", encoder.Device.Split(':')[0]), new("padding", options.Padding == PaddingDialect.Waveform ? "waveform (zeros behind the audio)" : "per layer"),
                new("extraction points", options.Taps), new("poolings", string.Join(", ", options.Poolings.Select(p => p.ToString().ToLowerInvariant()))), new("seed", $"{options.Seed}"),
                new("resampling", $"{options.Resamples} bootstrap replicates over voices, {options.Resamples} permutations{(space.Uncertainty.ShuffledWithinTexts ? " of voices within texts" : "")}"),
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
            Comparisons = [.. new[] { diagnosis.Random, diagnosis.Spectral }.OfType<MeasuredSpace>().Select(c => Compare(c.Name, value(c))).OfType<Comparison>(), .. published],
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
