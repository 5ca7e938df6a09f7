using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>
/// Numbers that others published, to hold a run against: the seed study of Mimi's pooled embeddings (21 synthetic voices, 10 sentences, its own six
/// extraction points) and the range it gives for WavLM.
/// </summary>
public static class Published
{
    /// <summary>What the seed study is, for a reader who meets it for the first time.</summary>
    public const string SeedStudy = "This report is held against the **seed study**, the first study of what Mimi's pooled embeddings know of the speaker: 21 synthetic voices saying 10 sentences, with the released weights. "
        + "It found that the same words said by two people lie closer together (0.88) than two sentences of one person (0.78).";

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

    /// <summary>The seed study's published lines beside the same quantities of a run; NaN where the run has none.</summary>
    /// <param name="sameVoice">Mean cosine of pairs with the same voice and different texts, in the baseline configuration (final layer, mean pooling).</param>
    /// <param name="sameText">Mean cosine of pairs with the same text and different voices, likewise.</param>
    /// <param name="bestAcoustics">The best acoustics score of any configuration.</param>
    /// <param name="bestSeparability">The best separability ratio of any configuration.</param>
    public static Table SeedComparison(double sameVoice, double sameText, double bestAcoustics, double bestSeparability)
    {
        static Cell Show(double value, MetricScale? scale = null) =>
            new(double.IsNaN(value) ? "n/a" : Ticks.Format(value, "0.00"), double.IsNaN(value) ? null : value, scale is null ? Level.Neutral : Levels.Of(scale.BandOf(value)));
        var (acoustics, separability) = (MetricScale.AcousticsScore, MetricScale.SeparabilityRatio);
        return new Table(
            "This run beside the seed study (21 synthetic voices saying 10 sentences). The study's 0.13 came from a PCA with as many components as samples, which does no more than centre the data.",
            [new("Quantity"), new("This run", true), new("Seed study", true), new("WavLM", true)],
            [
                ["same voice, different text: mean cosine", Show(sameVoice), "0.78", "–"],
                ["same text, different voices: mean cosine", Show(sameText), "0.88", "–"],
                ["acoustics score, baseline", Show(sameVoice - sameText, acoustics), Show(-0.09, acoustics), "–"],
                ["acoustics score, best configuration", Show(bestAcoustics, acoustics), Show(0.13, acoustics), "–"],
                ["separability ratio, best configuration", Show(bestSeparability, separability), Show(0.55, separability), new("3.50–4.00", 3.5, Level.Good)],
            ]);
    }
}
