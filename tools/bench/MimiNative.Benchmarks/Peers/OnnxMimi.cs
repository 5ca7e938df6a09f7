using MimiNative.Weights;

namespace MimiNative.Benchmarks.Peers;

/// <summary>Mimi's encoder, waveform to latent, as an ONNX graph for clips of one length: whole frames.</summary>
internal static class OnnxMimi
{
    public static byte[] Model(Checkpoint weights, int samples)
    {
        var config = weights.Config;
        var g = new OnnxGraph();
        var frames = samples;
        var x = Causal("samples", "encoder.model.0.conv.conv", 1);
        for (var stage = 0; stage < config.Ratios.Count; stage++)
        {
            var (block, ratio) = ($"encoder.model.{1 + 3 * stage}.block", config.Ratios[stage]);
            var y = Causal(g.Node("Elu", [x]), $"{block}.1.conv.conv", 1);
            x = g.Add(x, Causal(g.Node("Elu", [y]), $"{block}.3.conv.conv", 1));
            x = Causal(g.Node("Elu", [x]), $"encoder.model.{3 + 3 * stage}.conv.conv", ratio);
            frames /= ratio;
        }

        x = g.Rows(Causal(g.Node("Elu", [x]), $"encoder.model.{2 + 3 * config.Ratios.Count}.conv.conv", 1));
        x = Transformer(g, x, weights, frames);
        var (name, shape) = ("downsample.conv.conv.conv.weight", weights.Shape("downsample.conv.conv.conv.weight"));
        var padding = g.Integers(0, 0, 0, shape[2] - config.Downsample, 0, 0, 0, 0);
        x = g.Convolve(g.Node("Pad", [g.Columns(x), padding], ("mode", "edge")), weights.Read(name), null, shape[0], shape[2], config.Downsample);
        return g.Model(("samples", [1, 1, 1, samples]), (g.Rows(x), [1, frames / config.Downsample, config.Width]));

        string Causal(string input, string layer, int stride)
        {
            var shape = weights.Shape($"{layer}.weight");
            return g.Convolve(input, weights.Read($"{layer}.weight"), weights.Read($"{layer}.bias"), shape[0], shape[2], stride, left: shape[2] - stride);
        }
    }

    private static string Transformer(OnnxGraph g, string x, Checkpoint weights, int frames)
    {
        var config = weights.Config;
        int heads = config.Heads, dim = config.HeadDimension, half = dim / 2, width = config.Width;
        var (cos, sin, mask) = (new float[frames * half], new float[frames * half], new float[frames * frames]);
        for (var t = 0; t < frames; t++)
        {
            for (var i = 0; i < half; i++)
            {
                var (s, c) = Math.SinCos(t * Math.Pow(config.RopeBase, -2.0 * i / dim));
                (cos[t * half + i], sin[t * half + i]) = ((float)c, (float)s);
            }

            for (var j = 0; j < frames; j++)
                mask[t * frames + j] = j <= t && t - j < config.Window ? 0 : float.NegativeInfinity;
        }

        var (cosines, sines, bias) = (g.Constant(cos, 1, 1, frames, half), g.Constant(sin, 1, 1, frames, half), g.Constant(mask, 1, 1, frames, frames));
        for (var n = 0; n < config.Layers; n++)
        {
            var name = $"encoder_transformer.transformer.layers.{n}";
            var parts = g.Nodes("Split", 3, [g.Linear(Norm(x, 1), Halves(weights.Read($"{name}.self_attn.in_proj_weight"), heads, dim), 3 * width)], ("axis", -1L));
            var mixed = g.Attend(Rotate(g.Heads(parts[0], frames, heads, dim)), Rotate(g.Heads(parts[1], frames, heads, dim)), g.Heads(parts[2], frames, heads, dim), bias, frames, heads, dim);
            x = g.Add(x, Scaled(g.Linear(mixed, weights.Read($"{name}.self_attn.out_proj.weight"), width), 1));
            var hidden = g.Gelu(g.Linear(Norm(x, 2), weights.Read($"{name}.linear1.weight"), config.FeedForward));
            x = g.Add(x, Scaled(g.Linear(hidden, weights.Read($"{name}.linear2.weight"), width), 2));

            string Norm(string input, int which) => g.LayerNorm(input, weights.Read($"{name}.norm{which}.weight"), weights.Read($"{name}.norm{which}.bias"), config.NormEps);
            string Scaled(string input, int which) => g.Multiply(input, g.Constant(weights.Read($"{name}.layer_scale_{which}.scale"), width));
        }

        return x;

        string Rotate(string input)
        {
            var halves = g.Nodes("Split", 2, [input], ("axis", -1L));
            return g.Node("Concat",
                [g.Node("Sub", [g.Multiply(halves[0], cosines), g.Multiply(halves[1], sines)]), g.Add(g.Multiply(halves[0], sines), g.Multiply(halves[1], cosines))], ("axis", -1L));
        }
    }

    /// <summary>Rows of queries and keys from interleaved rotary pairs (2i, 2i + 1) to pairs (i, i + dim / 2): the same attention, fewer strided reads. Values stay.</summary>
    public static float[] Halves(float[] projections, int heads, int dim)
    {
        var width = projections.Length / (3 * heads * dim);
        var result = (float[])projections.Clone();
        for (var row = 0; row < 2 * heads * dim; row++)
        {
            var (head, i) = (row / dim, row % dim);
            projections.AsSpan((head * dim + 2 * (i % (dim / 2)) + i / (dim / 2)) * width, width).CopyTo(result.AsSpan(row * width));
        }

        return result;
    }
}
