using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;
using MimiNative.Weights;

namespace MimiNative.Analysis.Tests.Heads;

public sealed class HeadFileTests : IDisposable
{
    private static readonly Origin Origin = new()
    {
        MadeBy = "mimi 1.2.3", Weights = "a.safetensors", WeightsSha256 = "ab12", Synthetic = false, Padding = PaddingDialect.PerLayer, Device = "cpu", Input = "recordings",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(HeadScoring.Cosine, null)]
    [InlineData(HeadScoring.Plda, 1.5)]
    public void A_head_comes_back_from_its_file_whole(HeadScoring scoring, double? duration)
    {
        var head = Head(scoring, duration);
        HeadFile.Write(_folder["h.safetensors"], head);
        HeadFile.Write(_folder["again.safetensors"], head);
        var read = HeadFile.Read(_folder["h.safetensors"]);
        Assert.Equal(head.Key, read.Key);
        Assert.Equal(Origin.Metadata().Append(new("tap", "latent")).Append(new("pooling", "stats")), read.Origin.Metadata().OrderBy(m => m.Key == "pooling"), (a, b) => a.Key == b.Key && a.Value == b.Value);
        Assert.Equal(JsonSerializer.Serialize(head.Training), JsonSerializer.Serialize(read.Training));
        Assert.Equal(head.Errors, read.Errors);
        Assert.Equal(scoring, read.Map.Scoring);
        Assert.Equal(head.Map.Projection.ToArray(), read.Map.Projection.ToArray());
        Assert.Equal(File.ReadAllBytes(_folder["h.safetensors"]), File.ReadAllBytes(_folder["again.safetensors"]));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["h.safetensors"]))), read.Sha256);
    }

    [Fact]
    public void A_head_for_something_else_is_refused_naming_both_sides()
    {
        var head = Head(HeadScoring.Cosine, null);
        var mine = new EmbeddingKey("latent", Pooling.Stats);
        head.RequireFor(mine, Origin with { Device = "opencl", MadeBy = "another" });
        Refused("latent/stats", "transformer.2/stats", () => head.RequireFor(mine with { Tap = "transformer.2" }, Origin));
        Refused("latent/stats", "latent/mean", () => head.RequireFor(mine with { Pooling = Pooling.Mean }, Origin));
        Refused("latent/stats", "latent/stats/2s", () => head.RequireFor(mine with { Duration = 2 }, Origin));
        Refused("a.safetensors (SHA-256 ab12)", "b (cd34)", () => head.RequireFor(mine, Origin with { Weights = "b", WeightsSha256 = "cd34" }));
        Refused("per-layer", "waveform", () => head.RequireFor(mine, Origin with { Padding = PaddingDialect.Waveform }));

        static void Refused(string one, string other, Action action)
        {
            var message = Assert.Throws<DataSetException>(action).Message;
            Assert.Contains(one, message, StringComparison.Ordinal);
            Assert.Contains(other, message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("format", null, "not a head")]
    [InlineData("tap", null, "'tap'")]
    [InlineData("pooling", "sideways", "'pooling'")]
    [InlineData("kind", "svm", "'kind'")]
    [InlineData("padding", "none", "'padding'")]
    [InlineData("synthetic", "perhaps", "'synthetic'")]
    [InlineData("duration", "-1", "'duration'")]
    [InlineData("training_voice_ids", "[1]", "'training_voice_ids'")]
    [InlineData("training_voice_ids", "[null]", "'training_voice_ids'")]
    [InlineData("training_clips", "many", "'training_clips'")]
    [InlineData("eer_unseen_voices", "0.1 0.2", "'eer_unseen_voices'")]
    public void Wrong_metadata_is_refused_by_name(string key, string? value, string message)
    {
        var path = _folder["h.safetensors"];
        HeadFile.Write(path, Head(HeadScoring.Cosine, null));
        Rewrite(path, metadata =>
        {
            if (value is null)
                metadata.Remove(key);
            else
                metadata[key] = value;
        }, _ => { });
        Assert.Contains(message, Assert.Throws<DataSetException>(() => HeadFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_tensors_are_refused_by_name_with_the_file()
    {
        var path = _folder["h.safetensors"];
        void Wrong(string message, Action<Dictionary<string, (long[] Shape, double[] Values)>> change)
        {
            HeadFile.Write(path, Head(HeadScoring.Cosine, null));
            Rewrite(path, _ => { }, change);
            var said = Assert.Throws<DataSetException>(() => HeadFile.Read(path)).Message;
            Assert.StartsWith(path, said, StringComparison.Ordinal);
            Assert.Contains(message, said, StringComparison.Ordinal);
        }

        Wrong("'mean'", t => t.Remove("mean"));
        Wrong("not finite", t => t["mean"].Values[0] = double.NaN);
        Wrong("negative", t => t["eigenvalues"].Values[0] = -1);
        Wrong("shape", t => t["projection"] = ([1, t["projection"].Values.Length], t["projection"].Values));
        Assert.Contains("no such file", Assert.Throws<DataSetException>(() => HeadFile.Read(_folder["none"])).Message, StringComparison.Ordinal);
    }

    private static TrainedHead Head(HeadScoring scoring, double? duration)
    {
        var map = SpeakerHead.Fit(new EmbeddingMatrix([-3, -1, -3, 1, -1, -1, -1, 1, 1, -1, 1, 1, 3, -1, 3, 1, 0, 4, 1, 5], 10, 2), new SpaceLabels([0, 0, 0, 0, 1, 1, 1, 1, 2, 2], null), scoring);
        var errors = new HeadErrors(new(0.1, 0.05, 0.2), new(0.3, 0.25, 0.5), Estimate.None, Estimate.None, new(-0.2, -0.3, double.NaN));
        return new TrainedHead(map, new EmbeddingKey("latent", Pooling.Stats, duration), Origin, new HeadTraining("recordings", "00ff", ["anna", "\"bo\"", "café"], 10), errors);
    }

    private static void Rewrite(string path, Action<Dictionary<string, string>> metadata, Action<Dictionary<string, (long[] Shape, double[] Values)>> tensors)
    {
        Dictionary<string, string> facts;
        Dictionary<string, (long[] Shape, double[] Values)> parts;
        using (var file = SafetensorsFile.Open(path))
            (facts, parts) = (file.Metadata.ToDictionary(), file.Tensors.ToDictionary(t => t.Name, t => (t.Shape.ToArray(), file.Read<double>(t.Name))));
        metadata(facts);
        tensors(parts);
        using var writer = new SafetensorsWriter(path, parts.Select(t => (t.Key, SafetensorsType.F64, (IReadOnlyList<long>)t.Value.Shape)), facts);
        foreach (var (name, (_, values)) in parts)
            writer.Append<double>(name, values);
        writer.Commit();
    }
}
