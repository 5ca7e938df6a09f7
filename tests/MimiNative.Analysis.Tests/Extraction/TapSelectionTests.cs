using MimiNative.Analysis.Extraction;

namespace MimiNative.Analysis.Tests.Extraction;

public sealed class TapSelectionTests
{
    private static readonly IReadOnlyList<TapInfo> Taps =
    [
        .. new[]
        {
            "seanet.conv_in", "seanet.res1", "seanet.down1", "seanet.out", "transformer.1.attn", "transformer.1.mlp", "transformer.1", "transformer.2", "transformer.4", "transformer.6", "transformer.8",
            "latent", "rvq.semantic", "rvq.acoustic", "rvq@1", "rvq@2", "rvq@3", "rvq@8", "rvq",
        }.Select(name => new TapInfo(name, 8, 960, 24000, "")),
    ];

    [Theory]
    [InlineData("seed", "seanet.out transformer.2 transformer.4 transformer.6 transformer.8")]
    [InlineData("layer0_encoder, final, layer8_transformer,latent", "seanet.out transformer.8 latent")]
    [InlineData("latent,seed", "latent seanet.out transformer.2 transformer.4 transformer.6 transformer.8")]
    [InlineData("all", "seanet.conv_in seanet.res1 seanet.down1 seanet.out transformer.1 transformer.2 transformer.4 transformer.6 transformer.8 latent rvq@1 rvq@2 rvq@8 rvq")]
    [InlineData("transformer.1.mlp,rvq@3", "transformer.1.mlp rvq@3")]
    public void Presets_and_names_stand_for_taps_each_once(string text, string names) =>
        Assert.Equal(names.Split(' '), TapSelection.Parse(text).Of(Taps).Select(t => t.Name));

    [Fact]
    public void A_network_without_a_tap_of_the_seed_has_the_others() => Assert.Equal(["seanet.out", "transformer.2"], TapSelection.Seed.Of([.. Taps.Take(8)]).Select(t => t.Name));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    public void Nothing_named_is_refused(string text) => Assert.Contains("no tap is named", Assert.Throws<ArgumentException>(() => TapSelection.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_tap_is_refused_by_name_with_those_that_there_are() =>
        Assert.StartsWith("no tap 'transformer.9'; there are: seanet.conv_in", Assert.Throws<ArgumentException>(() => TapSelection.Parse("latent,transformer.9").Of(Taps)).Message, StringComparison.Ordinal);
}
