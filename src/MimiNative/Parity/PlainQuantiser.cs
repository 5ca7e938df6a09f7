using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>
/// The split residual vector quantiser by its definition, in float64, without any of the encoder's means: what the codes of a latent must be, and how clear each choice is.
/// For checks of short clips; slow.
/// </summary>
internal static class PlainQuantiser
{
    /// <summary>Quantises (frames, width) latents with the first <paramref name="codebooks"/> codebooks.</summary>
    /// <returns>Codes and margins, both (codebooks, frames). A margin is the distance to the second-nearest row minus the distance to the nearest.</returns>
    public static (Codes Codes, float[] Margins) Quantise(Checkpoint weights, ReadOnlySpan<float> latent, int codebooks)
    {
        var config = weights.Config;
        var frames = latent.Length / config.Width;
        var codes = new Codes(codebooks, frames, new int[codebooks * frames]);
        var margins = new float[codebooks * frames];
        var semantic = Math.Min(codebooks, config.SemanticCodebooks);
        Branch(weights, "rvq_first", latent, 0, semantic, codes, margins);
        if (codebooks > semantic)
            Branch(weights, "rvq_rest", latent, semantic, codebooks - semantic, codes, margins);
        return (codes, margins);
    }

    private static void Branch(Checkpoint weights, string branch, ReadOnlySpan<float> latent, int firstCodebook, int levels, Codes codes, float[] margins)
    {
        var residuals = Project(weights.Read($"quantizer.{branch}.input_proj.weight"), latent, weights.Config);
        for (var level = 0; level < levels; level++)
        {
            var rows = Rows(weights, $"quantizer.{branch}.vq.layers.{level}._codebook", weights.Config);
            for (var frame = 0; frame < codes.Frames; frame++)
            {
                var (code, margin) = Nearest(rows, residuals[frame]);
                codes.Values[(firstCodebook + level) * codes.Frames + frame] = code;
                margins[(firstCodebook + level) * codes.Frames + frame] = (float)margin;
                for (var i = 0; i < residuals[frame].Length; i++)
                    residuals[frame][i] -= rows[code][i];
            }
        }
    }

    private static double[][] Project(float[] matrix, ReadOnlySpan<float> latent, MimiConfig config)
    {
        var result = new double[latent.Length / config.Width][];
        for (var frame = 0; frame < result.Length; frame++)
        {
            var input = latent.Slice(frame * config.Width, config.Width);
            var output = result[frame] = new double[config.CodebookDimension];
            for (var i = 0; i < output.Length; i++)
                for (var j = 0; j < input.Length; j++)
                    output[i] += (double)matrix[i * input.Length + j] * input[j];
        }
        return result;
    }

    private static double[][] Rows(Checkpoint weights, string codebook, MimiConfig config)
    {
        var sums = weights.Read(codebook + ".embedding_sum");
        var usage = weights.Read(codebook + ".cluster_usage");
        return [.. usage.Select((used, row) => sums.Skip(row * config.CodebookDimension).Take(config.CodebookDimension).Select(sum => sum / (double)Math.Max(used, 1e-5f)).ToArray())];
    }

    private static (int Code, double Margin) Nearest(double[][] rows, double[] target)
    {
        var (code, nearest, second) = (0, double.PositiveInfinity, double.PositiveInfinity);
        for (var row = 0; row < rows.Length; row++)
        {
            var distance = 0.0;
            for (var i = 0; i < target.Length; i++)
                distance += (rows[row][i] - target[i]) * (rows[row][i] - target[i]);
            if (distance < nearest)
                (code, nearest, second) = (row, distance, nearest);
            else if (distance < second)
                second = distance;
        }
        return (code, Math.Sqrt(second) - Math.Sqrt(nearest));
    }
}
