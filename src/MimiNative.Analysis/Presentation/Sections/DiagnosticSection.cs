using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>The diagnostic suite's part of the report and its files.</summary>
internal static class DiagnosticSection
{
    private const int MostHistogramRows = 1500;

    /// <summary>Presents the results and what they allow to say.</summary>
    public static StageOutput Present(DiagnosisResult result, Verdict verdict)
    {
        var stage = new StageBuilder("diagnostic", "Diagnosis: speaker or content?");
        var mimi = result.Mimi;
        stage.File("metrics.json", () => DiagnosisJson.Of(result, verdict));
        stage.Text($"Headline numbers are about {Words.Name(result.Focus)} ({(result.FocusChosen ? $"the embedding of whole clips with the lowest error rate {(result.FocusHead is null ? "by cosine" : "with a head")}" : "chosen on the command line")}), on {Words.Count(mimi.Metrics.Samples, "clean clip")} of {Words.Count(mimi.Metrics.VoiceNames.Count, "voice")}.");
        stage.Heading("Is the speaker there? On voices and texts never met");
        HeadSection.Add(stage, result);
        ConditionSection.Add(stage, result);
        stage.Heading("By cosine, as the seed study measured");
        Study(stage, result);
        Evidence(stage, result);
        stage.Heading("Where in the network");
        AlongTheNetwork(stage, result);
        stage.Heading("Which pooling, how much audio, what afterwards");
        SweepSection.Add(stage, result, verdict.Choice);
        stage.Folded("Inside the space: components, values, channels, pairs to listen to", () => DeepDive.Add(stage, mimi));
        stage.File("analysis_report.txt", () => SeedTestWords.Report(result.SeedTests, $"{mimi.Description}, {mimi.Set.Name}, {mimi.Metrics.Samples} clean clips of {mimi.Metrics.VoiceNames.Count} voices", result.ControlSeedTests, result.Peers));
        stage.File("diagnostic_results.csv", () => SweepFiles.Csv(result.Sweep.Rows));
        stage.File("diagnostic_results.json", () => SweepFiles.Json(result.Sweep.Rows));
        return stage.Build(Finding(result), verdict.Level);
    }

    private static string Finding(DiagnosisResult result)
    {
        var cosine = $"by cosine pairs of clips are told apart with an equal error rate of {Words.Percent(result.Mimi.Eer.Value)} (a coin toss: 50 %)";
        return result.FocusHead?.Honest is { } rates
            ? $"A head fitted on other {(rates.TextsUnseen ? "voices and texts" : "voices")} tells voices apart with an equal error rate of {RateWords.Text(rates.Head)}; {cosine}."
            : $"{char.ToUpperInvariant(cosine[0])}{cosine[1..]}.";
    }

    private static void Study(StageBuilder stage, DiagnosisResult result)
    {
        stage.Text($"{StudyWords.Introduction} Its four tests are shown for {Words.Name(result.Focus)}, as all headline numbers are{(LikeTheStudy(result) is { } like ? $", and for {Words.Name(like.Key)}, for which the study published them" : "")}.");
        List<(string, SeedTestNumbers)> tested = [(Words.Name(result.Focus), result.SeedTests)];
        if (LikeTheStudy(result) is { } published)
            tested.Add((Words.Name(published.Key), published.SeedTests));
        tested.AddRange(result.Peers.Select(p => (PeerWords.Name(p.Peer), p.SeedTests)));
        stage.Table(SeedTestWords.Table(tested, result.ControlSeedTests, result.Synthetic));
        if (StudyNumbersOf(result) is { } numbers)
            stage.Table(StudyWords.Table(StudyRules.Judge(numbers), Words.Name(result.LikeTheStudy!.Key)));
    }

    /// <summary>The embedding that the study published its lines for, where the headline is of another.</summary>
    private static LikeForLike? LikeTheStudy(DiagnosisResult result) => result.LikeTheStudy is { } like && like.Key != result.Focus ? like : null;

