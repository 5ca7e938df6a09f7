using MimiNative.Analysis.Augmentation;

namespace MimiNative.Analysis.Results;

/// <summary>One edge case.</summary>
/// <param name="Group">The test, named as in the seed study.</param>
/// <param name="Name">The case.</param>
/// <param name="Carrier">Speech, noise, or none.</param>
/// <param name="Description">What was done to the signal.</param>
/// <param name="Similarity">Cosine with the reference; NaN where the encoder threw or gave values that aren't finite.</param>
/// <param name="Norm">Length of the vector.</param>
public sealed record MeasuredEdgeCase(string Group, string Name, EdgeCarrier Carrier, string Description, double Similarity, double Norm);

/// <summary>Edge cases: stage 6.</summary>
public sealed record EdgeResult
{
    /// <summary>Which embedding.</summary>
    public required string Embedding { get; init; }

    /// <summary>The clip that the cases were made of.</summary>
    public required string Clip { get; init; }

    /// <summary>The clip of another voice that was mixed in.</summary>
    public required string OtherClip { get; init; }

    /// <summary>Mean cosine of two clips of one voice in this data set; NaN where no voice has two.</summary>
    public required double SameVoice { get; init; }

    /// <summary>Mean cosine of clips of two voices.</summary>
    public required double DifferentVoices { get; init; }

    /// <summary>Values per vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>All cases.</summary>
    public required IReadOnlyList<MeasuredEdgeCase> Cases { get; init; }
}
