using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>How speech was found.</summary>
public enum SpeechSource
{
    /// <summary>Known from how the conversations were made: all speakers together.</summary>
    Oracle,

    /// <summary>By its level.</summary>
    Energy,
}

/// <summary>Diarization error rates of one way to do it, over all conversations.</summary>
public sealed record DiarizationRow
{
    /// <summary>Whose vectors.</summary>
    public required SpaceKind Space { get; init; }

    /// <summary>Which: tap and pooling; <c>mfcc</c> for the baseline.</summary>
    public required EmbeddingKey Key { get; init; }

    /// <summary>Seconds of a window.</summary>
    public required double Window { get; init; }

    /// <summary>Whether windows were looked at through a head fitted on voices that are not in the conversation.</summary>
    public required bool Head { get; init; }

    /// <summary>How speech was found.</summary>
    public required SpeechSource Speech { get; init; }

    /// <summary>Seconds of each conversation, in their order.</summary>
    public required IReadOnlyList<DiarizationErrors> Errors { get; init; }

    /// <summary>The error rate of all together, with its 95 % interval over voices.</summary>
    public required Estimate Rate { get; init; }

    /// <summary>This rate minus that of the row in question, over the same draws of voices, where this is a control of it; else unknown.</summary>
    public Estimate OwnMinusThis { get; init; } = Estimate.None;

    /// <summary>All conversations together.</summary>
    public DiarizationErrors All => Errors.Aggregate(default(DiarizationErrors), (a, b) => a + b);
}

/// <summary>Who speaks when in conversations mixed from the clips, where the number of speakers is known.</summary>
public sealed record DiarizationResult
{
    /// <summary>True where the weights are random numbers.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Who speaks in each conversation.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Casts { get; init; }

    /// <summary>Seconds of all conversations.</summary>
    public required double Seconds { get; init; }

    /// <summary>The error rate of whoever gives all speech to one speaker, speech known.</summary>
    public required double OneSpeaker { get; init; }

    /// <summary>The error rate of whoever is right but hears one of two voices at a time: what overlap alone costs.</summary>
    public required double OverlapMissed { get; init; }

    /// <summary>The embedding that questions are asked about, fixed before any conversation was heard.</summary>
    public required EmbeddingKey Focus { get; init; }

    /// <summary>Seconds of its windows.</summary>
    public required double Window { get; init; }

    /// <summary>Whether it is looked at through a head: wherever one could be fitted on enough voices for every conversation.</summary>
    public required bool Head { get; init; }

    /// <summary>Every way that was measured.</summary>
    public required IReadOnlyList<DiarizationRow> Rows { get; init; }

    /// <summary>Speakers in each conversation.</summary>
    public int Speakers => Casts[0].Count;

    /// <summary>The row in question; null where it wasn't measured.</summary>
    public DiarizationRow? Own(SpeechSource speech) => Rows.FirstOrDefault(r => r.Space == SpaceKind.Analysed && r.Speech == speech && r.Window == Window && r.Head == Head && r.Key == Focus);

    /// <summary>The control that it is held against: of the same embedding (MFCCs for the spectrum) and window, by cosine or through a head, whichever is better for the control. Null where it wasn't measured.</summary>
    public DiarizationRow? Control(SpaceKind space, SpeechSource speech) =>
        Rows.Where(r => r.Space == space && r.Speech == speech && r.Window == Window && (space == SpaceKind.Spectral || r.Key == Focus)).MinBy(r => r.Rate.Value);
}
