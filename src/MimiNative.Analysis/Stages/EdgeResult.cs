namespace MimiNative.Analysis.Stages;

/// <summary>How an edge case ended.</summary>
public enum EdgeOutcome
{
    /// <summary>As it should.</summary>
    Pass,

    /// <summary>Usable with care.</summary>
    Degraded,

    /// <summary>Not usable.</summary>
    Fail,

    /// <summary>The encoder threw, or gave values that aren't finite.</summary>
    Crash,
}

/// <summary>One edge case.</summary>
/// <param name="Group">The test, named as in the seed study.</param>
/// <param name="Name">The case.</param>
/// <param name="Carrier">Speech, noise, or none.</param>
/// <param name="Description">What was done to the signal.</param>
/// <param name="Similarity">Cosine with the reference; NaN after a crash.</param>
/// <param name="Norm">Length of the vector.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Rule">What decided that, in words.</param>
public sealed record EdgeMeasurement(string Group, string Name, string Carrier, string Description, double Similarity, double Norm, EdgeOutcome Outcome, string Rule);

/// <summary>Edge cases: stage 6.</summary>
public sealed record EdgeResult
{
    /// <summary>Which embedding.</summary>
    public required string Embedding { get; init; }

    /// <summary>The clip that the cases were made of.</summary>
    public required string Clip { get; init; }

    /// <summary>The clip of another voice that was mixed in.</summary>
    public required string OtherClip { get; init; }

    /// <summary>Mean cosine of two clips of one voice in this data set: what PASS must reach.</summary>
    public required double SameVoice { get; init; }

    /// <summary>Mean cosine of clips of two voices: below it a case has FAILED.</summary>
    public required double DifferentVoices { get; init; }

    /// <summary>Values per vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>All cases.</summary>
    public required IReadOnlyList<EdgeMeasurement> Cases { get; init; }
}