    // The latent, mean-pooled, is what the study published its lines for; where it wasn't extracted nothing is like enough to compare.
    internal static StudyNumbers? StudyNumbersOf(DiagnosisResult result) => result.LikeTheStudy is not { } like ? null : new StudyNumbers
    {
        Space = like.Space,
        SeedTests = like.SeedTests,
        Head = result.Heads.FirstOrDefault(h => h.Key == like.Key) is { Honest: { } rates } ? UnseenRules.BetterThanChance(rates.TextsUnseen ? Question.KnowsUnseenTexts : Question.KnowsUnseenVoices, rates, like.Key.ToString()).Evidence[0] : null,
        Durations = like.Key == result.Focus ? result.Durations : [],
    };

    private static void Evidence(StageBuilder stage, DiagnosisResult result)
    {
        var clean = result.Mimi.Set;
        if (clean.Labels.Text is not null && clean.Count <= MostHistogramRows)
        {
            var (voice, text) = (new List<double>(), new List<double>());
            for (var i = 0; i < clean.Count; i++)
                for (var j = 0; j < i; j++)
                    if (clean.Samples[i].Voice == clean.Samples[j].Voice != (clean.Samples[i].Text == clean.Samples[j].Text))
                        (clean.Samples[i].Voice == clean.Samples[j].Voice ? voice : text).Add(Cosine.Of(clean[i], clean[j]));
            if (voice.Count > 0 && text.Count > 0)
                stage.Figure("acoustics_vs_semantics", Plot.Histogram("Same voice or same words: what makes clips alike?", "For telling speakers apart, the same-voice pairs must lie right of the same-text pairs. Where the two overlap, the words decide as much as the voice.",
                    [new SampleSeries("same voice, different text", voice), new SampleSeries("same text, different voices", text)], new Axis("cosine similarity")));
        }

        stage.Bars("controls", "Against the controls", "By cosine over all pairs. Random weights show what the architecture gives without any training, MFCCs what the plain average spectrum gives: only what is clearly better than both could be a network's own doing. Lower is better.",
            [.. Spaces(result).Select(s => new Bar(Words.Name(s), s.Eer.Value, Finite(s.Eer.Low), Finite(s.Eer.High), s.Kind switch { SpaceKind.Analysed => 0, SpaceKind.Peer => 2, _ => 1 }))], new Axis("equal error rate", Minimum: 0), references: [new ReferenceLine("coin toss", 0.5)],
            groups: result.Peers.Count > 0 ? ["measured", "controls", "other encoders"] : ["measured", "controls"]);
        stage.Table(ControlTable(result));
        if (PeerWords.Table(result) is { } peers)
            stage.Table(peers);
        var noises = new[] { ("light noise", result.SeedTests.LightNoise), ("medium noise", result.SeedTests.MediumNoise) }.Where(n => n.Item2 is not null).ToList();
        if (noises.Count > 0)
            stage.Bars("robustness", "Robustness to noise", $"Similarity of a clip and the same clip with noise, over {Words.Count(noises[0].Item2!.Pairs, "clip")}. Error bars are one standard deviation over clips.",
                [.. noises.Select(n => new Bar(n.Item1, n.Item2!.Mean, n.Item2.Mean - n.Item2.Std, n.Item2.Mean + n.Item2.Std))],
                new Axis("cosine similarity"), references: [new ReferenceLine("passes with light noise", Bands.LightNoiseTarget), new ReferenceLine("with medium noise", Bands.MediumNoiseTarget)]);
    }

