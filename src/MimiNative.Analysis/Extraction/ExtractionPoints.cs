namespace MimiNative.Analysis.Extraction;

/// <summary>Sets of taps by name, and the seed study's names for its taps.</summary>
public static class ExtractionPoints
{
    private static readonly (string Seed, string Tap)[] SeedNames =
    [
        ("layer0_encoder", "seanet.out"), ("layer2_transformer", "transformer.2"), ("layer4_transformer", "transformer.4"),
        ("layer6_transformer", "transformer.6"), ("layer8_transformer", "transformer.8"), ("final", "transformer.8"),
    ];

    /// <summary>
    /// Taps for an option's text: the preset <c>seed</c> (the six points of the seed study, five of which differ), the preset <c>all</c>
    /// (every SEANet stage, every transformer layer, the latent, and the quantised latent by number of codebooks), or names separated by commas: public tap names or the seed's.
    /// </summary>
    /// <param name="text">Preset or names.</param>
    /// <param name="config">The network's sizes: a smaller one has fewer taps.</param>
    /// <exception cref="ArgumentException">Nothing is named. Unknown names are reported by the encoder.</exception>
    public static IReadOnlyList<string> Parse(string text, MimiConfig config)
    {
        string[] taps = text switch
        {
            "seed" => Seed(config),
            "all" => All(config),
            _ => [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(FromSeedName)],
        };
        return taps.Length > 0 ? [.. taps.Distinct()] : throw new ArgumentException("no tap is named; use seed, all, or names like transformer.4,latent");
    }

    /// <summary>The seed study's name for a tap, or the tap's own.</summary>
    public static string SeedName(string tap) => SeedNames.FirstOrDefault(n => n.Tap == tap).Seed ?? tap;

    /// <summary>The public tap name for a name of the seed study; other names stay as they are.</summary>
    public static string FromSeedName(string name) => SeedNames.FirstOrDefault(n => n.Seed == name).Tap ?? name;

    private static string[] Seed(MimiConfig config) => [.. SeedNames.Select(n => n.Tap).Where(t => t == "seanet.out" || int.Parse(t.AsSpan(12)) <= config.Layers)];

    private static string[] All(MimiConfig config)
    {
        var stages = Enumerable.Range(1, config.Ratios.Count).SelectMany(i => (string[])[$"seanet.res{i}", $"seanet.down{i}"]);
        var layers = Enumerable.Range(1, config.Layers).Select(i => $"transformer.{i}");
        var quantised = new[] { 1, 2, 4, 8, 16 }.Where(n => n < config.Codebooks).Select(n => $"rvq@{n}").Append("rvq");
        return ["seanet.conv_in", .. stages, "seanet.out", .. layers, "latent", .. quantised];
    }
}
