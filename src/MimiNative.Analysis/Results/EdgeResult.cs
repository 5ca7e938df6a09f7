using MimiNative.Analysis.Augmentation;

namespace MimiNative.Analysis.Results;

/// <summary>One edge case over all clips that it was made of.</summary>
/// <param name="Group">The test, named as in the seed study.</param>
/// <param name="Name">The case.</param>
/// <param name="Carrier">Speech, noise, or none.</param>
/// <param name="Description">What was done to the signal.</param>
/// <param name="Similarities">Cosine with the reference for each clip; NaN where the encoder threw or gave values that aren't finite.</param>
/// <param name="Norm">Mean length of the vectors.</param>
public sealed record MeasuredEdgeCase(string Group, string Name, EdgeCarrier Carrier, string Description, IReadOnlyList<double> Similarities, double Norm)
{
    /// <summary>For two voices at once: cosine with the other voice's clip, for each clip; empty for other cases.</summary>
    public IReadOnlyList<double> OtherSimilarities { get; init; } = [];

    /// <summary>Mean over clips; NaN where a clip crashed.</summary>
    public double Similarity => Similarities.Average();

    /// <summary>Mean cosine with the other voice's clips; null for cases of one voice.</summary>
    public double? OtherSimilarity => OtherSimilarities.Count > 0 ? OtherSimilarities.Average() : null;

    /// <summary>Unique among the cases, e.g. <c>short_audio/0.5s/speech</c>.</summary>
    public string Id => $"{Group}/{Name}/{Carrier.ToString().ToLowerInvariant()}";
}

/// <summary>Edge cases: stage 6.</summary>
public sealed record EdgeResult
{
    /// <summary>Which embedding.</summary>
    public required string Embedding { get; init; }

    /// <summary>True where the weights are random numbers.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Ids of the clips that the cases on speech were made of.</summary>
    public required IReadOnlyList<string> Clips { get; init; }

    /// <summary>Different voices among them.</summary>
    public required int Voices { get; init; }

    /// <summary>Mean cosine of two clips of one voice in this data set; NaN where no voice has two.</summary>
    public required double SameVoice { get; init; }

    /// <summary>Mean cosine of clips of two voices.</summary>
    public required double DifferentVoices { get; init; }

    /// <summary>Values per vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>All cases; those on speech that no voice has enough audio for are not among them.</summary>
    public required IReadOnlyList<MeasuredEdgeCase> Cases { get; init; }

    /// <summary>The same cases through the network with random weights; null without controls.</summary>
    public EdgeResult? Control { get; init; }
}