    private static void AlongTheNetwork(StageBuilder stage, DiagnosisResult result)
    {
        if (result.Layers.Count < 2)
        {
            stage.Text("Only one extraction point was measured, so there is no curve along the network.");
            return;
        }

        var (taps, x) = (result.Layers.Select(l => l.Tap).ToList(), Enumerable.Range(0, result.Layers.Count).Select(i => (double)i).ToList());
        var random = result.Controls.Any(c => c.Kind == SpaceKind.RandomWeights);
        HeadSection.AlongTheNetwork(stage, result);
        LineSeries Line(string name, Func<LayerPoint, double> value, bool dashed = false) => new(name, x, [.. result.Layers.Select(value)]) { Dashed = dashed };
        stage.Figure("layers_variance", Plot.Lines("Speaker against content along the network", "Which share of all differences between clips is due to who speaks, and which to what is said. Where the voice's line is on top, the station is about speakers. Both shares have a floor: even meaningless groups explain something.",
            [Line("voice", l => l.VoiceShare), .. result.Mimi.Set.Labels.Text is null ? [] : new[] { Line("text", l => l.TextShare) }], taps, "extraction point", new Axis("share of the variance", Minimum: 0), Others(result, "voice, ", p => p.Space.Metrics.VarianceShareVoice)));
        stage.Figure("layers_eer", Plot.Lines("Telling voices apart by cosine along the network", $"Equal error rate over all pairs by cosine; lower is better.{(random ? " The dashed line is the same network with random weights: what lies above it, no training is needed for." : "")}",
            [Line(result.Synthetic ? "these random weights" : "as trained", l => l.Eer), .. random ? new[] { Line(result.Synthetic ? "other random weights" : "random weights", l => l.RandomEer, dashed: true) } : []], taps, "extraction point", new Axis("equal error rate", Minimum: 0),
            [new ReferenceLine("coin toss", 0.5), .. Others(result, "", p => p.Space.Eer.Value)]));
        if (result.Mimi.Set.Labels.Text is not null)
            stage.Figure("layers_acoustics", Plot.Lines("Acoustics score along the network", "Above zero the voice outweighs the words. Raw scores shrink where all vectors share an offset; the centred line takes that off.",
                [Line("raw", l => l.AcousticsScore), Line("centred", l => l.CentredAcousticsScore)], taps, "extraction point", new Axis("acoustics score"), [new ReferenceLine("target", Bands.AcousticsScore.Target!.Value), new ReferenceLine("zero", 0), .. Others(result, "raw, ", p => p.Space.AcousticsScore.Value)]));
    }

    // Another encoder has no stations along this network: its one number is a line across.
    private static IReadOnlyList<ReferenceLine> Others(DiagnosisResult result, string what, Func<MeasuredPeer, double> value) =>
        [.. result.Peers.Select(p => new ReferenceLine($"{what}{PeerWords.Name(p.Peer)}", value(p))).Where(l => double.IsFinite(l.Value))];

    private static Table ControlTable(DiagnosisResult result) => new($"Headline metrics beside the controls{(result.Peers.Count > 0 ? " and other encoders" : "")} (95 % bootstrap intervals over voices)",
        [new("space"), new("embedding"), new("acoustics score", true, "acoustics-score"), new("separability ratio", true, "separability-ratio"), new("consistency", true, "intra-speaker-consistency"), new("equal error rate", true, "eer"), new("speaker probe (LDA)", true)],
        [.. Spaces(result).Select(s => (IReadOnlyList<Cell>)[Words.Name(s), $"`{s.Set.Name}`", Cell(s.AcousticsScore), Cell(s.SeparabilityRatio), Cell(s.Consistency), Cell(s.Eer), Words.Percent(s.Metrics.Probes is { Lda.Length: > 0 } p ? p.Lda.Average() : double.NaN)])]);

    private static Cell Cell(MetricUncertainty m) => new($"{Words.Number(m.Value)}{(double.IsFinite(m.Low) ? $" ({Words.Number(m.Low)} to {Words.Number(m.High)})" : "")}", m.Value);

    private static IEnumerable<MeasuredSpace> Spaces(DiagnosisResult result) => [result.Mimi, .. result.Controls, .. result.Peers.Select(p => p.Space)];

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
