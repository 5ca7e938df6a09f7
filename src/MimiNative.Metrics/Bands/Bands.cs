namespace MimiNative.Metrics;

/// <summary>
/// The one table of what headline metrics mean. Limits and targets of the first three are the study's that this tool repeats ("Acoustics vs semantics in Mimi", tests 1 to 4);
/// those of the equal error rate are this tool's own. A value that can't be measured (NaN) fails every target.
/// </summary>
public static class Bands
{
    /// <summary>The mean cosine of clean and light-noise versions of a clip passes above this.</summary>
    public const double LightNoiseTarget = 0.85;

    /// <summary>The mean cosine of clean and medium-noise versions of a clip passes above this.</summary>
    public const double MediumNoiseTarget = 0.75;

    /// <summary>Same voice minus same text, in mean cosine.</summary>
    public static MetricBands AcousticsScore { get; } = new(
        "acoustics_score", 0.10, "needs a voice with two texts and a text said by two voices",
        new Band("unusable", Grade.Bad, 0, Meaning: "what is said outweighs who says it"),
        new Band("none", Grade.Bad, 0.05, Meaning: "no speaker information to speak of"),
        new Band("weak but trainable", Grade.Weak, 0.15),
        new Band("fair", Grade.Fair, 0.3, Inclusive: true),
        new Band("good baseline", Grade.Good, double.PositiveInfinity));

    /// <summary>Distance between voices over distance within voices.</summary>
    public static MetricBands SeparabilityRatio { get; } = new(
        "separability_ratio", 2.0, "needs two voices and a voice with two different clips",
        new Band("broken", Grade.Bad, 1, Meaning: "voices lie closer together than the clips of one voice"),
        new Band("poor", Grade.Weak, 2),
        new Band("acceptable", Grade.Fair, 3.5, Inclusive: true),
        new Band("good", Grade.Good, double.PositiveInfinity));

    /// <summary>Mean over voices of the voice's mean cosine.</summary>
    public static MetricBands Consistency { get; } = new(
        "consistency", 0.80, "needs a voice with two clips",
        new Band("unreliable", Grade.Bad, 0.70),
        new Band("usable", Grade.Fair, 0.85),
        new Band("good", Grade.Good, double.PositiveInfinity));

    /// <summary>Equal error rate of "same voice?": the lower, the better.</summary>
    public static MetricBands EqualErrorRate { get; } = new(
        "eer", null, "needs two voices and a voice with two clips",
        new Band("good", Grade.Good, 0.05),
        new Band("fair", Grade.Fair, 0.15),
        new Band("weak", Grade.Weak, 0.3),
        new Band("near chance", Grade.Bad, double.PositiveInfinity));
}
