namespace MimiNative.Analysis.Judgement;

/// <summary>What claims are about. In JSON the name in snake_case.</summary>
public enum Question
{
    /// <summary>Does the space know the speaker: more than chance and more than every control that was measured?</summary>
    KnowsSpeaker,

    /// <summary>Does it tell voices apart better than shuffled voice labels?</summary>
    BetterThanShuffledLabels,

    /// <summary>Does it tell voices apart better than the same network with random weights?</summary>
    BetterThanRandomWeights,

    /// <summary>Does it tell voices apart better than the average spectrum?</summary>
    BetterThanSpectrum,

    /// <summary>Does the voice outweigh the words?</summary>
    VoiceOutweighsWords,

    /// <summary>Is there a post-processing that also helps voices that it wasn't fitted on?</summary>
    PostProcessingHelps,

    /// <summary>The seed study's test 1.</summary>
    SeedAcoustics,

    /// <summary>The seed study's test 2.</summary>
    SeedConsistency,

    /// <summary>The seed study's test 3.</summary>
    SeedSeparability,

    /// <summary>The seed study's test 4.</summary>
    SeedRobustness,

    /// <summary>Do the semantic codebooks tell unseen voices apart, better than chance and than every control that was measured?</summary>
    SpeakerInSemanticCodes,

    /// <summary>The same of the acoustic codebooks.</summary>
    SpeakerInAcousticCodes,

    /// <summary>Can the gender of unseen voices be told?</summary>
    GenderReadable,

    /// <summary>Can the accent of unseen voices be told?</summary>
    AccentReadable,

    /// <summary>Can the age group of unseen voices be told?</summary>
    AgeReadable,

    /// <summary>Can two recordings be linked to one voice?</summary>
    RecordingsLinkable,
}
