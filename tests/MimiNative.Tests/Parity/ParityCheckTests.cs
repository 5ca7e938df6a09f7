using MimiNative.Parity;
using MimiNative.Tests.Weights;

namespace MimiNative.Tests.Parity;

public sealed class ParityCheckTests : IDisposable
{
    private const int Frames = ReferenceFixture.Frames;
    private const int Channels = ReferenceFixture.Channels;

    private readonly TemporaryFolder _folder = new();
    private readonly ReferenceFixture _fixture = new();
    private readonly Dictionary<string, float[]> _ours;
    private readonly int[] _codes;

    public ParityCheckTests()
    {
        _ours = _fixture.Truth.ToDictionary(t => t.Key, t => (float[])t.Value.Clone());
        _codes = [.. _fixture.Codes];
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Frames)]
    public void The_truth_itself_is_OK_in_any_chunks(int chunk)
    {
        var result = ReferenceFixture.Encode(Reference(), _ours, _codes, chunk);
        Assert.True(result.Ok);
        Assert.All(result.Taps, t => Assert.Equal((0, 0, 5, null), (t.MaxAbsError, t.RelativeRmsError, t.ComparedFrames, t.FirstWrong)));
        Assert.All(result.Taps, t => Assert.True(t.StatisticsError < 1e-15 && t.AsGoodAsPyTorch));
        Assert.All(result.Codes, c => Assert.Equal((Frames, Frames, 0), (c.Frames, c.Equal, c.Excused)));
    }

    [Fact]
    public void The_first_wrong_frame_and_channel_are_named()
    {
        _ours["latent"][4 * Channels + 2] += 0.01f;
        _ours["latent"][6 * Channels] += 0.02f;
        var result = ReferenceFixture.Encode(Reference(), _ours, _codes);
        Assert.False(result.Ok);
        var latent = result.Taps[0];
        Assert.False(latent.Ok);
        Assert.Equal((4L, 2), latent.FirstWrong);
        Assert.Equal(0.02, latent.MaxAbsError, 1e-6);
        Assert.All(result.Taps.Skip(1), t => Assert.True(t.Ok));
    }

    [Fact]
    public void An_error_spread_evenly_fails_and_points_to_its_worst_place()
    {
        for (var i = 0; i < _ours["latent"].Length; i++)
            _ours["latent"][i] *= 1 + 2e-6f;
        _ours["latent"][8 * Channels + 1] *= 1 + 1e-6f;
        var latent = ReferenceFixture.Encode(Reference(), _ours, _codes).Taps[0];
        Assert.False(latent.Ok);
        Assert.InRange(latent.RatioToPyTorch, 3, 8);
        Assert.NotNull(latent.FirstWrong);
    }

    [Fact]
    public void Errors_up_to_twice_PyTorchs_pass_without_being_as_good()
    {
        for (var i = 0; i < _ours["latent"].Length; i++)
            _ours["latent"][i] *= 1 + 6e-7f;
        var latent = ReferenceFixture.Encode(Reference(), _ours, _codes).Taps[0];
        Assert.True(latent.Ok);
        Assert.False(latent.AsGoodAsPyTorch);
        Assert.Null(latent.FirstWrong);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_never_passes(float value)
    {
        _ours["latent"][2 * Channels + 3] = value;
        var latent = ReferenceFixture.Encode(Reference(), _ours, _codes).Taps[0];
        Assert.False(latent.Ok);
        Assert.Equal((2L, 3), latent.FirstWrong);
        Assert.Equal(double.PositiveInfinity, latent.RelativeRmsError);
    }

    [Fact]
    public void A_frame_that_was_not_kept_is_still_seen_in_the_statistics()
    {
        _ours["latent"][3 * Channels + 1] += 0.01f;
        var latent = ReferenceFixture.Encode(Reference(), _ours, _codes).Taps[0];
        Assert.Equal(0, latent.RelativeRmsError);
        Assert.False(latent.Ok);
        Assert.InRange(latent.MeanError, 1e-4, 1e-2);
    }

    [Fact]
    public void A_missing_frame_is_not_OK()
    {
        var check = new ParityCheck(Reference());
        ((IActivationSink)check).Activation(new TapInfo("latent", Channels, 1920, 24000, ""), 0, _ours["latent"].AsSpan(0, 9 * Channels));
        var result = check.Result();
        Assert.Equal((9L, 10L), result.Taps[0].Frames);
        Assert.False(result.Taps[0].Ok);
        Assert.Equal((0L, 10L), result.CodeFrames);
        Assert.False(result.Ok);
    }

    [Fact]
    public void Weights_of_other_sizes_are_refused()
    {
        IActivationSink check = new ParityCheck(Reference());
        Assert.Contains("channels", Assert.Throws<ReferenceException>(() => check.Activation(new TapInfo("latent", 5, 1920, 24000, ""), 0, new float[5])).Message);
    }

    [Fact]
    public void A_wrong_code_with_a_clear_margin_is_wrong_once()
    {
        _codes[1 * Frames + 4]++;
        _codes[2 * Frames + 4]++;
        var codes = ReferenceFixture.Encode(Reference(), _ours, _codes).Codes;
        Assert.Equal([true, false, true], codes.Select(c => c.Ok));
        Assert.Equal(4, codes[1].FirstWrong);
        Assert.Equal((9, 9), (codes[2].Frames, codes[2].Equal));
    }

    [Fact]
    public void A_code_exchanged_within_its_margin_excuses_the_deeper_levels_and_the_quantised_latent_of_that_frame()
    {
        _fixture.Margins[1 * Frames + 4] = 1e-4f;
        _codes[1 * Frames + 4]++;
        _codes[2 * Frames + 4]++;
        foreach (var tap in (string[])["rvq.acoustic", "rvq"])
            _ours[tap][4 * Channels] += 1;
        var result = ReferenceFixture.Encode(Reference(), _ours, _codes);
        Assert.True(result.Ok);
        Assert.Equal([0, 1, 0], result.Codes.Select(c => c.Excused));
        Assert.Equal([0, 0, 1, 1], result.Taps.Select(t => t.ExcusedFrames));
        Assert.Equal([5, 5, 4, 4], result.Taps.Select(t => t.ComparedFrames));
    }

    [Fact]
    public void The_semantic_branch_excuses_nothing_in_the_acoustic_one()
    {
        _fixture.Margins[4] = 1e-4f;
        _codes[4]++;
        _codes[1 * Frames + 4]++;
        var codes = ReferenceFixture.Encode(Reference(), _ours, _codes).Codes;
        Assert.Equal([true, false, true], codes.Select(c => c.Ok));
    }

    private ReferenceFile Reference() => ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]));
}
