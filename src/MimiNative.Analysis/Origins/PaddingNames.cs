namespace MimiNative.Analysis.Origins;

/// <summary>Names of the padding dialects in options, files and messages.</summary>
public static class PaddingNames
{
    private static readonly Dictionary<string, PaddingDialect> ByName = new() { ["waveform"] = PaddingDialect.Waveform, ["per-layer"] = PaddingDialect.PerLayer };

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => ByName.Keys;

    /// <summary>A dialect's name.</summary>
    public static string Name(this PaddingDialect padding) => padding == PaddingDialect.PerLayer ? "per-layer" : "waveform";

    /// <summary>The dialect of a name; null where there is none.</summary>
    public static PaddingDialect? Find(string name) => ByName.TryGetValue(name, out var padding) ? padding : null;
}
