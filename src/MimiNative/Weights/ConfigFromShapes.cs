using MimiNative.Encoder;

namespace MimiNative.Weights;

/// <summary>
/// Sizes of a checkpoint that has no config.json, from its tensors' shapes. Shapes can't tell the number of heads, the attention window, the sample rate, epsilon
/// and the rotary base. In a checkpoint of the released sizes those are known. In any other they are assumed, by a fixed rule, and reported as such.
/// </summary>
internal static class ConfigFromShapes
{
    private static readonly MimiConfig Released = new();

    /// <summary>The sizes, and in words what had to be assumed.</summary>
    /// <param name="shape">Shape of a tensor by native name, or null where the file hasn't got it: then the released size stands, and the missing tensor is reported later.</param>
    public static (MimiConfig Config, IReadOnlyList<string> Assumed) Read(Func<string, IReadOnlyList<long>?> shape)
    {
        var filters = Size("encoder.model.0.conv.conv.weight", 0, 3, Released.Filters);
        var ratios = Ratios();
        var last = $"encoder.model.{2 + 3 * ratios.Length}.conv.conv.weight";
        var width = Size(last, 0, 3, Released.Width);
        var (heads, headDim) = Heads(width);
        // A quantiser of which anything is there is whole or damaged; a Mimi without any is continuous.
        var continuous = shape("encoder.model.0.conv.conv.weight") is not null && shape("quantizer.rvq_first.vq.layers.0._codebook.embedding_sum") is null
            && shape("quantizer.rvq_rest.vq.layers.0._codebook.embedding_sum") is null && shape("quantizer.rvq_first.input_proj.weight") is null;
        var semantic = continuous ? 0 : Count(level => $"quantizer.rvq_first.vq.layers.{level}._codebook.embedding_sum", Released.SemanticCodebooks);
        var latent = continuous ? Size("downsample.conv.conv.conv.weight", 0, 3, width) : width;
        var config = new MimiConfig
        {
            Filters = filters,
            Ratios = ratios,
            KernelIn = Size("encoder.model.0.conv.conv.weight", 2, 3, Released.KernelIn),
            KernelOut = Size(last, 2, 3, Released.KernelOut),
            KernelResidual = Size("encoder.model.1.block.1.conv.conv.weight", 2, 3, Released.KernelResidual),
            Compress = Math.Max(1, filters / Size("encoder.model.1.block.1.conv.conv.weight", 0, 3, Math.Max(1, filters / Released.Compress))),
            Width = width,
            Layers = Count(layer => $"encoder_transformer.transformer.layers.{layer}.linear1.weight", Released.Layers),
            Heads = heads,
            HeadDimension = headDim,
            FeedForward = Size("encoder_transformer.transformer.layers.0.linear1.weight", 0, 2, Released.FeedForward),
            Downsample = Math.Max(1, Size("downsample.conv.conv.conv.weight", 2, 3, 2 * Released.Downsample) / 2),
            CodebookSize = Size("quantizer.rvq_first.vq.layers.0._codebook.embedding_sum", 0, 2, Released.CodebookSize),
            CodebookDimension = Size("quantizer.rvq_first.vq.layers.0._codebook.embedding_sum", 1, 2, Released.CodebookDimension),
            Codebooks = continuous ? 0 : semantic + Count(level => $"quantizer.rvq_rest.vq.layers.{level}._codebook.embedding_sum", Released.Codebooks - Released.SemanticCodebooks),
            SemanticCodebooks = semantic,
            LatentWidth = latent == width ? 0 : latent,
        };
        return (config, config.HasReleasedSizes() ? [] :
        [
            $"{heads} heads of {headDim}",
            $"attention window {config.Window}",
            $"sample rate {config.SampleRate}, norm epsilon {config.NormEps}, rotary base {config.RopeBase}",
        ]);

        int[] Ratios()
        {
            var found = new List<int>();
            while (found.Count < 8 && shape($"encoder.model.{LayerList.DownIndex(found.Count)}.conv.conv.weight") is [_, _, >= 2 and < 1 << 12 and var kernel])
                found.Add((int)kernel / 2);
            return found.Count == 0 ? [.. Released.Ratios] : [.. found];
        }

        int Size(string name, int axis, int rank, int otherwise) =>
            shape(name) is { } sizes && sizes.Count == rank && sizes[axis] is > 0 and <= 1 << 20 ? (int)sizes[axis] : otherwise;

        int Count(Func<int, string> name, int otherwise)
        {
            var count = 0;
            while (count < 1024 && shape(name(count)) is not null)
                count++;
            return count == 0 ? otherwise : count;
        }
    }

    /// <summary>Heads of 64 as in the released model where the width allows it; else two heads.</summary>
    private static (int Heads, int HeadDimension) Heads(int width) =>
        width % Released.HeadDimension == 0 ? (width / Released.HeadDimension, Released.HeadDimension) : width % 4 == 0 ? (2, width / 2) : (1, width);
}
