using System.Text;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

/// <summary>Small checkpoints made for tests: synthetic values at toy sizes, in either layout.</summary>
internal static class CheckpointFiles
{
    public static readonly MimiConfig Toy = new()
    {
        Filters = 4, Width = 16, Layers = 2, Heads = 2, HeadDimension = 8, FeedForward = 24, Window = 7, CodebookSize = 8, CodebookDimension = 6, Codebooks = 4,
    };

    /// <summary>What transformers writes beside such a checkpoint.</summary>
    public static byte[] ConfigJson(string extra = "") => Encoding.UTF8.GetBytes($$"""
        {
          "model_type": "mimi", "num_filters": 4, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 8,
          "intermediate_size": 24, "sliding_window": 7, "codebook_size": 8, "codebook_dim": 6, "vector_quantization_hidden_dimension": 6, "num_quantizers": 4,
          "upsampling_ratios": [8, 6, 5, 4], "frame_rate": 12.5, "rope_theta": 10000.0 {{extra}}
        }
        """);

    /// <summary>The toy checkpoint's tensors under native names.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Native()
    {
        using var synthetic = new SyntheticCheckpoint("toy", Toy);
        return synthetic.Tensors.ToDictionary(t => t.Name, t => (t.Shape.Select(n => (long)n).ToArray(), synthetic.Read(t.Name)));
    }

    /// <summary>The same model as transformers keeps it, made by the plain definition of the permutation.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> HuggingFace()
    {
        var result = new Dictionary<string, (long[] Shape, float[] Values)>();
        foreach (var (name, (shape, values)) in Native())
        {
            var names = LayoutNames.HuggingFace(name);
            if (names.Length == 1)
            {
                result[names[0]] = (shape, values);
                continue;
            }
            var part = values.Length / 3;
            for (var i = 0; i < 3; i++)
            {
                var matrix = values.AsSpan(i * part, part).ToArray();
                result[names[i]] = ([shape[0] / 3, shape[1]], i < 2 ? Permute(matrix) : matrix);
            }
        }
        return result;
    }

    public static string Write(string path, Dictionary<string, (long[] Shape, float[] Values)> tensors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new SafetensorsWriter(path, tensors.Select(t => (t.Key, SafetensorsType.F32, (IReadOnlyList<long>)t.Value.Shape)));
        foreach (var (name, (_, values)) in tensors)
            writer.Append<float>(name, values);
        writer.Commit();
        return path;
    }

    /// <summary>New row i of a head = old row 2i, new row i + D/2 = old row 2i + 1.</summary>
    private static float[] Permute(float[] matrix)
    {
        var (width, dim) = (Toy.Width, Toy.HeadDimension);
        var result = new float[matrix.Length];
        for (var head = 0; head < Toy.Heads; head++)
            for (var i = 0; i < dim / 2; i++)
                for (var c = 0; c < width; c++)
                {
                    result[(head * dim + i) * width + c] = matrix[(head * dim + 2 * i) * width + c];
                    result[(head * dim + i + dim / 2) * width + c] = matrix[(head * dim + 2 * i + 1) * width + c];
                }
        return result;
    }
}
