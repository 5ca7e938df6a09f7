using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Layout">Whose names it has.</param>
/// <param name="EncoderTensors">Tensors in it that the encoder reads.</param>
/// <param name="DecoderTensors">The others; 0 where the source has no decoder that fits.</param>
/// <param name="Config">The config.json beside it; null where none was needed.</param>
public sealed record WrittenCheckpoint(string Path, CheckpointLayout Layout, int EncoderTensors, int DecoderTensors, string? Config);

/// <summary>
/// Writes weights as a checkpoint that other implementations load: every tensor as float32 under moshi's names or transformers', with q, k and v split and permuted for the latter, and
/// transformers' config.json where the tensors' shapes don't tell the sizes. Nothing that is there already is replaced.
/// </summary>
public static class CheckpointWriter
{
    /// <summary>Writes the encoder, and the decoder where the source has it whole. Metadata say where the weights come from, and whether they are random.</summary>
    /// <param name="weights">Any weights.</param>
    /// <param name="layout">Whose names the tensors get.</param>
    /// <param name="path">The file; its folder is made where that is missing.</param>
    /// <param name="cancellation">Stops; then nothing is left.</param>
    /// <exception cref="WeightsException">The file is there already, a config.json beside it says otherwise, the layout can't say these sizes, or the source can't be read.</exception>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public static WrittenCheckpoint Write(Checkpoint weights, CheckpointLayout layout, string path, CancellationToken cancellation = default)
    {
        if (File.Exists(path))
            throw new WeightsException($"{path} is there already: remove it, or give another name");
        var config = PrepareConfig(weights, layout, path);
        var decoder = Decoder(weights);
        var tensors = TensorCatalog.Native(weights.Config).Where(t => t.InEncoder || decoder is not null).ToList();
        using (var file = new SafetensorsWriter(path, tensors.SelectMany(t => Announced(t, layout)), Metadata(weights)))
        {
            foreach (var tensor in tensors)
            {
                cancellation.ThrowIfCancellationRequested();
                var values = new float[tensor.Elements];
                if (tensor.InEncoder)
                    weights.Read(tensor.Name, values);
                else
                    decoder!(tensor.Name, values);
                Append(file, tensor, layout, weights.Config, values);
            }
            // Before the checkpoint, which would be read with other sizes as long as it stood alone.
            if (config is { IsThere: false })
                AtomicFile.Write(config.Value.Path, stream => ConfigWriter.Write(stream, weights.Config));
            file.Commit();
        }
        return new(path, layout, Count(true), Count(false), config?.Path);

        int Count(bool inEncoder) => tensors.Where(t => t.InEncoder == inEncoder).Sum(t => Names(t, layout).Length);
    }

    /// <summary>The config.json that belongs beside the file, and whether one that says the same is there; null where none is needed.</summary>
    private static (string Path, bool IsThere)? PrepareConfig(Checkpoint weights, CheckpointLayout layout, string path)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "config.json");
        var needed = layout == CheckpointLayout.HuggingFace || !weights.Config.HasReleasedSizes();
        if (needed && ConfigWriter.WhyNot(weights.Config) is { } why)
        {
            if (layout == CheckpointLayout.HuggingFace)
                throw new WeightsException($"{weights.Description}: {why}; moshi's layout holds it");
            needed = false;
        }
        if (!File.Exists(beside))
            return needed ? (beside, false) : null;
        if (ConfigJson.Read(beside) is { } there ? there.Config.Describe() == weights.Config.Describe() : !needed)
            return (beside, true);
        throw new WeightsException($"{beside} is there already and describes other sizes than {weights.Description} has: write into another folder");
    }

    /// <summary>Reads the decoder's tensors; null where the source hasn't all of them.</summary>
    private static Action<string, float[]>? Decoder(Checkpoint weights) => weights switch
    {
        SyntheticCheckpoint synthetic => (name, values) => synthetic.Read(name, values),
        FileCheckpoint { HasDecoder: true } file => file.ReadDecoder,
        _ => null,
    };

    // "format" is what transformers asks of a file before it loads one.
    private static Dictionary<string, string> Metadata(Checkpoint weights) => new()
    {
        ["format"] = "pt",
        ["made_by"] = $"mimi {typeof(CheckpointWriter).Assembly.GetName().Version!.ToString(3)}",
        ["weights"] = (weights as FileCheckpoint)?.Seed is { } seed ? SyntheticCheckpoint.Prefix + seed : weights.IsSynthetic ? weights.Description : Path.GetFileName(weights.Description),
        [FileCheckpoint.SyntheticKey] = weights.IsSynthetic ? "true" : "false",
    };

    private static IEnumerable<(string Name, SafetensorsType Type, IReadOnlyList<long> Shape)> Announced(TensorSpec tensor, CheckpointLayout layout)
    {
        var names = Names(tensor, layout);
        IReadOnlyList<long> shape = [tensor.Shape[0] / names.Length, .. tensor.Shape.Skip(1).Select(n => (long)n)];
        return names.Select(name => (name, SafetensorsType.F32, shape));
    }

    private static string[] Names(TensorSpec tensor, CheckpointLayout layout) => layout == CheckpointLayout.HuggingFace ? LayoutNames.HuggingFace(tensor.Name) : [tensor.Name];

    private static void Append(SafetensorsWriter file, TensorSpec tensor, CheckpointLayout layout, MimiConfig config, float[] values)
    {
        if (Names(tensor, layout) is not [var query, var key, var value])
        {
            file.Append<float>(Names(tensor, layout)[0], values);
            return;
        }
        var part = values.Length / 3;
        AppendPermuted(file, query, values.AsSpan(0, part), config);
        AppendPermuted(file, key, values.AsSpan(part, part), config);
        file.Append<float>(value, values.AsSpan(2 * part));
    }

    /// <summary>The inverse of <see cref="TensorSource.SplitAttention"/>: inside each head the even rows first, then the odd ones.</summary>
    private static void AppendPermuted(SafetensorsWriter file, string name, ReadOnlySpan<float> matrix, MimiConfig config)
    {
        var (dimension, half, width) = (config.HeadDimension, config.HeadDimension / 2, config.Width);
        for (var row = 0; row < matrix.Length / width; row++)
        {
            var (head, i) = (row / dimension, row % dimension);
            var source = head * dimension + (i < half ? 2 * i : 2 * (i - half) + 1);
            file.Append(name, matrix.Slice(source * width, width));
        }
    }
}
