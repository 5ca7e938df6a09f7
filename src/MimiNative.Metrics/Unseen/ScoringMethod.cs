namespace MimiNative.Metrics;

/// <summary>A way to score two clips of voices that were not in training.</summary>
public enum ScoringMethod
{
    /// <summary>Cosine of the embeddings as they are; knows no training.</summary>
    Cosine,

    /// <summary>Cosine with the mean of the training clips taken off.</summary>
    CentredCosine,

    /// <summary>A trained head, compared by cosine.</summary>
    LdaCosine,

    /// <summary>A trained head, compared by likelihood ratio.</summary>
    LdaPlda,
}
