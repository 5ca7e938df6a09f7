using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>How the report shows a metric: its name, definition and range; what its values mean is <see cref="Metrics.Bands"/>'.</summary>
/// <param name="Id">The definition's id, for links.</param>
/// <param name="Name">The metric's name.</param>
/// <param name="Explanation">What it measures, for a reader without statistics.</param>
/// <param name="Formula">The exact definition.</param>
/// <param name="Bands">What values mean, and the value wanted.</param>
/// <param name="Minimum">The least value that plots show.</param>
/// <param name="Maximum">The value up to which plots show at least.</param>
/// <param name="Format">The number format.</param>
internal sealed record MetricScale(
    string Id, string Name, string Explanation, string Formula, MetricBands Bands, double Minimum, double Maximum, string Format = "0.00")
{
    /// <summary>The value wanted, or null.</summary>
    public double? Target => Bands.Target;

    /// <summary>The band a value falls into. NaN falls into a neutral band of its own.</summary>
    public Band BandOf(double value) => Bands.Of(value);

    /// <summary>Same voice minus same text, in mean cosine similarity.</summary>
    public static MetricScale AcousticsScore { get; } = new(
        "acoustics-score", "Acoustics score",
        "Are two sentences of one person closer together than one sentence said by two people? Above zero the voice wins, below zero the words win.",
        "mean cosine of pairs with the same voice and different texts − mean cosine of pairs with the same text and different voices",
        Metrics.Bands.AcousticsScore, -0.2, 0.5);

    /// <summary>Distance between voices over spread within voices.</summary>
    public static MetricScale SeparabilityRatio { get; } = new(
        "separability-ratio", "Separability ratio",
        "How far apart are different people, measured in units of how much one person varies? Below one, a person differs from themselves more than people differ from each other.",
        "mean Euclidean distance between voice centroids ÷ mean Euclidean distance over all pairs with the same voice",
        Metrics.Bands.SeparabilityRatio, 0, 4.2);

    /// <summary>Mean over voices of the mean cosine within the voice.</summary>
    public static MetricScale IntraSpeakerConsistency { get; } = new(
        "intra-speaker-consistency", "Intra-speaker consistency",
        "How alike are a person's own sentences? It means little alone: a space in which everything is alike scores high too, so read it beside the separability.",
        "mean over voices of the voice's mean pairwise cosine",
        Metrics.Bands.Consistency, 0.4, 1.0);

    /// <summary>Equal error rate of "same voice?" over all pairs.</summary>
    public static MetricScale EqualErrorRate { get; } = new(
        "eer", "Equal error rate",
        "If a cosine threshold decided \"same person?\", how often would it be wrong? A coin toss is 50 %; a trained speaker model reaches 1 to 5 %. Above 50 %, clips of one voice score lower than clips of two.",
        "the rate at which false rejections and false acceptances are equal, over all pairs, linearly interpolated",
        Metrics.Bands.EqualErrorRate, 0, 0.5, "0.0 %");

    /// <summary>Equal error rate of scores of a list of trials.</summary>
    public static MetricScale TrialErrorRate { get; } = new(
        "eer", "Equal error rate",
        "If a threshold on these scores decided \"same person?\", how often would it be wrong? A coin toss is 50 %; a trained speaker model reaches 1 to 5 %, on easy lists less. Above 50 %, clips of one voice score lower than clips of two.",
        "the rate at which false rejections and false acceptances of the list's trials are equal, linearly interpolated",
        Metrics.Bands.EqualErrorRate, 0, 0.5, "0.0 %");

    /// <summary>Equal error rate with a head fitted on other voices, on voices (and texts) it has not met.</summary>
    public static MetricScale HeadErrorRate { get; } = new(
        "head-eer", "Error rate with a trained head",
        "If a linear map fitted on other people decided \"same person?\" about people, and where texts are known about sentences, that it has not met, how often would it be wrong? A coin toss is 50 %.",
        "equal error rate of pairs inside each fold of voices (and texts), by cosine after an LDA fitted on the other folds' clips, scores of all folds pooled",
        Metrics.Bands.EqualErrorRate, 0, 0.5, "0.0 %");
}
