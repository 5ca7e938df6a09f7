using MimiNative.Analysis.Data;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation;

/// <summary>Puts the report together.</summary>
internal static class Reports
{
    /// <summary>More clips than this are not put into a report: with <see cref="ListeningCopy.MostBytes"/> each that is two megabytes of the page.</summary>
    private const int MostSounds = 20;

    public static ReportModel Of(RunFacts run, DataFacts data, DiagnosisResult diagnosis, Verdict verdict, IReadOnlyList<StageOutput> stages)
    {
        var space = diagnosis.Mimi;
        IReadOnlyList<Section> sections = [.. stages.Select(s => s.Section)];
        var sounds = run.Sounds ? Sounds(sections, space.Set.Samples) : [];
        var made = ProvenanceWords.Of(run);
        var report = new ReportModel
        {
            Network = diagnosis.Network,
            Title = diagnosis.Synthetic ? $"An untrained network on {run.DataSet}: who is speaking?" : $"{diagnosis.Network} on {run.DataSet}: does it know who is speaking?",
            Subtitle = $"{Words.Count(space.Metrics.Samples, "clean clip")}, {Words.Count(space.Metrics.VoiceNames.Count, "voice")}, {(space.Set.Labels.Text is null ? "texts unknown" : Words.Count(space.Set.Labels.TextCount, "text"))}{Rates(data)}, {(run.Embeddings is null ? $"weights `{run.Weights}`" : $"embeddings `{space.Description}`")}",
            Verdict = VerdictWords.Of(diagnosis, verdict),
            Claims = [.. verdict.Claims.Select(ClaimWords.Of)],
            Metrics = [.. Headlines(diagnosis)],
            Warnings = CautionWords.Of(data),
            Background = Published.SeedStudy,
            Sections = sections,
            Sounds = sounds,
            Definitions = Glossary.All,
            Provenance = sounds.Count == 0 ? made : made with
            {
                Facts = [.. made.Facts, new("recordings in this page", $"the first {Words.Number(ListeningCopy.Seconds, "0")} s of {Words.Count(sounds.Count, "clip")} at {ListeningCopy.SampleRate / 1000} kHz ({Words.Number(sounds.Values.Sum(v => v.Length) / 1e6, "0.0")} MB; at most {MostSounds} clips); `--no-audio` leaves them out")],
            },
        };
        return diagnosis.Synthetic ? Muted.Of(report) : report;
    }

    private static string Rates(DataFacts data) => data.SourceRates.Count == 0 ? "" : $", recorded at {Words.List([.. data.SourceRates.Select(r => CautionWords.Kilohertz(r.SampleRate))])}";

    private static Dictionary<string, byte[]> Sounds(IReadOnlyList<Section> sections, IReadOnlyList<Sample> samples)
    {
        var byId = samples.ToDictionary(s => s.Id);
        static IEnumerable<Cell> Cells(Block block) => block switch { TableBlock t => t.Table.Rows.SelectMany(r => r), DetailsBlock d => d.Blocks.SelectMany(Cells), _ => [] };
        var asked = sections.SelectMany(s => s.Blocks).SelectMany(Cells).Select(c => c.Sound).OfType<string>().Distinct().Take(MostSounds).Where(byId.ContainsKey);
        return asked.Select(id => (Id: id, Wav: ListeningCopy.Of(byId[id]))).Where(c => c.Wav is not null).ToDictionary(c => c.Id, c => c.Wav!);
    }

    internal static IEnumerable<HeadlineMetric> Headlines(DiagnosisResult diagnosis)
    {
        var mimi = diagnosis.Mimi;
        // Random weights don't stand for the network that they are named after.
        var wavLm = (diagnosis.Network == NetworkNames.WavLmInWords && !diagnosis.Synthetic) || diagnosis.Peers.Any(p => p.Peer is { IsWavLm: true, Synthetic: false });
        if (diagnosis.FocusHead?.Honest is { } rates)
            yield return new HeadlineMetric
            {
                Scale = MetricScale.HeadErrorRate,
                Value = rates.Head.Value,
                Interval = Interval.Of(rates.Head),
                Configuration = Words.Name(diagnosis.Focus),
                Meaning = $"On {(rates.TextsUnseen ? "voices and texts" : "voices")} that the head has not met. Plain cosine on the same pairs: {RateWords.Text(rates.Cosine)}.",
                Comparisons = [.. rates.Controls.Select(c => Compare(Words.Name(c.Control), c.Head)).Concat(rates.Peers.Select(p => Compare(PeerWords.Name(p.Peer), p.Head, ComparisonKind.Peer))).OfType<Comparison>()],
            };
        HeadlineMetric Metric(MetricScale scale, Func<MeasuredSpace, MetricUncertainty> value, string meaning, IReadOnlyList<Comparison> published) => new()
        {
            Scale = scale,
            Value = value(mimi).Value,
            Interval = double.IsFinite(value(mimi).Low) ? new Interval(value(mimi).Low, value(mimi).High) : null,
            PValue = double.IsFinite(value(mimi).PValue) ? value(mimi).PValue : null,
            Shuffles = mimi.Uncertainty.Options.Permutations,
            Configuration = Words.Name(diagnosis.Focus),
            Meaning = meaning,
            Comparisons = [.. diagnosis.Controls.Select(c => Compare(Words.Name(c), Of(value(c)))).Concat(diagnosis.Peers.Select(p => Compare(PeerWords.Name(p.Peer), Of(value(p.Space)), ComparisonKind.Peer))).OfType<Comparison>(), .. published],
        };

        yield return Metric(MetricScale.EqualErrorRate, s => s.Eer, "How often a cosine threshold is wrong about whether two clips have the same speaker, over all pairs.", []);
        if (mimi.Set.Labels.Text is not null)
            yield return Metric(MetricScale.AcousticsScore, s => s.AcousticsScore,
                $"Same voice, other words: {Words.Number(mimi.Metrics.Raw.Voice.IntraVoiceSimilarity)}. Same words, other voice: {Words.Number(mimi.Metrics.Raw.Voice.InterVoiceSimilarity)}. With the mean taken off the score is {Words.Number(mimi.Metrics.Centred.Voice.AcousticsScore)}.", Published.AcousticsScore);
        yield return Metric(MetricScale.SeparabilityRatio, s => s.SeparabilityRatio,
            $"Voices are {Words.Number(mimi.Metrics.Raw.Voice.InterDistance, "0.00")} apart on average; clips of one voice {Words.Number(mimi.Metrics.Raw.Voice.IntraDistance, "0.00")}. {Published.OfSeparabilityRatio(wavLm)}", Published.SeparabilityRatio(wavLm));
        yield return Metric(MetricScale.IntraSpeakerConsistency, s => s.Consistency, "High is only good news when different voices are less alike than this.", Published.IntraSpeakerConsistency);
    }

    private static Estimate Of(MetricUncertainty metric) => new(metric.Value, metric.Low, metric.High);

    private static Comparison? Compare(string name, Estimate value, ComparisonKind kind = ComparisonKind.Control) => !double.IsFinite(value.Value) ? null
        : double.IsFinite(value.Low) ? new Comparison(name, value.Low, value.High, kind, value.Value)
        : new Comparison(name, value.Value, Kind: kind);
}
