using MimiNative.Weights;

namespace MimiNative.Plain;

/// <summary>
/// The whole of Mimi's encoder as it reads in a book: in float64, a clip at once, nothing vectorised, nothing streamed, nothing shared with the product but the weights.
/// Read it first to know what the encoder computes; the tests compare everything fast with it. From top to bottom: the way of a clip, its blocks, the operations.
/// </summary>
/// <remarks>
/// A signal is x[t, c]: frame t of T, channel c of C. Other letters: O channels that come out, K kernel, S stride, L samples; H attention heads of D channels, N norm's channels;
/// R entries of a codebook. A frame of the result stands for as many samples as all strides multiplied: 1920 (80 ms) in the released model.
/// </remarks>
public sealed class PlainEncoder(Checkpoint weights)
{
    private readonly MimiConfig _config = weights.Config;
    private PlainResult _result = new();

    // ---- What a test may break, to make a port that is wrong ----

    /// <summary>Changes what a tap, and everything behind it, is given.</summary>
    public Func<string, double[,], double[,]> OnTap { get; init; } = (_, x) => x;

    /// <summary>The feed-forward part's activation.</summary>
    public Func<double, double> Activation { get; init; } = Gelu;

    /// <summary>Whether the downsampling convolution sees the clip's ends repeated, or zeros.</summary>
    public bool RepeatsEnds { get; init; } = true;

    /// <summary>Every tap and code of a clip.</summary>
    /// <param name="samples">L samples, at least one.</param>
    /// <param name="padding">Both dialects are what <see cref="Convolve"/> does; <see cref="PaddingDialect.Waveform"/> leaves it nothing to pad at the end.</param>
    public PlainResult Encode(ReadOnlySpan<float> samples, PaddingDialect padding)
    {
        _result = new PlainResult();
        var length = samples.Length;
        if (padding == PaddingDialect.Waveform)
            length = CeilingDivision(length, _config.SamplesPerFrame) * _config.SamplesPerFrame;
        var x = new double[length, 1];
        for (var t = 0; t < samples.Length; t++)
            x[t, 0] = samples[t];

        x = Seanet(x);
        for (var layer = 0; layer < _config.Layers; layer++)
            x = TransformerLayer(x, layer);
        x = Tap("latent", Convolve(x, "downsample.conv.conv.conv", _config.Downsample, replicate: true));
        if (_config.Codebooks > 0)
            Choose(x);
        return _result;
    }

    /// <summary>The codes of a latent (T, C) that was computed elsewhere.</summary>
    public PlainResult Quantise(double[,] latent)
    {
        _result = new PlainResult();
        Choose(latent);
        return _result;
    }

    // ---- The blocks ----

    /// <summary>Waveform (L, 1) to features (L / product of the ratios, width). An activation belongs to the convolution that reads it, so taps show what comes before it.</summary>
    private double[,] Seanet(double[,] x)
    {
        // moshi numbers its modules with the ELUs between them: convolution 0; then residual block, ELU, convolution for every stage; ELU, convolution.
        x = Tap("seanet.conv_in", Convolve(x, "encoder.model.0.conv.conv", 1));
        var module = 1;
        for (var stage = 1; stage <= _config.Ratios.Count; stage++, module += 3)
        {
            x = Tap($"seanet.res{stage}", ResidualBlock(x, $"encoder.model.{module}"));
            x = Tap($"seanet.down{stage}", Convolve(Map(x, Elu), $"encoder.model.{module + 2}.conv.conv", _config.Ratios[stage - 1]));
        }
        return Tap("seanet.out", Convolve(Map(x, Elu), $"encoder.model.{module + 1}.conv.conv", 1));
    }

    /// <summary>x + conv(ELU(conv(ELU(x)))), (T, C) to (T, C), with C / compress channels inside.</summary>
    private double[,] ResidualBlock(double[,] x, string name)
    {
        var inside = Convolve(Map(x, Elu), $"{name}.block.1.conv.conv", 1);
        return Add(x, Convolve(Map(inside, Elu), $"{name}.block.3.conv.conv", 1));
    }

    /// <summary>x += scale1 ⊙ Wo·attention(Wqkv·norm1(x)); x += scale2 ⊙ W2·gelu(W1·norm2(x)). No bias anywhere; (T, C) to (T, C).</summary>
    private double[,] TransformerLayer(double[,] x, int layer)
    {
        var name = $"encoder_transformer.transformer.layers.{layer}";
        var tap = $"transformer.{layer + 1}";

        var normed = LayerNorm(x, Vector($"{name}.norm1.weight"), Vector($"{name}.norm1.bias"), _config.NormEps);
        var qkv = Linear(normed, Matrix($"{name}.self_attn.in_proj_weight"));
        var mixed = Attention(qkv, _config.Heads, _config.HeadDimension, _config.Window, _config.RopeBase);
        var attention = Tap($"{tap}.attn", Linear(mixed, Matrix($"{name}.self_attn.out_proj.weight")));
        x = Add(x, Scale(attention, Vector($"{name}.layer_scale_1.scale")));

        normed = LayerNorm(x, Vector($"{name}.norm2.weight"), Vector($"{name}.norm2.bias"), _config.NormEps);
        var hidden = Map(Linear(normed, Matrix($"{name}.linear1.weight")), Activation);
        var mlp = Tap($"{tap}.mlp", Linear(hidden, Matrix($"{name}.linear2.weight")));
        return Tap(tap, Add(x, Scale(mlp, Vector($"{name}.layer_scale_2.scale"))));
    }

