using MimiNative.Analysis.Judgement;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>Up to where a band reaches and what it is called.</summary>
/// <param name="Below">The band's exclusive upper end; +∞ for the last.</param>
/// <param name="Level">How good the band is.</param>
/// <param name="Word">The band's name.</param>
public readonly record struct Band(double Below, Level Level, string Word);

/// <summary>A metric's name, definition and bands: what a value of it means.</summary>
/// <param name="Id">The definition's id, for links.</param>
/// <param name="Name">The metric's name.</param>
/// <param name="Explanation">What it measures, for a reader without statistics.</param>
/// <param name="Formula">The exact definition.</param>
/// <param name="Bands">The bands in rising order.</param>
/// <param name="Target">The value wanted, or null.</param>
/// <param name="Minimum">The least value that plots show.</param>
/// <param name="Maximum">The value up to which plots show at least.</param>
/// <param name="Format">The number format.</param>
public sealed record MetricScale(
    string Id, string Name, string Explanation, string Formula, IReadOnlyList<Band> Bands, double? Target, double Minimum, double Maximum, string Format = "0.00")
{
    /// <summary>The band a value falls into. NaN falls into a neutral band of its own.</summary>
    public Band BandOf(double value)
    {
        if (double.IsNaN(value))
            return new Band(double.PositiveInfinity, Level.Neutral, "not measurable");
        foreach (var band in Bands)
            if (value < band.Below)
                return band;
        return Bands[^1];
    }

    /// <summary>Same voice minus same text, in mean cosine similarity. Bands of the seed study.</summary>
    public static MetricScale AcousticsScore { get; } = new(
        "acoustics-score", "Acoustics score",
        "Are two sentences of one person closer together than one sentence said by two people? Above zero the voice wins, below zero the words win.",
        "mean cosine of pairs with the same voice and different texts − mean cosine of pairs with the same text and different voices",
        [
            new(0, Level.Bad, "unusable"), new(0.05, Level.Bad, "none"), new(0.15, Level.Weak, "weak but trainable"), new(0.3, Level.Fair, "fair"),
            new(double.PositiveInfinity, Level.Good, "good baseline"),
        ], 0.10, -0.2, 0.5);

    /// <summary>Distance between voices over spread within voices. Bands of the seed study.</summary>
    public static MetricScale SeparabilityRatio { get; } = new(
        "separability-ratio", "Separability ratio",
        "How far apart are different people, measured in units of how much one person varies? Below one, a person differs from themselves more than people differ from each other.",
        "mean Euclidean distance between voice centroids ÷ mean Euclidean distance over all pairs with the same voice",
        [
            new(1, Level.Bad, "broken"), new(2, Level.Weak, "poor"), new(3.5, Level.Fair, "acceptable"), new(double.PositiveInfinity, Level.Good, "good, WavLM's level"),
        ], 2.0, 0, 4.2);

    /// <summary>Mean over voices of the mean cosine within the voice. Bands of the seed study.</summary>
    public static MetricScale IntraSpeakerConsistency { get; } = new(
        "intra-speaker-consistency", "Intra-speaker consistency",
        "How alike are a person's own sentences? It means little alone: a space in which everything is alike scores high too, so read it beside the separability.",
        "mean over voices of the voice's mean pairwise cosine",
        [
            new(0.7, Level.Bad, "unreliable"), new(0.85, Level.Fair, "usable"), new(double.PositiveInfinity, Level.Good, "good"),
        ], 0.80, 0.4, 1.0);

    /// <summary>Equal error rate of "same voice?" over all pairs. The bands are this tool's own: the seed study did not measure it.</summary>
    public static MetricScale EqualErrorRate { get; } = new(
        "eer", "Equal error rate",
        "If a cosine threshold decided \"same person?\", how often would it be wrong? A coin toss is 50 %; a trained speaker model reaches 1 to 5 %.",
        "the rate at which false rejections and false acceptances are equal, over all pairs, linearly interpolated",
        [
            new(0.05, Level.Good, "good"), new(0.15, Level.Fair, "fair"), new(0.3, Level.Weak, "weak"), new(double.PositiveInfinity, Level.Bad, "near chance"),
        ], null, 0, 0.5, "0.0 %");
}
