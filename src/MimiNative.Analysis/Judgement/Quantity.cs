namespace MimiNative.Analysis.Judgement;

/// <summary>What a piece of evidence measures. In JSON the name in snake_case.</summary>
public enum Quantity
{
    /// <summary>Equal error rate over all pairs by cosine; lower is better.</summary>
    EqualErrorRate,

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
}
