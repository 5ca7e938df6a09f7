using MimiNative.Conformance;
using MimiNative.Conformance.Dumps;
using MimiNative.Conformance.Judgement;
using MimiNative.Plain;
using MimiNative.Weights;

namespace MimiNative.Tests.Conformance;

/// <summary>Ports that are wrong in the ways in which ports are: each is caught at the right tap, with the right guess.</summary>
public sealed class BrokenPortTests
{
    private const string Layer = "encoder_transformer.transformer.layers.";

    [Theory]
    [InlineData("BCT")]
    [InlineData("CT")]
    [InlineData("TC")]
    [InlineData("BTC")]
    public void A_right_port_is_right_in_any_layout(string axes)
    {
        var port = Port.Of(Port.Right);
        port.Axes = axes;
        var diagnosis = port.Judge();
        Assert.True(diagnosis.Ok, diagnosis.FirstWrong);
        Assert.All(diagnosis.Taps, t => Assert.Equal(TapState.Right, t.State));
        Assert.Equal(DumpDialect.Waveform, diagnosis.Dialect);
        Assert.Equal((0L, 5 * 41L), (diagnosis.Codes!.Different, diagnosis.Codes.Compared));
    }

    [Fact]
    public void The_other_dialect_is_right_too_where_nothing_else_is_meant()
    {
        var diagnosis = Port.Of(Port.Right, PaddingDialect.PerLayer).Judge();
        Assert.True(diagnosis.Ok);
        Assert.Equal(DumpDialect.PerLayer, diagnosis.Dialect);
    }

    [Theory]
    [InlineData(PaddingDialect.Waveform)]
    [InlineData(PaddingDialect.PerLayer)]
    public void The_other_dialect_than_the_one_meant_is_wrong(PaddingDialect made)
    {
        var port = Port.Of(Port.Right, made);
        port.Means = made == PaddingDialect.Waveform ? PaddingDialect.PerLayer : PaddingDialect.Waveform;
        // Whole taps have other lengths; with these alone the values decide.
        foreach (var tap in port.Taps.Keys.Where(k => k.StartsWith("seanet", StringComparison.Ordinal) && k != "seanet.down3").ToList())
            port.Taps.Remove(tap);
        Expect(port.Judge(), "seanet.down3", Cause.OtherDialect, FrameKind.Last);
    }

    [Fact]
    public void A_transposed_linear_weight() =>
        Expect(Broken((name, values) => name == Layer + "0.self_attn.out_proj.weight" ? Transposed(values, 16, 16) : values), "transformer.1.attn", Cause.TransposedWeight, FrameKind.All);

    [Fact]
    public void A_transposed_weight_that_is_not_square() =>
        Expect(Broken((name, values) => name == Layer + "1.linear1.weight" ? Transposed(values, 16, 24) : values), "transformer.2.mlp", Cause.TransposedWeight, FrameKind.All);

    [Fact]
    public void A_convolution_s_weight_in_another_order() =>
        Expect(Broken((name, values) => name == "encoder.model.3.conv.conv.weight" ? [.. values.Chunk(4).SelectMany(k => k.Reverse())] : values), "seanet.down1", Cause.FlippedKernel, FrameKind.All);

    [Theory]
    [InlineData("encoder.model.0.conv.conv.bias", "seanet.conv_in")]
    [InlineData("encoder.model.4.block.1.conv.conv.bias", "seanet.res2")]
    [InlineData("encoder.model.11.conv.conv.bias", "seanet.out")]
    public void A_missing_bias(string bias, string tap) =>
        Expect(Broken((name, values) => name == bias ? new float[values.Length] : values), tap, Cause.MissingBias, FrameKind.All);

