using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Results;

/// <summary>What else can be read out of a space, and by whom: measured beside the controls on the same clips.</summary>
public sealed record ProbesResult
{
    /// <summary>The network that it is about, as a person reads it.</summary>
    public string Network { get; init; } = NetworkNames.Mimi;

    /// <summary>True where the weights are random numbers: then nothing is said about <see cref="Network"/>.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The embedding that everything but codebooks and stations is about.</summary>
    public required EmbeddingKey Focus { get; init; }

    /// <summary>The speaker codebook by codebook; null where the clips' codes are not known.</summary>
    public required CodebooksResult? Codebooks { get; init; }

    /// <summary>How easily the voice is found: the space in question first, then its controls.</summary>
    public required IReadOnlyList<ReadOut> ReadOuts { get; init; }

    /// <summary>Gender, accent, age group, where the data set states them.</summary>
    public required IReadOnlyList<AttributeReading> Attributes { get; init; }

    /// <summary>How alike the stations of the network are; null where only one was measured.</summary>
    public required TapLikeness? Likeness { get; init; }

    /// <summary>What an auditor asks: by space, seconds heard and way to compare.</summary>
    public required IReadOnlyList<Exposure> Exposures { get; init; }

    /// <summary>How far shuffled voice labels get at linking whole clips of the space in question.</summary>
    public required IReadOnlyList<LinkabilityFloor> Floors { get; init; }
}
