using MimiNative.WavLm;

namespace MimiNative.Plain;

/// <summary>
/// WavLM with its x-vector head as it reads in a book: in float64, nothing vectorised, folded or sliced, nothing shared with the product but the weights.
/// From top to bottom: the way of a clip, its blocks, the operations.
/// </summary>
/// <remarks>A signal is x[t, c]: frame t, channel c. Checked against transformers by the references; it then judges what these don't cover.</remarks>
public sealed class PlainWavLm(WavLmCheckpoint weights)
{
    private readonly WavLmConfig _config = weights.Config;
    private readonly Dictionary<string, double[,]> _taps = [];

    /// <summary>Every tap of a clip.</summary>
    public IReadOnlyDictionary<string, double[,]> Encode(ReadOnlySpan<float> samples)
    {
        var x = new double[samples.Length, 1];
        for (var t = 0; t < samples.Length; t++)
            x[t, 0] = samples[t];
        if (weights.NormalizesAudio)
            x = Normalize(x, 1e-7);
        x = Transformer(FeatureExtractor(x));
        Head(x);
        return _taps;
    }

    // ---- The blocks ----

    private double[,] FeatureExtractor(double[,] x)
    {
        for (var i = 0; i < _config.ConvolutionChannels.Count; i++)
        {
            var name = $"wavlm.feature_extractor.conv_layers.{i}";
            var (outputs, inputs) = (_config.ConvolutionChannels[i], x.GetLength(1));
            x = Convolve(x, $"{name}.conv", outputs, inputs, _config.ConvolutionKernels[i], _config.ConvolutionStrides[i]);
            if (_config.FeatureNorm == FeatureNorm.Layer)
                x = LayerNorm(x, $"{name}.layer_norm", 1e-5);
            else if (i == 0)
            {
                // Group norm with a group per channel: every channel over all frames.
                var (weight, bias, normal) = (Vector($"{name}.layer_norm.weight", outputs), Vector($"{name}.layer_norm.bias", outputs), Normalize(x, 1e-5));
                x = Each(x, (t, c) => normal[t, c] * weight[c] + bias[c]);
            }
            x = Tap($"conv.{i + 1}", Each(x, (t, c) => PlainEncoder.Gelu(x[t, c])));
        }
        return x;
    }

    /// <summary>The weighted sum of all hidden states.</summary>
    private double[,] Transformer(double[,] x)
    {
        x = Tap("feature_projection", Linear(LayerNorm(x, "wavlm.feature_projection.layer_norm", _config.NormEps), "wavlm.feature_projection.projection", _config.Width));
        var (projected, positions) = (x, Tap("positional_conv", Positions(x)));
        x = Tap("hidden_state.0", LayerNorm(Each(x, (t, c) => projected[t, c] + positions[t, c]), "wavlm.encoder.layer_norm", _config.NormEps));
        List<double[,]> states = [x];
        for (var i = 0; i < _config.Layers; i++)
            states.Add(x = Tap($"transformer.{i + 1}", Layer(x, i)));
        if (!_config.WeightedSum)
            return x;
        var powers = Vector("layer_weights", states.Count).Select(Math.Exp).ToArray();
        return Each(x, (t, c) => states.Zip(powers, (state, power) => state[t, c] * power / powers.Sum()).Sum());
    }

    /// <summary>Weight g · v / ‖v‖ with the norm for each place k of the kernel; padded by half a kernel on both sides, and of an even kernel's frames the last is dropped.</summary>
    private double[,] Positions(double[,] x)
    {
        const string name = "wavlm.encoder.pos_conv_embed.conv";
        int kernel = _config.PositionKernel, group = _config.Width / _config.PositionGroups;
        var (gain, direction, bias) = (Vector($"{name}.weight_g", kernel), Vector($"{name}.weight_v", _config.Width * group * kernel), Vector($"{name}.bias", _config.Width));
        var norms = Enumerable.Range(0, kernel).Select(k => Math.Sqrt(Enumerable.Range(0, _config.Width * group).Sum(i => Math.Pow(direction[i * kernel + k], 2)))).ToArray();
        return Each(x, (t, o) =>
        {
            var sum = bias[o];
            for (var k = 0; k < kernel; k++)
                if (t + k - kernel / 2 is var at && at >= 0 && at < x.GetLength(0))
                    for (var i = 0; i < group; i++)
                        sum += x[at, o / group * group + i] * gain[k] * direction[(o * group + i) * kernel + k] / norms[k];
            return PlainEncoder.Gelu(sum);
        });
    }

    private double[,] Layer(double[,] x, int number)
    {
        var name = $"wavlm.encoder.layers.{number}";
        var mixed = Linear(Attention(x, $"{name}.attention"), $"{name}.attention.out_proj", _config.Width);
        var y = LayerNorm(Each(x, (t, c) => x[t, c] + mixed[t, c]), $"{name}.layer_norm", _config.NormEps);
        var hidden = Linear(y, $"{name}.feed_forward.intermediate_dense", _config.FeedForward);
        var made = Linear(Each(hidden, (t, c) => PlainEncoder.Gelu(hidden[t, c])), $"{name}.feed_forward.output_dense", _config.Width);
        return LayerNorm(Each(y, (t, c) => y[t, c] + made[t, c]), $"{name}.final_layer_norm", _config.NormEps);
    }

