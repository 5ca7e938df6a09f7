using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Peers;
using MimiNative.Metrics;
using MimiNative.TestSupport;
using MimiNative.WavLm;

namespace MimiNative.Analysis.Tests;

/// <summary>The analysis of other encoders: what can be asked of any embeddings, and nothing else.</summary>
public sealed class EncoderAnalysisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Embeddings_from_a_file_are_diagnosed_without_recordings_and_the_report_says_what_that_leaves_out()
    {
        var data = new DataSet("d", "labels.csv", MadePeers.Samples(voices: 5, texts: 4));
        var set = MadePeers.Set(data.Samples, spread: 6, name: "ecapa");
        EmbeddingFile.Write(_folder["ecapa.npz"], [set]);
        EmbeddingFile.Write(_folder["peer.npz"], [MadePeers.Set(data.Samples, spread: 0.3, seed: 5)]);
        var options = new AnalysisOptions { Resamples = 50, Peers = [PeerSource.FromFile("weaker", _folder["peer.npz"])] };
        var result = Analyzer.RunEmbeddings(data, _folder["ecapa.npz"], null, options);

        Assert.Equal(UnseenVoices.Compute(set.Matrix, set.Labels, true, new UncertaintyOptions { Replicates = 50 })![ScoringMethod.LdaCosine].Eer, result.Diagnosis.FocusHead!.VoicesAndTexts!.Head);
        Assert.Equal(("ecapa", false), (result.Diagnosis.Network, result.Diagnosis.Synthetic));
        Assert.Empty(result.Diagnosis.Controls);
        Assert.Empty(result.Diagnosis.Conditions);
        Assert.Null(result.Diagnosis.Probes!.Codebooks);
        Assert.Equal(["diagnostic", "probes", "comparison"], result.Report.Sections.Select(s => s.Id));
        Assert.Null(result.Exploration);
        Assert.Equal("weaker", Assert.Single(result.Diagnosis.Peers).Peer.Name);
        Assert.Equal((Level.Good, Outcome.Yes), (result.Verdict.Level, result.Verdict.Knows));
        // What was held against nothing is not said to be more than it.
        Assert.DoesNotContain("every control", result.Report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("equalised", result.Report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("No control was measured", result.Report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains(result.Report.Warnings, w => w.Title == "What is left out" && w.Text.Contains("no recordings, so that MFCCs don't stand beside", StringComparison.Ordinal));
        Assert.Equal("ecapa on d: does it know who is speaking?", result.Report.Title);

        result.Write(_folder["out"]);
        var page = File.ReadAllText(_folder["out/report.html"]);
        Assert.DoesNotContain("ecapa</code>, mean", page, StringComparison.Ordinal);
        var provenance = File.ReadAllText(_folder["out/provenance.json"]);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["ecapa.npz"]))), provenance, StringComparison.Ordinal);
        Assert.Contains("the file of embeddings doesn't say", provenance, StringComparison.Ordinal);
        Assert.DoesNotContain("\"padding\"", provenance, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_random_weights_is_untrained_whatever_it_is_called_and_clips_that_it_lacks_are_said()
    {
        var data = new DataSet("d", "labels.csv", MadePeers.Samples(voices: 5, texts: 4));
        EmbeddingFile.Write(_folder["titanet.npz"], [MadePeers.Set([.. data.Samples.Skip(3)], spread: 2)], new Dictionary<string, string> { ["synthetic"] = "true", ["encoder"] = "wavlm", ["weights"] = "synthetic:1" });
        var result = Analyzer.RunEmbeddings(data, _folder["titanet.npz"], options: new AnalysisOptions { Resamples = 20, Probes = false });
        Assert.Equal(("Untrained", false), (result.Report.Verdict.Word, result.Report.Verdict.Judged));
        Assert.Contains("nothing here is a statement about WavLM", result.Report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains(result.Report.Warnings, w => w is { Title: "Random weights", Level: Level.Bad } && w.Text.Contains("nothing about WavLM", StringComparison.Ordinal));
        Assert.Contains(result.Report.Warnings, w => w.Text.Contains("which has 17 of 20 clips", StringComparison.Ordinal));
        Assert.DoesNotContain("WavLM is measured here", result.Report.Metrics.Single(m => m.Scale == MetricScale.SeparabilityRatio).Meaning, StringComparison.Ordinal);
        Assert.Equal(WarningsOf(result), WarningsOf(Analyzer.RunEmbeddings(data, _folder["titanet.npz"], "space/mean", new AnalysisOptions { Resamples = 20, Probes = false })));
        Assert.Throws<DataSetException>(() => Analyzer.RunEmbeddings(data, _folder["titanet.npz"], "other"));
        static IEnumerable<string> WarningsOf(AnalysisResult of) => of.Report.Warnings.Select(w => w.Title);
    }

    [Fact]
    public void A_file_that_a_head_projected_is_said_to_be_in_report_page_and_JSON()
    {
        var data = new DataSet("d", "labels.csv", MadePeers.Samples(voices: 5, texts: 4));
        EmbeddingFile.Write(_folder["projected.npz"], [MadePeers.Set(data.Samples, spread: 2)], new Dictionary<string, string> { ["head"] = "h.safetensors" });
        var result = Analyzer.RunEmbeddings(data, _folder["projected.npz"], options: new AnalysisOptions { Resamples = 20, Probes = false });
        Assert.Contains(result.Report.Warnings, w => w.Title == "Projected by a trained head" && w.Text.Contains("knows them by heart", StringComparison.Ordinal));
        result.Write(_folder["out"]);
        Assert.Contains("knows them by heart", File.ReadAllText(_folder["out/report.html"]), StringComparison.Ordinal);
        Assert.Contains("knows them by heart", File.ReadAllText(_folder["out/analysis.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void WavLM_is_analysed_beside_random_weights_of_its_own_shape_and_MFCCs()
    {
        var data = SmallWorld.Voices(_folder, voices: 4, sentences: 2);
        using var encoder = WavLmEncoder.Load(Repository.Shared("reference/wavlm/tiny-checkpoint"));
        var options = new AnalysisOptions { Resamples = 20, Poolings = [Pooling.Mean], Durations = [], Noise = false, Conditions = MimiNative.Analysis.Conditions.Condition.Parse("equalised,codec@8"), Probes = false };
        var result = Analyzer.Run(data, encoder, options);
        // Clips as they are and equalised, by the network, by random weights, by MFCCs.
        Assert.Equal(8 * 2 * 3, result.Encoded);
        Assert.Equal([SpaceKind.RandomWeights, SpaceKind.Spectral], result.Diagnosis.Controls.Select(c => c.Kind));
        Assert.Equal("xvector", result.Diagnosis.Layers[^1].Tap);
        Assert.Equal(["equalised"], result.Diagnosis.Conditions.Select(c => c.Condition).Distinct());
        Assert.Contains(result.Diagnosis.Heads, h => h.Key == new EmbeddingKey("xvector", Pooling.Mean));
        Assert.Equal(("WavLM", false), (result.Facts.Network, result.Facts.Synthetic));
        Assert.Contains("WavLM is measured here, on the same clips", result.Report.Metrics.Single(m => m.Scale == MetricScale.SeparabilityRatio).Meaning, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Analyzer.Run(data, encoder, options with { Focus = new EmbeddingKey("latent", Pooling.Mean) }));
    }
}
