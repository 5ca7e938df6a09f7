using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Audio;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests;

public sealed class AnalyzerTests : IDisposable
{
    private static readonly string[] Files =
    [
        "report.html", "analysis.json", "exploration/model_inspection.txt", "exploration/exploration.json", "exploration/waveform.svg", "exploration/seanet_out.svg", "exploration/codes.svg", "exploration/frames_3d.svg",
        "architecture/architecture.json", "architecture/architecture.txt", "voice/voice.json", "voice/frame_similarity.svg", "comparison/comparison.json", "comparison/voice_similarity_matrix.csv",
        "comparison/confusion_matrix.svg", "comparison/tsne_2d.svg", "comparison/dendrogram.svg", "diagnostic/analysis_report.txt", "diagnostic/diagnostic_results.csv", "diagnostic/diagnostic_results.json",
        "diagnostic/metrics.json", "diagnostic/discriminative_channels.csv", "diagnostic/duration_effect.svg", "diagnostic/postprocessing_effect.svg", "diagnostic/acoustics_vs_semantics.svg", "diagnostic/robustness.svg",
        "diagnostic/layers_variance.svg", "diagnostic/scree.svg", "diagnostic/value_qq.svg", "probes/probes.json", "probes/codebooks.csv", "probes/codebooks_head.svg", "probes/codebooks_cosine.svg", "probes/cka.svg", "probes/cka_controls.svg", "probes/cka.csv",
        "probes/nearest_neighbours.svg", "probes/linkability.svg", "probes/singling_out.svg", "probes/privacy.csv", "edge/edge_test_results.json", "edge/edge_cases.svg",
        "provenance.json", "voice/clip_similarity_histogram.svg", "comparison/clip_similarity.svg", "comparison/pca_2d.svg", "comparison/pca_2d_text.svg", "comparison/pca_2d_gender.svg",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _output = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void The_whole_analysis_leaves_every_file_and_a_second_run_the_same_bytes_without_encoding()
    {
        var data = SmallWorld.Voices(_folder, sentences: 4); // Six pairs of clips a voice: enough for a histogram.
        using var encoder = SmallWorld.Encoder();
        var first = Analyzer.Run(data, encoder, Options());
        first.Write(_output["first"]);
        Assert.All(Files, f => Assert.True(File.Exists(_output[$"first/{f}"]), f));
        // Clips as they are, noise, conditions; the controls face noise and one of the conditions.
        Assert.Equal(16 * (1 + 2 + 6) + 2 * 16 * (1 + 2 + 1), first.Encoded);
        Assert.Equal(7, first.Report.Sections.Count);
        Assert.Contains("random numbers", first.Report.Verdict.Sentence);
        Assert.Contains(first.Report.Warnings, w => w.Title == "Random weights" && w.Level == Level.Bad);
        Assert.Equal(7, Assert.Single(first.Diagnosis.Sweep.Rows.Where(r => r is { PostProcessing: Metrics.PostProcessingKind.Pca, CrossValidated: false }).Select(r => r.Dimension).Distinct()));
        Assert.True(first.Edge!.Control!.Cases.Count == first.Edge.Cases.Count);
        Provenance_travels_with_every_file(_output["first"], first);
        Assert.Equal(first.Diagnosis.Sweep.Rows.Count, File.ReadLines(_output["first/diagnostic/diagnostic_results.csv"]).Count() - 1);

        var second = Analyzer.Run(data, encoder, Options());
        second.Write(_output["second"]);
        Assert.Equal(0, second.Encoded);
        foreach (var file in Directory.EnumerateFiles(_output["first"], "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_output["second"], Path.GetRelativePath(_output["first"], file))));
    }

    private static void Provenance_travels_with_every_file(string folder, AnalysisResult result)
    {
        var facts = result.Facts;
        foreach (var svg in Directory.EnumerateFiles(folder, "*.svg", SearchOption.AllDirectories))
            Assert.Contains($"weights: {facts.Weights}, SHA-256 {facts.Fingerprint}\ntrained: no", System.Xml.Linq.XDocument.Load(svg).Root!.Elements().Single(e => e.Name.LocalName == "metadata").Value);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "provenance.json")));
        foreach (var name in new[] { "command", "program", "machine", "device", "weights", "trained", "data_set", "padding", "extraction_points", "poolings", "random_seed", "resampling" })
            Assert.NotEmpty(json.RootElement.GetProperty(name).GetString()!);
        // Readers of the CSV files, pandas and the seed study's tools, take the first line for the header.
        foreach (var csv in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories))
            Assert.DoesNotContain('#', File.ReadLines(csv).First());
    }

    [Fact]
    public void The_report_introduces_the_seed_study_before_it_cites_it_and_seeds_are_random_seeds_everywhere_else()
    {
        using var encoder = SmallWorld.Encoder();
        var options = Options() with { Date = new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero), Command = "mimi analyze 'my data'", Conditions = [], Probes = false };
        var data = SmallWorld.Voices(_folder);
        var result = Analyzer.Run(data, encoder, options);
        var page = System.Text.RegularExpressions.Regex.Replace(ReportPage.Render(result.Report), "<(script|style|svg)[^>]*>.*?</\\1>|<[^>]*>", "", System.Text.RegularExpressions.RegexOptions.Singleline);
        var first = page.IndexOf("seed", StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("seed study, the first study of what Mimi", page[first..]);
        Assert.DoesNotMatch("(?<!random |--)[sS]eed(?! study|'s)", page);
        Assert.Contains(result.Report.Provenance.Facts, f => f == new Fact("date", "2026-11-25 09:00 +00:00"));
        // Each stage's command is one that can be pasted, with all that decides its numbers; that it gives them is tested where commands are run.
        Assert.Contains(result.Report.Sections, s => s.Command == $"mimi voice {data.Source} --voice {result.Voice!.Voice} --tap {result.Voice.Tap} --weights synthetic:small");
        Assert.All(result.Report.Sections, s => Assert.StartsWith("mimi ", s.Command, StringComparison.Ordinal));
    }

    [Fact]
    public void Recordings_are_in_the_report_to_listen_to_unless_they_are_left_out()
    {
        using var encoder = SmallWorld.Encoder();
        var data = SmallWorld.Voices(_folder);
        var options = Options() with { Conditions = [], Probes = false };
        var report = Analyzer.Run(data, encoder, options).Report;
        Assert.InRange(report.Sounds.Count, 4, 20);
        Assert.All(report.Sounds.Values, wav => Assert.InRange(wav.Length, 1000, ListeningCopy.MostBytes));
        Assert.Contains(report.Provenance.Facts, f => f.Name == "recordings in this page" && f.Value.Contains($"{report.Sounds.Count} clips at 12 kHz"));
        Assert.Contains("<audio controls", ReportPage.Render(report));
        var silent = Analyzer.Run(data, encoder, options with { Sounds = false }).Report;
        Assert.DoesNotContain("<audio", ReportPage.Render(silent));
        Assert.DoesNotContain(silent.Provenance.Facts, f => f.Name == "recordings in this page");
    }

    [Fact]
    public void A_corrupt_clip_stands_in_the_report_and_strict_stops()
    {
        var data = SmallWorld.Voices(_folder);
        File.WriteAllText(data.Samples[4].Path, "not audio");
        using var encoder = SmallWorld.Encoder();
        var result = Analyzer.Run(data, encoder, Options() with { Controls = false, Noise = false, Conditions = [] });
        Assert.Equal(data.Samples[4].Id, Assert.Single(result.Failures).Sample.Id);
        Assert.Contains(result.Report.Warnings, w => w.Title == "1 clip left out" && w.Text.Contains(data.Samples[4].Id));
        Assert.Equal(11, result.Diagnosis.Mimi.Metrics.Samples);
        Assert.Throws<DataSetException>(() => Analyzer.Run(data, encoder, Options() with { Strict = true }));
    }

    [Fact]
    public void Unknown_texts_leave_content_out_and_say_so()
    {
        using var encoder = SmallWorld.Encoder();
        var result = Analyzer.Run(SmallWorld.Voices(_folder, texts: false), encoder, Options() with { Controls = false, Noise = false });
        result.Write(_output.Path);
        Assert.Contains(result.Report.Warnings, w => w.Title == "Texts are unknown");
        Assert.DoesNotContain(result.Report.Metrics, m => m.Scale == MetricScale.AcousticsScore);
        Assert.Equal(Outcome.Undecided, result.Verdict.SeedTests[0].Outcome);
    }

    [Fact]
    public void One_voice_alone_is_explored_and_no_verdict_is_invented()
    {
        using var encoder = SmallWorld.Encoder();
        var result = Analyzer.Run(SmallWorld.Voices(_folder, voices: 1), encoder, Options() with { Noise = false });
        result.Write(_output.Path);
        Assert.Null(result.Comparison);
        Assert.Contains("can't be measured", result.Report.Verdict.Sentence);
    }

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(1, 1, false)]
    [InlineData(3, 2, true)]
    public void Tiny_and_silent_data_sets_are_analysed_to_the_end(int voices, int sentences, bool silent)
    {
        var data = SmallWorld.Voices(_folder, voices, sentences);
        if (silent)
            foreach (var sample in data.Samples)
                WavWriter.Write(sample.Path, new float[30000]);
        using var encoder = SmallWorld.Encoder();
        var result = Analyzer.Run(data, encoder, Options());
        result.Write(_output.Path);
        Assert.DoesNotContain("\"NaN\"", File.ReadAllText(_output["report.html"]));
    }

    [Fact]
    public void Each_stage_can_be_run_by_itself()
    {
        var data = SmallWorld.Voices(_folder);
        using var encoder = SmallWorld.Encoder();
        string[] stages =
        [
            Analyzer.Explore(data, encoder, Options()).Json(), Analyzer.Architecture(encoder).Json(), Analyzer.Voice(data, encoder, Options()).Json(),
            Analyzer.Compare(data, encoder, Options()).Json(), Analyzer.Diagnose(data, encoder, Options()).Json(), Analyzer.Edge(data, encoder, Options()).Json(),
        ];
        Assert.All(stages, s => System.Text.Json.JsonDocument.Parse(s).Dispose());
        Assert.Contains("\"focus\"", stages[4]);
    }

    [Fact]
    public void What_tells_the_digits_apart_is_mostly_the_microphone_and_the_level()
    {
        using var encoder = MimiEncoder.Load("synthetic:1");
        var options = new AnalysisOptions
        {
            Taps = TapSelection.Parse("seanet.out,latent"), Poolings = [Pooling.Mean], Durations = [], Conditions = Analysis.Conditions.Condition.Parse("equalised"), Noise = false, Controls = false, Probes = false, Resamples = 200,
        };
        var run = Analyzer.Diagnose(DataSet.Open(Repository.Shared("data/digits")), encoder, options);
        Assert.Equal(96, run.Result.Mimi.Metrics.Samples);
        Assert.Empty(run.Failures);
        var equalised = run.Result.Layers.Single(l => l.Tap == "seanet.out").Equalised!;
        Assert.InRange(equalised.Plain.Value, 0.10, 0.13);
        Assert.InRange(equalised.Treated.Value, 0.30, 0.36);
    }

    private AnalysisOptions Options() => new() { CacheFolder = _output["cache"], Resamples = 50, Durations = [1], PcaComponents = 7 };
}
