using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Metrics;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class SeedReferenceTests
{
    [Fact]
    public void The_seed_study_s_published_lines_appear_to_the_digit()
    {
        var labels = MetadataTable.ReadLabels(Repository.Shared("data/seed-embeddings/samples.csv"));
        var set = Assert.Single(EmbeddingFile.Read(Repository.Shared("data/seed-embeddings/embeddings.safetensors"))).WithLabels(labels);
        var result = SpaceMeasurement.Run(set, new UncertaintyOptions { Replicates = 10, Permutations = 10 });
        var text = SeedTestWords.Report(result.SeedTests, "seed", []);
        foreach (var line in File.ReadLines(Repository.Shared("data/seed-embeddings/analysis_report.txt")).Where(l => l.Contains(": ") && !l.StartsWith("TEST", StringComparison.Ordinal) && !l.StartsWith("Result", StringComparison.Ordinal)))
            Assert.Contains(line, text);
        Assert.Equal(["FAIL", "FAIL", "FAIL", "PASS"], SeedTestWords.Of(result.SeedTests).Select(t => t.Result));
        using var json = JsonDocument.Parse(EmbeddingsJson.Of(result));
        Assert.Equal(210, json.RootElement.GetProperty("values").GetProperty("samples").GetInt32());
        Assert.Equal(0.0909, json.RootElement.GetProperty("verification").GetProperty("unseen_voices").GetProperty("lda_cosine").GetProperty("eer").GetDouble(), 0.0001);
        Assert.Equal("head finds more than cosine", json.RootElement.GetProperty("finding").GetString());
        Assert.Matches(@"cosine 47\.8 %, head on unseen voices 9\.1 % \([\d.]+ % to [\d.]+ %\), on unseen voices and texts 20\.2 % \(", HeadWords.Headline(result.Verification));
    }

    [Fact]
    public void Channel_ranking_has_the_seed_s_file_form()
    {
        var labels = MetadataTable.ReadLabels(Repository.Shared("data/seed-embeddings/samples.csv"));
        var set = Assert.Single(EmbeddingFile.Read(Repository.Shared("data/seed-embeddings/embeddings.safetensors"))).WithLabels(labels).Where(s => s.IsClean);
        var seed = File.ReadLines(Repository.Shared("data/seed-embeddings/discriminative_channels.csv")).Skip(1).Select(l => l.Split(',')[0]).Take(10);
        Assert.Equal(seed, ChannelRanking.Compute(set.Matrix, set.Labels).Take(10).Select(c => $"{c.Channel}"));
    }
}