    private double[,] Attention(double[,] x, string name)
    {
        int frames = x.GetLength(0), heads = _config.Heads, dim = _config.Width / heads;
        var (q, k, v) = (Linear(x, $"{name}.q_proj", _config.Width), Linear(x, $"{name}.k_proj", _config.Width), Linear(x, $"{name}.v_proj", _config.Width));
        var embedding = Vector("wavlm.encoder.layers.0.attention.rel_attn_embed.weight", _config.Buckets * heads);
        var (gate, gateBias, constant) = (Vector($"{name}.gru_rel_pos_linear.weight", 8 * dim), Vector($"{name}.gru_rel_pos_linear.bias", 8), Vector($"{name}.gru_rel_pos_const", heads));
        var y = new double[frames, _config.Width];
        for (var h = 0; h < heads; h++)
            for (var i = 0; i < frames; i++)
            {
                var parts = Enumerable.Range(0, 8).Select(r => gateBias[r] + Enumerable.Range(0, dim).Sum(d => x[i, h * dim + d] * gate[r * dim + d])).ToArray();
                var (a, b) = (Sigmoid(parts[..4].Sum()), Sigmoid(parts[4..].Sum()));
                var scores = new double[frames];
                for (var j = 0; j < frames; j++)
                {
                    for (var d = 0; d < dim; d++)
                        scores[j] += q[i, h * dim + d] * k[j, h * dim + d] / Math.Sqrt(dim);
                    scores[j] += embedding[Bucket(j - i) * heads + h] * (a * (b * constant[h] - 1) + 2);
                }
                var (most, total) = (scores.Max(), scores.Sum(s => Math.Exp(s - scores.Max())));
                for (var j = 0; j < frames; j++)
                    for (var d = 0; d < dim; d++)
                        y[i, h * dim + d] += Math.Exp(scores[j] - most) / total * v[j, h * dim + d];
            }
        return y;
    }

    /// <summary>Where j > i the upper half of the buckets; in each half small distances one by one, then by their logarithm.</summary>
    public int Bucket(int distance)
    {
        int half = _config.Buckets / 2, exact = half / 2, size = Math.Abs(distance);
        var bucket = size < exact ? size : Math.Min(half - 1, exact + (int)(Math.Log((double)size / exact) / Math.Log((double)_config.MostBucketDistance / exact) * (half - exact)));
        return distance > 0 ? half + bucket : bucket;
    }

    private void Head(double[,] x)
    {
        x = Linear(x, "projector", _config.TdnnChannels[0]);
        for (var i = 0; i < _config.TdnnChannels.Count; i++)
        {
            int kernel = _config.TdnnKernels[i], dilation = _config.TdnnDilations[i], inputs = x.GetLength(1);
            var windows = new double[x.GetLength(0) - (kernel - 1) * dilation, kernel * inputs];
            var from = x;
            windows = Each(windows, (t, c) => from[t + c / inputs * dilation, c % inputs]);
            var made = Linear(windows, $"tdnn.{i}.kernel", _config.TdnnChannels[i]);
            x = Tap($"tdnn.{i + 1}", Each(made, (t, c) => Math.Max(0, made[t, c])));
        }

        int frames = x.GetLength(0), channels = x.GetLength(1);
        var pooled = new double[1, 2 * channels];
        for (var c = 0; c < channels; c++)
        {
            for (var t = 0; t < frames; t++)
                pooled[0, c] += x[t, c] / frames;
            for (var t = 0; t < frames; t++)
                pooled[0, channels + c] += Math.Pow(x[t, c] - pooled[0, c], 2) / (frames - 1);
            pooled[0, channels + c] = Math.Sqrt(pooled[0, channels + c]);
        }
        Tap("xvector", Linear(pooled, "feature_extractor", _config.EmbeddingChannels));
    }

    // ---- The operations ----

    private double[,] Convolve(double[,] x, string name, int outputs, int inputs, int kernel, int stride)
    {
        var (weight, bias) = (Vector($"{name}.weight", outputs * inputs * kernel), _config.ConvolutionBias ? Vector($"{name}.bias", outputs) : new double[outputs]);
        return Each(new double[(x.GetLength(0) - kernel) / stride + 1, outputs], (t, o) =>
        {
            var sum = bias[o];
            for (var i = 0; i < inputs; i++)
                for (var k = 0; k < kernel; k++)
                    sum += x[t * stride + k, i] * weight[(o * inputs + i) * kernel + k];
            return sum;
        });
    }

    private double[,] Linear(double[,] x, string name, int outputs)
    {
        var inputs = x.GetLength(1);
        var weight = Vector($"{name}.weight", outputs * inputs);
        return PlainEncoder.Linear(x, Each(new double[outputs, inputs], (o, i) => weight[o * inputs + i]), Vector($"{name}.bias", outputs));
    }

    private double[,] LayerNorm(double[,] x, string name, double eps) =>
        PlainEncoder.LayerNorm(x, Vector($"{name}.weight", x.GetLength(1)), Vector($"{name}.bias", x.GetLength(1)), eps);

    /// <summary>Every channel to mean 0 and variance 1 over the frames.</summary>
    private static double[,] Normalize(double[,] x, double eps)
    {
        var frames = x.GetLength(0);
        var mean = Enumerable.Range(0, x.GetLength(1)).Select(c => Enumerable.Range(0, frames).Average(t => x[t, c])).ToArray();
        var variance = mean.Select((m, c) => Enumerable.Range(0, frames).Average(t => (x[t, c] - m) * (x[t, c] - m))).ToArray();
        return Each(x, (t, c) => (x[t, c] - mean[c]) / Math.Sqrt(variance[c] + eps));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[,] Each(double[,] like, Func<int, int, double> f)
    {
        var y = new double[like.GetLength(0), like.GetLength(1)];
        for (var t = 0; t < y.GetLength(0); t++)
            for (var c = 0; c < y.GetLength(1); c++)
                y[t, c] = f(t, c);
        return y;
    }

    private double[] Vector(string name, int length)
    {
        var values = new float[length];
        weights.Read(name, values);
        return [.. values.Select(v => (double)v)];
    }

    private double[,] Tap(string name, double[,] x) => _taps[name] = x;
}
