using MimiNative.WavLm;

namespace MimiNative.Benchmarks.Peers;

/// <summary>WavLM with its x-vector head as an ONNX graph for clips of one length, as transformers computes it.</summary>
internal static class OnnxWavLm
{
    public static byte[] Model(WavLmCheckpoint weights, int samples)
    {
        var (config, g) = (weights.Config, new OnnxGraph());
        var x = "samples";
        var inputs = 1;
        for (var i = 0; i < config.ConvolutionChannels.Count; i++)
        {
            var (outputs, kernel, name) = (config.ConvolutionChannels[i], config.ConvolutionKernels[i], $"wavlm.feature_extractor.conv_layers.{i}");
            x = g.Convolve(x, Read($"{name}.conv.weight", outputs * inputs * kernel), null, outputs, kernel, config.ConvolutionStrides[i]);
            if (i == 0)
                x = g.Node("InstanceNormalization", [x, g.Constant(Read($"{name}.layer_norm.weight", outputs), outputs), g.Constant(Read($"{name}.layer_norm.bias", outputs), outputs)], ("epsilon", 1e-5));
            (x, inputs) = (g.Gelu(x), outputs);
        }

        var (frames, width) = (config.Frames(samples), config.Width);
        x = Linear(Norm(g.Rows(x), "wavlm.feature_projection.layer_norm", inputs), "wavlm.feature_projection.projection", inputs, width);
        var position = g.Convolve(g.Columns(x), Positions(), Read("wavlm.encoder.pos_conv_embed.conv.bias", width), width, config.PositionKernel, left: config.PositionKernel / 2, right: config.PositionKernel / 2 - 1, groups: config.PositionGroups);
        x = Norm(g.Add(x, g.Rows(g.Gelu(position))), "wavlm.encoder.layer_norm", width);

        var powers = Read("layer_weights", config.Layers + 1).Select(v => Math.Exp(v)).ToArray();
        var table = Table();
        var sum = g.Multiply(x, g.Scalar(powers[0] / powers.Sum()));
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"wavlm.encoder.layers.{i}";
            x = Norm(g.Add(x, Attention(x, $"{name}.attention")), $"{name}.layer_norm", width);
            var hidden = g.Gelu(Linear(x, $"{name}.feed_forward.intermediate_dense", width, config.FeedForward));
            x = Norm(g.Add(x, Linear(hidden, $"{name}.feed_forward.output_dense", config.FeedForward, width)), $"{name}.final_layer_norm", width);
            sum = g.Add(sum, g.Multiply(x, g.Scalar(powers[i + 1] / powers.Sum())));
        }

        x = g.Columns(Linear(sum, "projector", width, config.TdnnChannels[0]));
        var (before, left) = (config.TdnnChannels[0], frames);
        for (var i = 0; i < config.TdnnChannels.Count; i++)
        {
            var (outputs, kernel, dilation) = (config.TdnnChannels[i], config.TdnnKernels[i], config.TdnnDilations[i]);
            x = g.Node("Relu", [g.Convolve(x, Swapped(Read($"tdnn.{i}.kernel.weight", outputs * kernel * before), outputs, kernel, before), Read($"tdnn.{i}.kernel.bias", outputs), outputs, kernel, dilation: dilation)]);
            (before, left) = (outputs, left - (kernel - 1) * dilation);
        }

        // Mean and unbiased standard deviation over the frames.
        var mean = g.Node("ReduceMean", [x], ("axes", new long[] { 3 }), ("keepdims", 1L));
        var centred = g.Node("Sub", [x, mean]);
        var variance = g.Multiply(g.Node("ReduceSum", [g.Multiply(centred, centred), g.Integers(3)], ("keepdims", 1L)), g.Scalar(1.0 / (left - 1)));
        var pooled = g.Reshape(g.Node("Concat", [mean, g.Node("Sqrt", [variance])], ("axis", 1L)), 1, 2 * before);
        return g.Model(("samples", [1, 1, 1, samples]), (Linear(pooled, "feature_extractor", 2 * before, config.EmbeddingChannels), [1, config.EmbeddingChannels]));

        float[] Read(string name, int length)
        {
            var values = new float[length];
            weights.Read(name, values);
            return values;
        }

        string Linear(string input, string name, int from, int to) => g.Linear(input, Read($"{name}.weight", from * to), to, Read($"{name}.bias", to));
        string Norm(string input, string name, int channels) => g.LayerNorm(input, Read($"{name}.weight", channels), Read($"{name}.bias", channels), config.NormEps);

        string Attention(string input, string name)
        {
            int heads = config.Heads, dim = config.HeadDimension;
            string Part(string part) => g.Heads(Linear(input, $"{name}.{part}", width, width), frames, heads, dim);
            var gate = g.Linear(g.Heads(input, frames, heads, dim), Read($"{name}.gru_rel_pos_linear.weight", 8 * dim), 8, Read($"{name}.gru_rel_pos_linear.bias", 8));
            var gates = g.Nodes("Split", 2, [g.Node("Sigmoid", [g.Node("ReduceSum", [g.Reshape(gate, 1, heads, frames, 2, 4), g.Integers(-1)], ("keepdims", 0L))])], ("axis", -1L));
            var constant = g.Constant(Read($"{name}.gru_rel_pos_const", heads), 1, heads, 1, 1);
            var scale = g.Add(g.Multiply(gates[0], g.Node("Sub", [g.Multiply(gates[1], constant), g.Scalar(1)])), g.Scalar(2));
            return Linear(g.Attend(Part("q_proj"), Part("k_proj"), Part("v_proj"), g.Multiply(scale, table), frames, heads, dim), $"{name}.out_proj", width, width);
        }

        // g·v/‖v‖, the norm over outputs and inputs for each place of the kernel.
        float[] Positions()
        {
            var kernel = config.PositionKernel;
            var (gain, direction) = (Read("wavlm.encoder.pos_conv_embed.conv.weight_g", kernel), Read("wavlm.encoder.pos_conv_embed.conv.weight_v", width * (width / config.PositionGroups) * kernel));
            var squares = new double[kernel];
            for (var i = 0; i < direction.Length; i++)
                squares[i % kernel] += (double)direction[i] * direction[i];
            return [.. direction.Select((v, i) => (float)(gain[i % kernel] * v / Math.Sqrt(squares[i % kernel])))];
        }

        string Table()
        {
            var (embedding, values) = (Read("wavlm.encoder.layers.0.attention.rel_attn_embed.weight", config.Buckets * config.Heads), new float[config.Heads * frames * frames]);
            for (var h = 0; h < config.Heads; h++)
                for (var i = 0; i < frames; i++)
                    for (var j = 0; j < frames; j++)
                        values[(h * frames + i) * frames + j] = embedding[WavLm.Positions.Bucket(j - i, config.Buckets, config.MostBucketDistance) * config.Heads + h];
            return g.Constant(values, 1, config.Heads, frames, frames);
        }
    }

    /// <summary>(outputs, kernel, inputs) to (outputs, inputs, kernel).</summary>
    private static float[] Swapped(float[] weight, int outputs, int kernel, int inputs)
    {
        var result = new float[weight.Length];
        for (var o = 0; o < outputs; o++)
            for (var k = 0; k < kernel; k++)
                for (var i = 0; i < inputs; i++)
                    result[(o * inputs + i) * kernel + k] = weight[(o * kernel + k) * inputs + i];
        return result;
    }
}
