using MimiNative.Conformance;
using MimiNative.Conformance.Judgement;
using MimiNative.Plain;

namespace MimiNative.Tests.Conformance;

/// <summary>Ports that are right but for rounding, and mistakes that rounding could hide: nobody is accused without reason, and nobody excused.</summary>
public sealed class HonestPortTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_noise_of_float32_accuses_nobody(int seed)
    {
        var diagnosis = Noisy(Port.Of(Port.Right), 5e-7, seed).Judge();
        Assert.True(diagnosis.Ok, diagnosis.FirstWrong);
        Assert.All(diagnosis.Taps, t => Assert.Equal(TapState.Right, t.State));
        Assert.Empty(diagnosis.Guesses);
    }

    [Theory]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    public void Weights_of_half_precision_accuse_nobody_and_are_recognised(string precision)
    {
        var diagnosis = Port.Of(Port.With((_, values) => [.. values.Select(v => Rounded(v, precision))])).Judge();
        Assert.True(diagnosis.Ok, diagnosis.FirstWrong);
        Assert.Equal($"weights in {precision}", diagnosis.Rounding);
        Assert.Equal(0, diagnosis.Codes!.Wrong);
    }

    [Fact]
    public void Half_precision_s_noise_alone_accuses_nobody()
    {
        var diagnosis = Noisy(Port.Of(Port.Right), 1e-3, 4).Judge();
        Assert.True(diagnosis.Ok, diagnosis.FirstWrong);
        Assert.Contains(diagnosis.Taps, t => t.State == TapState.Rounded);
        Assert.Empty(diagnosis.Guesses);
    }

    [Fact]
    public void An_array_stored_in_half_precision_accuses_nobody()
    {
        var port = Port.Of(Port.Right);
        foreach (var (t, c) in Places(port.Taps["latent"]))
            port.Taps["latent"][t, c] = (double)(Half)(float)port.Taps["latent"][t, c];
        var diagnosis = port.Judge();
        Assert.True(diagnosis.Ok, diagnosis.FirstWrong);
        Assert.Equal([TapState.Rounded], diagnosis.Taps.Where(t => t.Fit.Dump.Tap.Name == "latent").Select(t => t.State));
    }

    [Fact]
    public void A_mistake_as_small_as_half_precision_s_rounding_shows_through_it()
    {
        static double Tanh(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        var encoder = Port.With((_, values) => [.. values.Select(v => Rounded(v, "float16"))]);
        var diagnosis = Port.Of(new PlainEncoder(Port.Changed((_, values) => [.. values.Select(v => Rounded(v, "float16"))])) { Activation = Tanh }).Judge();
        Assert.Equal(("transformer.1.mlp", "weights in float16"), (diagnosis.FirstWrong, diagnosis.Rounding));
        Assert.Equal(Cause.TanhGelu, diagnosis.Guesses[0].Cause);
        Assert.True(Port.Of(encoder).Judge().Ok);
    }

    [Fact]
    public void Where_nothing_fits_nothing_is_said()
    {
        var random = new Random(6);
        var diagnosis = Port.Of(new PlainEncoder(Port.Weights) { OnTap = (tap, x) => tap == "transformer.2.attn" ? Scrambled(x, random) : x }).Judge();
        Assert.Equal("transformer.2.attn", diagnosis.FirstWrong);
        Assert.Empty(diagnosis.Guesses);
        Assert.False(diagnosis.IsRightAgain);
    }

    [Fact]
    public void An_error_of_half_precision_s_size_that_begins_in_the_middle_is_wrong()
    {
        var random = new Random(8);
        var diagnosis = Port.Of(new PlainEncoder(Port.Weights) { OnTap = (tap, x) => tap == "transformer.1" ? Scrambled(x, random, 2e-3) : x }).Judge();
        Assert.Equal("transformer.1", diagnosis.FirstWrong);
        Assert.InRange(diagnosis.Error, 1e-5, 5e-3);
        Assert.Empty(diagnosis.Guesses);
    }

    [Fact]
    public void An_array_that_alone_is_wrong_was_dumped_wrongly()
    {
        var port = Port.Of(Port.Right);
        foreach (var (t, c) in Places(port.Taps["seanet.out"]))
            port.Taps["seanet.out"][t, c] *= 2;
        var diagnosis = port.Judge();
        Assert.Equal("seanet.out", diagnosis.FirstWrong);
        Assert.True(diagnosis.IsRightAgain);
    }

    [Fact]
    public void Taps_that_the_dump_lacks_are_named_where_the_mistake_may_be()
    {
        var port = Port.Of(new PlainEncoder(Port.Weights) { OnTap = (tap, x) => tap == "transformer.1.attn" ? Scrambled(x, new Random(6)) : x });
        foreach (var tap in port.Taps.Keys.Where(k => k is not ("seanet.out" or "transformer.2" or "latent")).ToList())
            port.Taps.Remove(tap);
        var diagnosis = port.Judge();
        Assert.Equal(("transformer.2", "seanet.out"), (diagnosis.FirstWrong, diagnosis.LastRight));
        Assert.Equal(["transformer.1.attn", "transformer.1.mlp", "transformer.1", "transformer.2.attn", "transformer.2.mlp"], diagnosis.Missing);
    }

    [Fact]
    public void A_near_tie_is_told_from_a_real_error()
    {
        var port = Port.Of(Port.Right);
        var result = Port.Right.Encode(Port.Clip, PaddingDialect.Waveform);
        var (tie, clear) = ((K: 0, T: 0), (K: 0, T: 0));
        for (var k = 0; k < 5; k++)
            for (var t = 0; t < 41; t++)
            {
                if (result.Margins[k, t] < result.Margins[tie.K, tie.T])
                    tie = (k, t);
                if (result.Margins[k, t] > result.Margins[clear.K, clear.T])
                    clear = (k, t);
            }
        port.Codes![tie.K, tie.T] ^= 1;
        var excused = port.Judge();
        // The clip's nearest choice may be clear; what is asked is that the margin decides.
        Assert.Equal(result.Margins[tie.K, tie.T] <= excused.Codes!.TieMargin, excused.Ok);
        Assert.Equal(1, excused.Codes.Different);
        port.Codes[tie.K, tie.T] ^= 1;
        port.Codes[clear.K, clear.T] ^= 1;
        var accused = port.Judge();
        Assert.Equal(("codes", 1L), (accused.FirstWrong, accused.Codes!.Wrong));
        Assert.Equal(clear, accused.Codes.FirstWrong!.Value);
        Assert.Equal(10_000.0 / 205, accused.Codes.Per10000, 1e-9);
        Assert.Equal(result.Margins[clear.K, clear.T], accused.Codes.SmallestWrong, 1e-4);
    }

    [Fact]
    public void Codes_that_follow_from_a_wrong_latent_clear_the_quantiser()
    {
        var port = Port.Of(new PlainEncoder(Port.Weights) { RepeatsEnds = false, OnTap = (tap, x) => tap == "seanet.out" ? Scrambled(x, new Random(1)) : x });
        var codes = port.Judge().Codes!;
        Assert.True(codes.Wrong > 0);
        Assert.Equal(1, codes.FromOwnLatent!.Value, 1e-2);
        port.Codes = new int[5, 41];
        Assert.True(port.Judge().Codes!.FromOwnLatent < 0.2);
    }

    [Fact]
    public void The_last_frames_of_a_port_of_neither_dialect()
    {
        var port = Port.Of(new PlainEncoder(Port.Weights) { OnTap = (tap, x) => tap == "seanet.out" ? LastZero(x) : x });
        var diagnosis = port.Judge();
        Assert.Equal(("seanet.out", FrameKind.Last), (diagnosis.FirstWrong, diagnosis.Pattern!.Kind));
        // Longer taps than seanet.out have shown the dialect already; without them neither fits.
        foreach (var tap in port.Taps.Keys.Where(k => k.StartsWith("seanet", StringComparison.Ordinal) && k != "seanet.out").ToList())
            port.Taps.Remove(tap);
        Assert.Equal((DumpDialect.Waveform, DumpDialect.Neither), (diagnosis.Dialect, port.Judge().Dialect));
    }

    private static double[,] LastZero(double[,] x)
    {
        var y = (double[,])x.Clone();
        for (var c = 0; c < x.GetLength(1); c++)
            y[x.GetLength(0) - 1, c] = 3;
        return y;
    }

    private static Port Noisy(Port port, double size, int seed)
    {
        var random = new Random(seed);
        foreach (var values in port.Taps.Values)
            foreach (var (t, c) in Places(values))
                values[t, c] *= 1 + size * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
        return port;
    }

    private static double[,] Scrambled(double[,] x, Random random, double size = 1)
    {
        var y = (double[,])x.Clone();
        foreach (var (t, c) in Places(y))
            y[t, c] += size * (random.NextDouble() - 0.5);
        return y;
    }

    private static IEnumerable<(int T, int C)> Places(double[,] x)
    {
        for (var t = 0; t < x.GetLength(0); t++)
            for (var c = 0; c < x.GetLength(1); c++)
                yield return (t, c);
    }

    private static float Rounded(float value, string precision) => precision == "float16" ? (float)(Half)value : OutputGuesses.Bfloat16(value);
}
