using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;
using MimiNative.Weights;

namespace MimiNative.Analysis.Heads;

/// <summary>A <see cref="TrainedHead"/> on disk: a safetensors file with the float64 tensors of <see cref="SpeakerHead.Tensors"/>, everything else in the header's metadata.</summary>
public static class HeadFile
{
    private const string Format = "mimi-head-1";

    /// <summary>Writes a head; the file is whole or not there, and the same head gives the same bytes.</summary>
    /// <exception cref="DataSetException">It can't be written.</exception>
    public static void Write(string path, TrainedHead head)
    {
        var metadata = new Dictionary<string, string>(head.Origin.Metadata())
        {
            ["format"] = Format,
            ["kind"] = head.Kind,
            ["tap"] = head.Key.Tap,
            ["pooling"] = head.Key.Pooling.Name(),
            ["training_data"] = head.Training.Data,
            ["training_sha256"] = head.Training.Sha256,
            ["training_clips"] = head.Training.Clips.ToString(CultureInfo.InvariantCulture),
            ["training_voices"] = head.Training.Voices.Count.ToString(CultureInfo.InvariantCulture),
            ["training_voice_ids"] = JsonSerializer.Serialize([.. head.Training.Voices], EmbeddingJson.Default.StringArray),
        };
        if (head.Key.Duration is { } seconds)
            metadata["duration"] = Text(seconds);
        foreach (var (name, estimate) in Named(head.Errors))
            if (double.IsFinite(estimate.Value))
                metadata[name] = string.Join(' ', Text(estimate.Value), Text(estimate.Low), Text(estimate.High));
        try
        {
            var tensors = head.Map.Tensors;
            using var writer = new SafetensorsWriter(path, tensors.Select(t => (t.Name, SafetensorsType.F64, (IReadOnlyList<long>)[.. t.Shape.Select(n => (long)n)])), metadata);
            foreach (var tensor in tensors)
                writer.Append<double>(tensor.Name, tensor.Values);
            writer.Commit();
        }
        catch (WeightsException e)
        {
            throw new DataSetException(e.Message, e);
        }
    }

    /// <summary>Reads a head.</summary>
    /// <exception cref="DataSetException">There is no such file, it isn't a head, or something in it is missing or wrong (named).</exception>
    public static TrainedHead Read(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault("format") != Format)
                throw new DataSetException($"{path}: not a head made by mimi train-head (its metadata has no format {Format})");
            var facts = new Facts(path, file.Metadata);
            var scoring = TrainedHead.Kinds.Find(facts["kind"]) ?? throw facts.Wrong("kind");
            // What else is in the file is not read: it may be of any size.
            var tensors = file.Tensors.Where(t => t.Name is "mean" or "projection" or "eigenvalues" or "voice_noise")
                .Select(t => new HeadTensor(t.Name, [.. t.Shape.Select(n => (int)Math.Min(n, int.MaxValue))], file.Read<double>(t.Name))).ToList();
            return new TrainedHead(SpeakerHead.FromTensors(tensors, scoring, file.Metadata), facts.Key(), facts.Origin(), facts.Training(), facts.Errors()) { Path = path, Sha256 = InputFile.Sha256(path) };
        }
        catch (WeightsException e)
        {
            throw new DataSetException(e.Message, e);
        }
        catch (MetricsException e)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }

    private static IEnumerable<(string Name, Estimate Value)> Named(HeadErrors errors) =>
    [
        ("eer_unseen_voices", errors.Head), ("eer_unseen_voices_cosine", errors.Cosine),
        ("eer_unseen_voices_and_texts", errors.HeadUnseenTexts), ("eer_unseen_voices_and_texts_cosine", errors.CosineUnseenTexts),
        ("eer_over_cosine", errors.OverCosine),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The metadata, read without trust.</summary>
    private sealed class Facts(string path, IReadOnlyDictionary<string, string> metadata)
    {
        public string this[string name] => metadata.GetValueOrDefault(name) ?? throw new DataSetException($"{path}: a head without '{name}' in its metadata");

        public DataSetException Wrong(string name) => new($"{path}: '{name}' in the head's metadata is '{this[name]}', which can't be");

        public EmbeddingKey Key() => new(this["tap"], Pooling(), metadata.ContainsKey("duration") ? Number("duration", this["duration"]) is var seconds and > 0 ? seconds : throw Wrong("duration") : null);

        public Origin Origin() => new()
        {
            MadeBy = this["made_by"], Weights = this["weights"], WeightsSha256 = this["weights_sha256"], Device = this["device"],
            Synthetic = bool.TryParse(this["synthetic"], out var synthetic) ? synthetic : throw Wrong("synthetic"),
            Padding = PaddingNames.Find(this["padding"]) ?? throw Wrong("padding"),
            WeightsFile = metadata.TryGetValue("weights_file_sha256", out var file) ? new CheckpointIdentity(file, metadata.GetValueOrDefault("weights_variant")) : null,
            Input = metadata.GetValueOrDefault("input"), Taps = [this["tap"]], Poolings = [this["pooling"]],
        };

        public HeadTraining Training()
        {
            try
            {
                var voices = JsonSerializer.Deserialize(this["training_voice_ids"], EmbeddingJson.Default.StringArray);
                return new HeadTraining(this["training_data"], this["training_sha256"], voices is null || voices.Contains(null) ? throw Wrong("training_voice_ids") : voices,
                    int.TryParse(this["training_clips"], NumberStyles.None, CultureInfo.InvariantCulture, out var clips) ? clips : throw Wrong("training_clips"));
            }
            catch (JsonException)
            {
                throw Wrong("training_voice_ids");
            }
        }

        public HeadErrors Errors()
        {
            Estimate[] values = [.. Named(new HeadErrors(default, default, default, default, default)).Select(e => Estimate(e.Name))];
            return new HeadErrors(values[0], values[1], values[2], values[3], values[4]);
        }

        private Pooling Pooling()
        {
            try
            {
                return Poolings.Parse(this["pooling"]);
            }
            catch (ArgumentException)
            {
                throw Wrong("pooling");
            }
        }

        private Estimate Estimate(string name) => !metadata.TryGetValue(name, out var text) ? Metrics.Estimate.None
            : text.Split(' ') is [var value, var low, var high] ? new Estimate(Number(name, value), Number(name, low), Number(name, high))
            : throw Wrong(name);

        private double Number(string name, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(name);
    }
}
