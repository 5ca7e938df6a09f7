namespace MimiNative.Analysis.Judgement;

/// <summary>What claims are about. In JSON the name in snake_case.</summary>
public enum Question
{
    /// <summary>Does the space know the speaker: on voices and texts that nothing was fitted on, with level and offset of the recordings equalised, and more than every control?</summary>
    KnowsSpeaker,

    /// <summary>Does a map fitted on other voices tell voices apart that it has not met, better than chance?</summary>
    KnowsUnseenVoices,

    /// <summary>And when they say texts that it has not met either?</summary>
    KnowsUnseenTexts,

    /// <summary>Does that survive equalising the recordings, beyond what controls keep?</summary>
    SurvivesEqualising,

    /// <summary>Does it tell voices apart better than shuffled voice labels?</summary>
    BetterThanShuffledLabels,

    /// <summary>Does it tell voices apart better than the same network with random weights?</summary>
    BetterThanRandomWeights,

    /// <summary>Does it tell voices apart better than the average spectrum?</summary>
    BetterThanSpectrum,

    /// <summary>Does it tell voices apart better than another encoder on the clips that both have?</summary>
    BetterThanPeer,

    /// <summary>Does a trained head find more of the speaker than plain cosine?</summary>
    HeadFindsMore,

    /// <summary>Is an earlier station better than the end of the network?</summary>
    EarlierStationBetter,

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

    /// <summary>Is it enough to tell who speaks when in conversations of voices that nothing was fitted on, better than every control?</summary>
    EnoughForDiarization,
}
