namespace MimiNative.Metrics;

/// <summary>What an Acoustics Score means.</summary>
public enum AcousticsBand
{
    /// <summary>The score is NaN.</summary>
    Undefined,

    /// <summary>Below 0: what is said outweighs who says it.</summary>
    Unusable,

    /// <summary>0 – 0.05.</summary>
    None,

    /// <summary>0.05 – 0.15.</summary>
    Weak,

    /// <summary>0.15 – 0.3.</summary>
    Fair,

    /// <summary>Above 0.3.</summary>
    Good,
}

/// <summary>What a Separability Ratio means.</summary>
public enum SeparabilityBand
{
    /// <summary>The ratio is NaN.</summary>
    Undefined,

    /// <summary>Below 1: voices lie closer together than the clips of one voice.</summary>
    Broken,

    /// <summary>1 – 2.</summary>
    Poor,

    /// <summary>2 – 3.5.</summary>
    Acceptable,

    /// <summary>Above 3.5, the level of WavLM.</summary>
    Good,
}

/// <summary>What an intra-speaker consistency means.</summary>
public enum ConsistencyBand
{
    /// <summary>No voice has two clips.</summary>
    Undefined,

    /// <summary>Below 0.70.</summary>
    Unreliable,

    /// <summary>0.70 – 0.85.</summary>
    Usable,

    /// <summary>0.85 and above.</summary>
    Good,
}

/// <summary>Bands and targets of the headline metrics (specs/analysis.md, section 1). Everything undefined (NaN) fails its target.</summary>
public static class Bands
{
    /// <summary>An Acoustics Score passes above this.</summary>
    public const double AcousticsTarget = 0.10;

    /// <summary>A Separability Ratio passes above this.</summary>
    public const double SeparabilityTarget = 2.0;

    /// <summary>An intra-speaker consistency passes above this.</summary>
    public const double ConsistencyTarget = 0.80;

    /// <summary>The mean cosine of clean and light-noise versions passes above this.</summary>
    public const double LightNoiseTarget = 0.85;

    /// <summary>The mean cosine of clean and medium-noise versions passes above this.</summary>
    public const double MediumNoiseTarget = 0.75;

    /// <summary>The band of an Acoustics Score.</summary>
    public static AcousticsBand OfAcousticsScore(double score) => score switch
    {
        double.NaN => AcousticsBand.Undefined,
        < 0 => AcousticsBand.Unusable,
        < 0.05 => AcousticsBand.None,
        < 0.15 => AcousticsBand.Weak,
        <= 0.3 => AcousticsBand.Fair,
        _ => AcousticsBand.Good,
    };

    /// <summary>The band of a Separability Ratio.</summary>
    public static SeparabilityBand OfSeparabilityRatio(double ratio) => ratio switch
    {
        double.NaN => SeparabilityBand.Undefined,
        < 1 => SeparabilityBand.Broken,
        < 2 => SeparabilityBand.Poor,
        <= 3.5 => SeparabilityBand.Acceptable,
        _ => SeparabilityBand.Good,
    };

    /// <summary>The band of an intra-speaker consistency.</summary>
    public static ConsistencyBand OfConsistency(double consistency) => consistency switch
    {
        double.NaN => ConsistencyBand.Undefined,
        < 0.70 => ConsistencyBand.Unreliable,
        < 0.85 => ConsistencyBand.Usable,
        _ => ConsistencyBand.Good,
    };

    /// <summary>The band in words.</summary>
    public static string Text(this AcousticsBand band) => band switch
    {
        AcousticsBand.Undefined => "undefined: needs a voice with two texts and a text said by two voices",
        AcousticsBand.Unusable => "unusable: what is said outweighs who says it",
        AcousticsBand.None => "no speaker information to speak of",
        AcousticsBand.Weak => "weak but trainable",
        AcousticsBand.Fair => "fair",
        _ => "good baseline",
    };

    /// <inheritdoc cref="Text(AcousticsBand)"/>
    public static string Text(this SeparabilityBand band) => band switch
    {
        SeparabilityBand.Undefined => "undefined: needs two voices and a voice with two different clips",
        SeparabilityBand.Broken => "broken: voices lie closer together than the clips of one voice",
        SeparabilityBand.Poor => "poor",
        SeparabilityBand.Acceptable => "acceptable",
        _ => "good (WavLM level)",
    };

    /// <inheritdoc cref="Text(AcousticsBand)"/>
    public static string Text(this ConsistencyBand band) => band switch
    {
        ConsistencyBand.Undefined => "undefined: needs a voice with two clips",
        ConsistencyBand.Unreliable => "unreliable",
        ConsistencyBand.Usable => "usable",
        _ => "good",
    };
}