    /// <summary>
    /// The split residual quantiser. Both branches read the same latent z (T, C): r = Win·z; then, codebook after codebook, the entry nearest to r is chosen and subtracted from r.
    /// A branch's quantised latent is Wout·(the sum of its chosen entries), and the quantised latent is the sum of both branches'.
    /// </summary>
    private void Choose(double[,] latent)
    {
        var (frames, books) = (latent.GetLength(0), _config.Codebooks);
        (_result.Codes, _result.Margins) = (new int[books, frames], new double[books, frames]);
        var nothing = new double[frames, _config.Width];
        var semantic = Tap("rvq.semantic", QuantiseBranch(latent, "quantizer.rvq_first", 0, _config.SemanticCodebooks, nothing));
        Tap("rvq.acoustic", QuantiseBranch(latent, "quantizer.rvq_rest", _config.SemanticCodebooks, books, semantic));
    }

    /// <summary>Chooses the codes of codebooks first..end and returns the branch's quantised latent; the taps <c>rvq@n</c> add it, so far, to what came <paramref name="before"/> it.</summary>
    private double[,] QuantiseBranch(double[,] latent, string name, int first, int end, double[,] before)
    {
        var (residual, output) = (Linear(latent, Matrix($"{name}.input_proj.weight")), Matrix($"{name}.output_proj.weight"));
        var (sum, quantised) = (new double[residual.GetLength(0), residual.GetLength(1)], Each(before, (_, _) => 0));
        for (var book = first; book < end; book++)
        {
            var entries = Codebook($"{name}.vq.layers.{book - first}._codebook");
            for (var t = 0; t < residual.GetLength(0); t++)
            {
                var (code, margin) = Nearest(Row(residual, t), entries);
                (_result.Codes[book, t], _result.Margins[book, t]) = (code, margin);
                for (var c = 0; c < residual.GetLength(1); c++)
                {
                    sum[t, c] += entries[code, c];
                    residual[t, c] -= entries[code, c];
                }
            }
            quantised = Linear(sum, output);
            Tap(book + 1 < _config.Codebooks ? $"rvq@{book + 1}" : "rvq", Add(before, quantised));
        }
        return quantised;
    }

    // ---- The operations ----

    /// <summary>
    /// A causal convolution, (T, C) to (ceil(T / S), O): y[t, o] = bias[o] + the sum over c, k of w[o, c, k] · x[t·S + k − (K − S), c].
    /// What isn't there before the clip, and behind it until the last window is full, is zero; or, to <paramref name="replicate"/>, the first and the last frame.
    /// </summary>
    private double[,] Convolve(double[,] x, string name, int stride, bool replicate = false)
    {
        var shape = weights.Shape($"{name}.weight");
        var (frames, outputs, inputs, kernel) = (x.GetLength(0), shape[0], shape[1], shape[2]);
        var w = Vector($"{name}.weight");
        var bias = replicate ? new double[outputs] : Vector($"{name}.bias");
        var y = new double[CeilingDivision(frames, stride), outputs];
        var window = new double[inputs * kernel];
        for (var t = 0; t < y.GetLength(0); t++)
        {
            for (var k = 0; k < kernel; k++)
            {
                var at = t * stride + k - (kernel - stride);
                var there = replicate && RepeatsEnds ? Math.Clamp(at, 0, frames - 1) : at;
                for (var c = 0; c < inputs; c++)
                    window[c * kernel + k] = there >= 0 && there < frames ? x[there, c] : 0;
            }
            for (var o = 0; o < outputs; o++)
                y[t, o] = bias[o] + Dot(window, w.AsSpan(o * window.Length, window.Length));
        }
        return y;
    }

    /// <summary>x·Wᵀ: (T, C) and weights (O, C) to (T, O), plus a bias where there is one.</summary>
    public static double[,] Linear(double[,] x, double[,] weight, double[]? bias = null)
    {
        var y = new double[x.GetLength(0), weight.GetLength(0)];
        for (var t = 0; t < y.GetLength(0); t++)
            for (var o = 0; o < y.GetLength(1); o++)
                y[t, o] = (bias?[o] ?? 0) + Dot(Row(x, t), Row(weight, o));
        return y;
    }

