namespace MimiNative.Analysis.Extraction;

/// <summary>The seed study's names for its extraction points.</summary>
public static class SeedTaps
{
    private static readonly (string Seed, string Tap)[] Names =
    [
        ("layer0_encoder", "seanet.out"), ("layer2_transformer", "transformer.2"), ("layer4_transformer", "transformer.4"),
        ("layer6_transformer", "transformer.6"), ("layer8_transformer", "transformer.8"), ("final", "transformer.8"),
    ];

    /// <summary>Public names of its taps, each once (its "final" is the last transformer layer).</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(n => n.Tap).Distinct()];

    /// <summary>The seed study's name for a tap, or the tap's own.</summary>
    public static string SeedName(string tap) => Names.FirstOrDefault(n => n.Tap == tap).Seed ?? tap;

    /// <summary>The public tap name for a name of the seed study; other names stay as they are.</summary>
    public static string FromSeedName(string name) => Names.FirstOrDefault(n => n.Seed == name).Tap ?? name;
}