    [Fact]
    public void GELU_by_tanh() =>
        Expect(Port.Of(new PlainEncoder(Port.Weights) { Activation = x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) }).Judge(), "transformer.1.mlp", Cause.TanhGelu, FrameKind.All);

    [Fact]
    public void Zeros_where_the_first_frame_is_repeated() =>
        Expect(Port.Of(new PlainEncoder(Port.Weights) { RepeatsEnds = false }).Judge(), "latent", Cause.WrongPadding, FrameKind.First);

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    public void An_attention_window_that_is_off_by_one(int window)
    {
        var diagnosis = Port.Of(Port.With((_, values) => values, Port.Config with { Window = window })).Judge();
        Expect(diagnosis, "transformer.1.attn", Cause.AttentionWindow, FrameKind.From);
        Assert.Contains($"window of {window} instead of 9", diagnosis.Guesses[0].Words);
        Assert.Equal(Math.Min(window, 9), diagnosis.Pattern!.First);
    }

    [Fact]
    public void A_stream_whose_state_is_lost_between_chunks()
    {
        const int frames = 8;
        var parts = Port.Clip.Chunk(frames * 24).Select(chunk => Port.Right.Encode(chunk, PaddingDialect.Waveform)).ToList();
        var port = Port.Of(Port.Right);
        foreach (var tap in port.Taps.Keys)
            port.Taps[tap] = Joined([.. parts.Select(p => p.Taps[tap])]);
        var diagnosis = port.Judge();
        Expect(diagnosis, "seanet.conv_in", Cause.ResetState, FrameKind.Periodic);
        Assert.Equal(frames * 24, diagnosis.Pattern!.Period);
    }

    [Fact]
    public void A_cache_of_keys_that_is_lost_between_chunks()
    {
        const int frames = 20;
        double[,] input = new double[0, 0];
        double[,] Attention(double[,] x)
        {
            var (weights, name) = (Port.Weights, Layer + "0.");
            double[,] Matrix(string tensor) => ToMatrix(weights.Read(name + tensor));
            double[] Vector(string tensor) => [.. weights.Read(name + tensor).Select(v => (double)v)];
            var qkv = PlainEncoder.Linear(PlainEncoder.LayerNorm(x, Vector("norm1.weight"), Vector("norm1.bias"), Port.Config.NormEps), Matrix("self_attn.in_proj_weight"));
            return PlainEncoder.Linear(PlainEncoder.Attention(qkv, 2, 8, 9, 10000), Matrix("self_attn.out_proj.weight"));
        }
        var encoder = new PlainEncoder(Port.Weights)
        {
            OnTap = (tap, x) => tap == "seanet.out" ? input = x
                : tap == "transformer.1.attn" ? Joined([.. Enumerable.Range(0, (input.GetLength(0) + frames - 1) / frames).Select(i => Attention(Rows(input, i * frames, frames)))]) : x,
        };
        var diagnosis = Port.Of(encoder).Judge();
        Expect(diagnosis, "transformer.1.attn", Cause.ResetState, FrameKind.Periodic);
        Assert.Contains("every 20 frames", diagnosis.Guesses[0].Words);
    }

    [Fact]
    public void Channels_in_another_order() =>
        Expect(OnTap("seanet.down2", x => Each(x, (t, c) => x[t, c % 2 == 0 ? c + 1 : c - 1])), "seanet.down2", Cause.ChannelPermutation, FrameKind.All);

    [Fact]
    public void A_scale()
    {
        var diagnosis = OnTap("seanet.out", x => Each(x, (t, c) => 1.37 * x[t, c]));
        Expect(diagnosis, "seanet.out", Cause.Scale, FrameKind.All);
        Assert.Contains("1.37", diagnosis.Guesses[0].Words);
        Assert.Equal(0.37, diagnosis.Guesses[0].Before, 1e-3);
    }

    [Fact]
    public void The_other_sign() => Expect(OnTap("latent", x => Each(x, (t, c) => -x[t, c])), "latent", Cause.Sign, FrameKind.All);

    [Fact]
    public void A_frame_too_late()
    {
        var diagnosis = OnTap("transformer.2", x => Each(x, (t, c) => x[Math.Max(0, t - 1), c]));
        Expect(diagnosis, "transformer.2", Cause.ShiftedFrame, FrameKind.All);
        Assert.Contains("a frame late", diagnosis.Guesses[0].Words);
    }

    [Fact]
    public void Axes_that_were_reshaped_instead_of_exchanged()
    {
        var diagnosis = OnTap("latent", x => Each(x, (t, c) => x.Cast<double>().ElementAt(c * x.GetLength(0) + t)));
        Assert.Equal("latent", diagnosis.FirstWrong);
        Assert.DoesNotContain(diagnosis.Guesses, g => g.Cause != Cause.Reshaped);
    }

    [Theory]
    [InlineData(1, "a frame late")]
    [InlineData(-1, "a frame early")]
    public void The_last_codebook_a_frame_off(int shift, string words)
    {
        var port = Port.Of(Port.Right);
        var right = (int[,])port.Codes!.Clone();
        for (var t = 0; t < 41; t++)
            port.Codes[4, t] = right[4, Math.Clamp(t - shift, 0, 40)];
        var diagnosis = port.Judge();
        Expect(diagnosis, "codes", Cause.CodeFrameShift, null);
        Assert.Contains("codebook 4", diagnosis.Guesses[0].Words);
        Assert.Contains(words, diagnosis.Guesses[0].Words);
        Assert.Equal((4, true), (diagnosis.Codes!.FirstWrong!.Value.Codebook, diagnosis.Codes.Wrong > 30));
    }

    [Fact]
    public void The_last_codebook_with_the_entries_of_the_one_before()
    {
        var last = "quantizer.rvq_rest.vq.layers.3._codebook.";
        var before = "quantizer.rvq_rest.vq.layers.2._codebook.";
        var weights = Port.Weights;
        var diagnosis = Broken((name, values) => name.StartsWith(last, StringComparison.Ordinal) ? weights.Read(before + name[last.Length..]) : values);
        Expect(diagnosis, "codes", Cause.Quantiser, null);
        Assert.Contains("codebook 4 uses the entries of codebook 3", diagnosis.Guesses[0].Words);
    }

    [Fact]
    public void Codebooks_that_are_not_divided()
    {
        var diagnosis = Broken((name, values) => name.EndsWith("cluster_usage", StringComparison.Ordinal) ? [.. values.Select(_ => 1f)] : values);
        Expect(diagnosis, "codes", Cause.Quantiser, null);
        Assert.Contains("cluster_usage", diagnosis.Guesses[0].Words);
    }

    [Fact]
    public void Codes_that_count_from_one()
    {
        var port = Port.Of(Port.Right);
        for (var i = 0; i < 5 * 41; i++)
            port.Codes![i / 41, i % 41]++;
        var diagnosis = port.Judge();
        Expect(diagnosis, "codes", Cause.CodeOffset, null);
        Assert.Contains("codebooks 0 to 4: their codes are 1 too large", diagnosis.Guesses[0].Words);
    }

    private static void Expect(Diagnosis diagnosis, string tap, Cause cause, FrameKind? frames)
    {
        Assert.Equal(tap, diagnosis.FirstWrong);
        Assert.True(diagnosis.Guesses.Count > 0, $"no guess: error {diagnosis.Error:0.0e0}, {diagnosis.Pattern}");
        Assert.Equal(cause, diagnosis.Guesses[0].Cause);
        if (frames is { } kind)
            Assert.True(kind == diagnosis.Pattern!.Kind, diagnosis.Pattern.ToString());
        Assert.All(diagnosis.Taps.TakeWhile(t => t.State != TapState.Wrong && t.Fit.Dump.Tap.Name is not ("rvq.semantic" or "rvq.acoustic" or "rvq")), t => Assert.Equal(TapState.Right, t.State));
    }

    private static Diagnosis Broken(Func<string, float[], float[]> change) => Port.Of(Port.With(change)).Judge();

    private static Diagnosis OnTap(string tap, Func<double[,], double[,]> change) => Port.Of(new PlainEncoder(Port.Weights) { OnTap = (name, x) => name == tap ? change(x) : x }).Judge();

    private static double[,] Each(double[,] x, Func<int, int, double> value)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (var t = 0; t < y.GetLength(0); t++)
            for (var c = 0; c < y.GetLength(1); c++)
                y[t, c] = value(t, c);
        return y;
    }

    /// <summary>(columns, rows) read as if it were (rows, columns).</summary>
    private static float[] Transposed(float[] values, int rows, int columns) => [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];

    private static double[,] ToMatrix(float[] values)
    {
        var x = new double[values.Length / 16, 16];
        for (var i = 0; i < values.Length; i++)
            x[i / 16, i % 16] = values[i];
        return x;
    }

    private static double[,] Rows(double[,] x, int first, int count)
    {
        var y = new double[Math.Min(count, x.GetLength(0) - first), x.GetLength(1)];
        for (var t = 0; t < y.GetLength(0); t++)
            for (var c = 0; c < y.GetLength(1); c++)
                y[t, c] = x[first + t, c];
        return y;
    }

    private static double[,] Joined(double[][,] parts)
    {
        var y = new double[parts.Sum(p => p.GetLength(0)), parts[0].GetLength(1)];
        var first = 0;
        foreach (var part in parts)
        {
            Array.Copy(part, 0, y, first * y.GetLength(1), part.Length);
            first += part.GetLength(0);
        }
        return y;
    }
}
