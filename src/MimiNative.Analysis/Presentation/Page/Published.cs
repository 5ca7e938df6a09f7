using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>
/// Numbers that others published, to hold a run against: the seed study of Mimi's pooled embeddings (21 synthetic voices, 10 sentences; its baseline is the latent, mean-pooled)
/// and the range it gives for WavLM, which it quotes and did not run.
/// </summary>
internal static class Published
{
    /// <summary>What the seed study is, for a reader who meets it for the first time.</summary>
    public const string SeedStudy = "This report is held against the **seed study**, the first study of what Mimi's pooled embeddings know of the speaker: 21 synthetic voices saying 10 sentences, with the released weights. "
        + "It found that the same words said by two people lie closer together (0.88) than two sentences of one person (0.78).";

    /// <summary>The seed study's baseline and best configuration (a PCA with as many components as clips, which only takes the mean off).</summary>
    public static IReadOnlyList<Comparison> AcousticsScore { get; } =
    [
        new("seed study, baseline", -0.09, Kind: ComparisonKind.Published),
        new("seed study, best", 0.13, Kind: ComparisonKind.Published),
    ];

    /// <summary>The seed study's best configuration, and WavLM's range where no WavLM was measured.</summary>
    /// <param name="wavLmMeasured">Whether a trained WavLM stands beside on the same clips: then nothing needs to be quoted.</param>
    public static IReadOnlyList<Comparison> SeparabilityRatio(bool wavLmMeasured) =>
    [
        new("seed study, baseline", 0.50, Kind: ComparisonKind.Published),
        new("seed study, best", 1.08, Kind: ComparisonKind.Published),
        .. wavLmMeasured ? [] : new Comparison[] { new("WavLM, only quoted", 3.5, 4.0, ComparisonKind.Published) },
    ];

    /// <summary>What the ratio alone is worth, and where WavLM's comes from.</summary>
    /// <param name="wavLmMeasured">As for <see cref="SeparabilityRatio"/>.</param>
    public static string OfSeparabilityRatio(bool wavLmMeasured) =>
        $"{(wavLmMeasured ? "WavLM is measured here, on the same clips; the 3.5 to 4.0 that the seed study quotes for it are left out." : "WavLM's 3.5 to 4.0 are quoted by the seed study and not measured here.")} The ratio alone proves nothing: on recordings of spoken digits a plain MFCC spectrum reaches 3.6.";

    /// <summary>The seed study's baseline.</summary>
    public static IReadOnlyList<Comparison> IntraSpeakerConsistency { get; } = [new("seed study, baseline", 0.78, Kind: ComparisonKind.Published)];
}
