using MimiNative.Audio;

namespace MimiNative.Analysis.Data;

/// <summary>One recording of a data set and what is known about it.</summary>
public sealed record Sample
{
    /// <summary>Unique name inside the data set.</summary>
    public required string Id { get; init; }

    /// <summary>Who speaks: the label that speaker metrics group by.</summary>
    public required string Voice { get; init; }

    /// <summary>What is said, as an id: samples with equal texts are the same sentence. Null: unknown, so no content metric counts this sample.</summary>
    public string? Text { get; init; }

    /// <summary>What is said, in words, where the data set says so.</summary>
    public string? Sentence { get; init; }

    /// <summary><c>clean</c>, <c>light_noise</c>, <c>medium_noise</c>, or the data set's own word.</summary>
    public string Augmentation { get; init; } = Clean;

    /// <summary>The audio file; empty where only embeddings exist.</summary>
    public string Path { get; init; } = "";

    /// <summary>Where in <see cref="Path"/> the audio lies, if that is an archive.</summary>
    public ArchiveMember? Member { get; init; }

    /// <summary>Which stretch of the audio the recording is; null: all of it.</summary>
    public AudioSegment? Segment { get; init; }

    /// <summary>Length in seconds as the data set states it.</summary>
    public double? Duration { get; init; }

    /// <summary>The voice's name for people.</summary>
    public string? VoiceName { get; init; }

    /// <summary>The voice's gender as the data set states it.</summary>
    public string? Gender { get; init; }

    /// <summary>The voice's accent as the data set states it.</summary>
    public string? Accent { get; init; }

    /// <summary>The voice's age group as the data set states it.</summary>
    public string? AgeGroup { get; init; }

    /// <summary>The augmentation of a recording as it was made.</summary>
    public const string Clean = "clean";

    /// <summary>The voice of a recording whose speaker nobody named.</summary>
    public const string UnknownVoice = "unknown";

    /// <summary>Whether the recording is as it was made.</summary>
    public bool IsClean => Augmentation == Clean;
}
