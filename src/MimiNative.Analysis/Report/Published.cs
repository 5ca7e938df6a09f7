namespace MimiNative.Analysis.Report;

/// <summary>
/// Numbers that others published, to hold a run against: the seed study of Mimi's pooled embeddings (21 synthetic voices, 10 sentences, its own six
/// extraction points) and the range it gives for WavLM.
/// </summary>
public static class Published
{
    /// <summary>The seed study's baseline and best configuration.</summary>
    public static IReadOnlyList<Comparison> AcousticsScore { get; } =
    [
        new("seed study, baseline", -0.09, Kind: ComparisonKind.Published),
        new("seed study, best", 0.13, Kind: ComparisonKind.Published),
    ];

    /// <summary>The seed study's best configuration and WavLM's range.</summary>
    public static IReadOnlyList<Comparison> SeparabilityRatio { get; } =
    [
        new("seed study, baseline", 0.50, Kind: ComparisonKind.Published),
        new("seed study, best", 0.55, Kind: ComparisonKind.Published),
        new("WavLM", 3.5, 4.0, ComparisonKind.Published),
    ];

    /// <summary>The seed study's baseline.</summary>
    public static IReadOnlyList<Comparison> IntraSpeakerConsistency { get; } = [new("seed study, baseline", 0.78, Kind: ComparisonKind.Published)];
}