    /// <summary>Every frame less its mean, over its standard deviation, times weight plus bias; (T, N) to (T, N).</summary>
    public static double[,] LayerNorm(double[,] x, double[] weight, double[] bias, double eps)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (var t = 0; t < y.GetLength(0); t++)
        {
            var row = Row(x, t).ToArray();
            var mean = row.Average();
            var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + eps);
            for (var c = 0; c < row.Length; c++)
                y[t, c] = (row[c] - mean) / deviation * weight[c] + bias[c];
        }
        return y;
    }

    /// <summary>Windowed causal attention: (T, 3·H·D), queries ‖ keys ‖ values, to (T, H·D). A frame sees itself and the window − 1 frames before it.</summary>
    public static double[,] Attention(double[,] qkv, int heads, int headDim, int window, double ropeBase)
    {
        var (frames, width) = (qkv.GetLength(0), heads * headDim);
        var rotated = Rotate(qkv, headDim, 2 * width, ropeBase);
        var y = new double[frames, width];
        for (var h = 0; h < heads; h++)
            for (var t = 0; t < frames; t++)
            {
                var first = Math.Max(0, t - (window - 1));
                var query = Row(rotated, t).Slice(h * headDim, headDim);
                var scores = new double[t - first + 1];
                for (var s = 0; s < scores.Length; s++)
                    scores[s] = Dot(query, Row(rotated, first + s).Slice(width + h * headDim, headDim)) / Math.Sqrt(headDim);
                var maximum = scores.Max();
                var sum = scores.Sum(score => Math.Exp(score - maximum));
                for (var s = 0; s < scores.Length; s++)
                    for (var d = 0; d < headDim; d++)
                        y[t, h * headDim + d] += Math.Exp(scores[s] - maximum) / sum * qkv[first + s, 2 * width + h * headDim + d];
            }
        return y;
    }

    /// <summary>Rotary positions: pair (2i, 2i + 1) of every head, in the first <paramref name="channels"/> channels, turned by the angle t · base^(−2i / D) at frame t.</summary>
    private static double[,] Rotate(double[,] x, int headDim, int channels, double ropeBase)
    {
        var y = (double[,])x.Clone();
        for (var t = 0; t < x.GetLength(0); t++)
            for (var c = 0; c < channels; c += 2)
            {
                var (sin, cos) = Math.SinCos(t * Math.Pow(ropeBase, -(double)(c % headDim) / headDim));
                y[t, c] = x[t, c] * cos - x[t, c + 1] * sin;
                y[t, c + 1] = x[t, c] * sin + x[t, c + 1] * cos;
            }
        return y;
    }

    /// <summary>The codebook entry nearest to x, the first of equals, and how much farther the second nearest is. Entries (R, C).</summary>
    public static (int Code, double Margin) Nearest(ReadOnlySpan<double> x, double[,] entries)
    {
        var (code, nearest, second) = (0, double.PositiveInfinity, double.PositiveInfinity);
        for (var r = 0; r < entries.GetLength(0); r++)
        {
            var square = 0.0;
            for (var c = 0; c < x.Length; c++)
                square += (x[c] - entries[r, c]) * (x[c] - entries[r, c]);
            var distance = Math.Sqrt(square);
            if (distance < nearest)
                (code, nearest, second) = (r, distance, nearest);
            else
                second = Math.Min(second, distance);
        }
        return (code, second - nearest);
    }

    /// <summary>x where it is positive, e^x − 1 where it isn't.</summary>
    public static double Elu(double x) => x > 0 ? x : Math.Exp(x) - 1;

    /// <summary>x times the probability that a standard normal variable is below it.</summary>
    public static double Gelu(double x) => x / 2 * (1 + ErrorFunction.Of(x / Math.Sqrt(2)));

    private static double[,] Map(double[,] x, Func<double, double> f) => Each(x, (t, c) => f(x[t, c]));

    private static double[,] Add(double[,] x, double[,] y) => Each(x, (t, c) => x[t, c] + y[t, c]);

    private static double[,] Scale(double[,] x, double[] scale) => Each(x, (t, c) => x[t, c] * scale[c]);

    private static double[,] Each(double[,] like, Func<int, int, double> f)
    {
        var y = new double[like.GetLength(0), like.GetLength(1)];
        for (var t = 0; t < y.GetLength(0); t++)
            for (var c = 0; c < y.GetLength(1); c++)
                y[t, c] = f(t, c);
        return y;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static ReadOnlySpan<double> Row(double[,] x, int t) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref x[t, 0], x.GetLength(1));

    private static int CeilingDivision(int a, int b) => (a + b - 1) / b;

    // ---- The weights, by moshi's names, and the taps ----

    private double[] Vector(string name) => [.. weights.Read(name).Select(v => (double)v)];

    /// <summary>(O, C), or (O, C, 1) as some are stored.</summary>
    private double[,] Matrix(string name) => PlainOperations.ToMatrix(weights.Read(name), weights.Shape(name)[1]);

    /// <summary>Training keeps sums and counts of what was assigned to an entry; the entry is their quotient.</summary>
    private double[,] Codebook(string name)
    {
        var (sums, usage) = (Matrix($"{name}.embedding_sum"), Vector($"{name}.cluster_usage"));
        return Each(sums, (r, c) => sums[r, c] / Math.Max(usage[r], 1e-5));
    }

    private double[,] Tap(string name, double[,] x) => _result.Taps[name] = OnTap(name, x);
}
