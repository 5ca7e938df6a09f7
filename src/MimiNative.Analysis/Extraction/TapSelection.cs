namespace MimiNative.Analysis.Extraction;

/// <summary>Which taps to extract: presets and names, read once; an encoder says what they stand for.</summary>
public sealed class TapSelection
{
    private static readonly string[] QuantisedSteps = ["rvq@1", "rvq@2", "rvq@4", "rvq@8", "rvq@16"];

    private readonly IReadOnlyList<Func<IReadOnlyList<TapInfo>, IEnumerable<TapInfo>>> _parts;

    private TapSelection(IReadOnlyList<Func<IReadOnlyList<TapInfo>, IEnumerable<TapInfo>>> parts) => _parts = parts;

    /// <summary>The seed study's extraction points, as far as the network has them.</summary>
    public static TapSelection Seed { get; } = new([taps => taps.Where(t => SeedTaps.All.Contains(t.Name))]);

    /// <summary>The seed study's extraction points and the latent.</summary>
    public static TapSelection Default { get; } = new([.. Seed._parts, taps => taps.Where(t => t.Name == "latent")]);

    /// <summary>Every SEANet stage, every transformer layer, the latent, and the quantised latent by number of codebooks.</summary>
    public static TapSelection All { get; } = new([taps => taps.Where(t => IsStation(t.Name))]);

    /// <summary>Presets (<c>seed</c>, <c>all</c>) and tap names, public or the seed study's, separated by commas.</summary>
    /// <exception cref="ArgumentException">Nothing is named. Names that no network has are reported by <see cref="Of"/>.</exception>
    public static TapSelection Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0
            ? new TapSelection([.. names.SelectMany(n => n switch { "seed" => Seed._parts, "all" => All._parts, _ => Named(SeedTaps.FromSeedName(n))._parts })])
            : throw new ArgumentException("no tap is named; use seed, all, or names like transformer.4,latent");
    }

    /// <summary>Whether lists of taps show this one: all but rvq@N, of which there are as many as codebooks.</summary>
    public static bool IsListed(string tap) => !tap.StartsWith("rvq@", StringComparison.Ordinal);

    /// <summary>One tap by its public name.</summary>
    public static TapSelection Named(string name) => new([taps => [taps.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException($"no tap '{name}'; there are: {string.Join(", ", taps.Select(t => t.Name).Where(IsListed))}{(taps.Any(t => t.Name == "rvq") ? ", rvq@N for the first N codebooks" : taps.Any(t => t.Name == "latent") ? "; this Mimi is continuous, it has no codes and no rvq" : "")}")]]);

    /// <summary>The taps of a network that are selected, each once, in the order of the selection.</summary>
    /// <param name="taps">All taps of the network.</param>
    /// <exception cref="ArgumentException">A tap is unknown; names it and those that there are.</exception>
    public IReadOnlyList<TapInfo> Of(IReadOnlyList<TapInfo> taps) => [.. _parts.SelectMany(p => p(taps)).DistinctBy(t => t.Name)];

    // One station per layer: the halves of a layer, the branches of the quantiser and most numbers of codebooks are for those who name them.
    private static bool IsStation(string tap) => tap.StartsWith("rvq@", StringComparison.Ordinal)
        ? QuantisedSteps.Contains(tap)
        : !tap.EndsWith(".attn", StringComparison.Ordinal) && !tap.EndsWith(".mlp", StringComparison.Ordinal) && !tap.StartsWith("rvq.", StringComparison.Ordinal);
}
