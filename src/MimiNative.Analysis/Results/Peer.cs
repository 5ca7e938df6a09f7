using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Results;

/// <summary>Another encoder whose embeddings of the same clips stand beside those in question: who it is, what made its embeddings, and how many clips it shares. No control: nothing that is claimed of the space in question rests on it.</summary>
public sealed record Peer
{
    /// <summary>What the person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Which of its embeddings, as files name it.</summary>
    public required string Embedding { get; init; }

    /// <summary>What made the embeddings, as names and values (<see cref="Origin.Metadata"/>): computed here, or as their file says, which nobody checked. Empty where it says nothing.</summary>
    public required IReadOnlyDictionary<string, string> MadeBy { get; init; }

    /// <summary>The file that the embeddings came in; null where they were computed here.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>Clean clips that it shares with the space in question: comparisons with it are on these.</summary>
    public int Clips { get; init; }

    /// <summary>Clean clips of the space in question.</summary>
    public int OfClips { get; init; }

    /// <summary>Whether the weights are random numbers, so that nothing here says anything about the encoder that it is named after.</summary>
    public bool Synthetic => Origin.IsSynthetic(MadeBy);

    /// <summary>Whether a trained head was applied, which may know these voices by heart.</summary>
    public bool Projected => MadeBy.ContainsKey("head");

    /// <summary>Whether it is a WavLM, by what made the embeddings.</summary>
    public bool IsWavLm => MadeBy.GetValueOrDefault("encoder") == NetworkNames.WavLm;

    /// <summary>Whether it has every clip.</summary>
    public bool IsWhole => Clips == OfClips;
}
