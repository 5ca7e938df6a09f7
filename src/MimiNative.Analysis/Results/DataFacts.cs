using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Results;

/// <summary>A property of recordings that a space may hear instead of the voice.</summary>
public enum ClipProperty
{
    /// <summary>Seconds of audio.</summary>
    Length,

    /// <summary>RMS level in decades.</summary>
    Level,
}

/// <summary>What clips are grouped by.</summary>
public enum Grouping
{
    /// <summary>Who speaks.</summary>
    Voice,

    /// <summary>What is said.</summary>
    Text,
}

/// <summary>How much of a property's variance lies between groups of clips.</summary>
/// <param name="Property">Of the recordings.</param>
/// <param name="Grouping">By voice or by text.</param>
/// <param name="Share">Share of the variance between groups.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Clips">Clips.</param>
public sealed record Confound(ClipProperty Property, Grouping Grouping, double Share, int Groups, int Clips);

/// <summary>A sample rate at which clips were recorded.</summary>
/// <param name="SampleRate">In Hz: nothing above half of it is in the recording.</param>
/// <param name="Clips">Clips that have it, of those that were looked at.</param>
public sealed record SourceRate(int SampleRate, int Clips);

/// <summary>What the data is like, apart from what a network makes of it.</summary>
public sealed record DataFacts
{
    /// <summary>What made the embeddings, e.g. <c>synthetic:1</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>The network that they are of, as a person reads it.</summary>
    public string Network { get; init; } = NetworkNames.Mimi;

    /// <summary>True where the weights are random numbers.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Clips that could not be embedded.</summary>
    public required IReadOnlyList<ClipFailure> Failures { get; init; }

    /// <summary>Clips that were embedded although something is wrong with their audio.</summary>
    public required IReadOnlyList<ClipFailure> Damaged { get; init; }

    /// <summary>Voices of clean clips.</summary>
    public required int Voices { get; init; }

    /// <summary>Clean clips of the voice that has the fewest.</summary>
    public required int FewestClips { get; init; }

    /// <summary>Different texts of clean clips; null where a clip's text is unknown.</summary>
    public required int? Texts { get; init; }

    /// <summary>Combinations of voice and text that occur; null where texts are unknown.</summary>
    public required int? Combinations { get; init; }

    /// <summary>Clips whose embedding is another's to the bit, beside the first of them: copies, or recordings of nothing.</summary>
    public int Copies { get; init; }

    /// <summary>Those of them that are another voice's.</summary>
    public int CopiesOfOtherVoices { get; init; }

    /// <summary>Length by voice and by text, level by voice, where there are groups to compare and clips differ by more than 2 % of their length, 0.5 dB of their level.</summary>
    public required IReadOnlyList<Confound> Confounds { get; init; }

    /// <summary>The recordings' own sample rates from low to high, of up to 200 clips spread over the data set.</summary>
    public IReadOnlyList<SourceRate> SourceRates { get; init; } = [];

    /// <summary>Other encoders that stand beside.</summary>
    public IReadOnlyList<Peer> Peers { get; init; } = [];

    /// <summary>What the reader of the data set had to assume.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
