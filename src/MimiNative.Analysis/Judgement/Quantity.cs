namespace MimiNative.Analysis.Judgement;

/// <summary>What a piece of evidence measures. In JSON the name in snake_case.</summary>
public enum Quantity
{
    /// <summary>Equal error rate over all pairs by cosine; lower is better.</summary>
    EqualErrorRate,

    /// <summary>Equal error rate of a head fitted on other voices, on unseen ones; lower is better.</summary>
    UnseenVoicesErrorRate,

    /// <summary>The same with the texts unseen too.</summary>
    UnseenVoicesAndTextsErrorRate,

    /// <summary>The stricter of these two with the recordings equalised.</summary>
    EqualisedErrorRate,

    /// <summary>How much higher a head's error rate is than cosine's; below 0 where the head is better.</summary>
    HeadMinusCosine,

    /// <summary>How much higher a station's error rate is than that of the end of the network.</summary>
    StationMinusEnd,

    /// <summary>How much higher the error rate is with the first seconds only than with whole clips.</summary>
    ShortMinusWhole,

    /// <summary>Acoustics score with the mean of all vectors taken off.</summary>
    CentredAcousticsScore,

    /// <summary>Share of a space's variance that the zeros pooled behind a clip explain.</summary>
    PaddingVarianceShare,

    /// <summary>Same voice minus same text, in mean cosine.</summary>
    AcousticsScore,

    /// <summary>Distance between voices over distance within.</summary>
    SeparabilityRatio,

    /// <summary>Mean over voices of the voice's mean pairwise cosine.</summary>
    IntraSpeakerConsistency,

    /// <summary>Mean cosine of clips and their versions with light noise.</summary>
    LightNoiseSimilarity,

    /// <summary>Mean cosine of clips and their versions with medium noise.</summary>
    MediumNoiseSimilarity,

    /// <summary>Equal error rate on unseen voices by a head trained on others; lower is better.</summary>
    HeadEqualErrorRate,

    /// <summary>Share of clips of unseen voices whose attribute is told rightly.</summary>
    AttributeAccuracy,

    /// <summary>That share minus what the same probe reaches where the attribute was shuffled over the voices.</summary>
    AttributeSelectivity,

    /// <summary>D_sys by cosine over all pairs.</summary>
    Linkability,

    /// <summary>D_sys on unseen voices by a head trained on others.</summary>
    HeadLinkability,

    /// <summary>Share of the speech in conversations that goes wrong where it is known when somebody speaks; lower is better.</summary>
    DiarizationErrorRateOracle,

    /// <summary>The same where the level tells speech from pauses.</summary>
    DiarizationErrorRateEnergy,
}
