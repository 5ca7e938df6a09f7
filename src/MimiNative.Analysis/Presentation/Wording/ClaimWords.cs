using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Claims in words.</summary>
internal static class ClaimWords
{
    /// <summary>A claim as a line.</summary>
    public static ClaimLine Of(Claim claim) => new(claim, Ask(claim), Name(claim.Outcome), string.Join("; ", claim.Evidence.Select(Describe)) + Empty(claim)) { Brief = claim.Evidence.Count > 0 ? Brief(claim.Evidence[0]) + Besides(claim) : "" };

    /// <summary>An outcome in one word.</summary>
    public static string Name(Outcome outcome) => outcome switch { Outcome.Yes => "yes", Outcome.No => "no", _ => "undecided" };

    /// <summary>A claim's question as a sentence.</summary>
    public static string Ask(Claim claim) => claim is { Question: Question.BetterThanPeer, Evidence: [{ Controls: [{ Peer: { } peer }] }] } ? $"Is it better than {PeerWords.Name(peer)}, on the clips that both have?" : Ask(claim.Question);

    /// <summary>A question as a sentence.</summary>
    public static string Ask(Question question) => question switch
    {
        Question.KnowsSpeaker => "Does this space know the speaker?",
        Question.KnowsUnseenVoices => "Does a map fitted on other voices tell voices that it has not met apart, better than chance?",
        Question.KnowsUnseenTexts => "Also when they say texts that it has not met?",
        Question.SurvivesEqualising => "Does that survive equalising the recordings' level and offset, better than chance and than each control then?",
        Question.HeadFindsMore => "Does a trained head find more of the speaker than cosine?",
        Question.EarlierStationBetter => "Is an earlier station better than the end of the network?",
        Question.BetterThanShuffledLabels => "Is it better than with shuffled voice labels?",
        Question.BetterThanRandomWeights => "Is it better than the same network with random weights?",
        Question.BetterThanSpectrum => "Is it better than a plain MFCC spectrum?",
        Question.BetterThanPeer => "Is it better than another encoder, on the clips that both have?",
        Question.VoiceOutweighsWords => "Does the voice outweigh the words?",
        Question.PostProcessingHelps => "Does post-processing help voices it wasn't fitted on?",
        Question.SeedAcoustics => "Does it pass the seed study's test 1 (acoustics vs semantics)?",
        Question.SeedConsistency => "Does it pass the seed study's test 2 (intra-speaker consistency)?",
        Question.SeedSeparability => "Does it pass the seed study's test 3 (inter-speaker separability)?",
        Question.SeedRobustness => "Does it pass the seed study's test 4 (robustness)?",
        Question.SpeakerInSemanticCodes => "Do the codes of the quantiser's first branch (semantic in a trained Mimi) tell unseen voices apart better than chance and the controls?",
        Question.SpeakerInAcousticCodes => "Do the codes of its second branch (acoustic in a trained Mimi) tell unseen voices apart better than chance and the controls?",
        Question.GenderReadable => "Can the gender of unseen voices be told?",
        Question.AccentReadable => "Can the accent of unseen voices be told?",
        Question.AgeReadable => "Can the age group of unseen voices be told?",
        Question.RecordingsLinkable => "Can recordings be linked to one voice?",
        Question.EnoughForDiarization => "Is it enough to tell who speaks when, in conversations of voices that nothing was fitted on, and better than every control?",
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "this question has no words"),
    };

    // A pass that anything passes must not read as one.
    private static string Empty(Claim claim) => SeedTestRules.PassToo(claim) is { Count: > 0 } too
        ? $"; an empty pass: {Words.List([.. too.Select(Words.Name)])} {(too is [SpaceKind.Spectral] ? "passes" : "pass")} too" : "";

    // The rows above ask for chance alone, or for one control: here each part has its answer.
    private static string Besides(Claim claim) => claim is { Question: Question.SurvivesEqualising, Evidence: [{ Controls.Count: > 0 } evidence] }
        ? $". Better than chance: {Name(evidence.Interval is { } own ? UnseenRules.BetterThanChance(new Estimate(evidence.Value, own.Low, own.High)) : Outcome.Undecided)}; "
            + string.Join("; ", evidence.Controls.Select(c => $"than {Words.Name(c.Control)} ({Value(evidence.Quantity, c.Value)} then): {Name(c.Difference is { } d ? UnseenRules.Below(new Estimate(d.Value, d.Interval.Low, d.Interval.High)) : Outcome.Undecided)}"))
        : "";

    // Against one control the difference decides, else the value.
    private static string Brief(Evidence evidence)
    {
        string Range(double low, double high) => $"{Value(evidence.Quantity, low)} to {Value(evidence.Quantity, high)}";
        if (evidence.Controls is [{ Difference: { } difference } control] && evidence.Limit is null)
            return $"{Value(evidence.Quantity, evidence.Value)} against {Value(evidence.Quantity, control.Value)}, difference {Range(difference.Interval.Low, difference.Interval.High)}";
        return $"{Value(evidence.Quantity, evidence.Value)}{(evidence.Interval is { } interval ? $", 95 % interval {Range(interval.Low, interval.High)}" : "")}";
    }

    internal static string Describe(Evidence evidence)
    {
        List<string> more = [];
        if (evidence.Embedding is { } embedding)
            more.Add(embedding);
        if (evidence.Interval is { } interval)
            more.Add($"95 % interval {Value(evidence.Quantity, interval.Low)} to {Value(evidence.Quantity, interval.High)}");
        if (evidence.PValue is { } p)
            more.Add($"p {PValueText.InText(p, evidence.Shuffles)}");
        if (evidence.Limit is { } limit)
            more.Add($"limit {Value(evidence.Quantity, limit)}");
        more.AddRange(evidence.Controls.Select(c => Describe(evidence.Quantity, c)));
        return $"{Name(evidence.Quantity)} {Value(evidence.Quantity, evidence.Value)}{(more.Count > 0 ? $" ({string.Join(", ", more)})" : "")}";
    }

    private static string Describe(Quantity quantity, ControlEvidence control) => $"{Words.Name(control.Control, control.Peer)} {Value(quantity, control.Value)}"
        + (control.Difference is { } d ? $", difference {Value(quantity, d.Value)} from {Value(quantity, d.Interval.Low)} to {Value(quantity, d.Interval.High)}" : "");

    private static string Name(Quantity quantity) => quantity switch
    {
        Quantity.EqualErrorRate => "equal error rate",
        Quantity.UnseenVoicesErrorRate => "equal error rate on unseen voices",
        Quantity.UnseenVoicesAndTextsErrorRate => "equal error rate on unseen voices and texts",
        Quantity.EqualisedErrorRate => "equal error rate on equalised clips of unseen voices",
        Quantity.HeadMinusCosine => "head minus cosine in equal error rate",
        Quantity.StationMinusEnd => "difference to the end in equal error rate",
        Quantity.ShortMinusWhole => "short start minus whole clips in equal error rate",
        Quantity.CentredAcousticsScore => "acoustics score of centred vectors",
        Quantity.PaddingVarianceShare => "share of the variance that padding explains",
        Quantity.AcousticsScore => "acoustics score",
        Quantity.SeparabilityRatio => "separability ratio",
        Quantity.IntraSpeakerConsistency => "intra-speaker consistency",
        Quantity.LightNoiseSimilarity => "similarity with light noise",
        Quantity.MediumNoiseSimilarity => "similarity with medium noise",
        Quantity.HeadEqualErrorRate => "equal error rate of a head trained on other voices",
        Quantity.AttributeAccuracy => "told rightly",
        Quantity.AttributeSelectivity => "more than with shuffled labels",
        Quantity.Linkability => "linkability (D_sys, cosine)",
        Quantity.HeadLinkability => "linkability (D_sys, head trained on other voices)",
        Quantity.DiarizationErrorRateOracle => "diarization error rate, speech known",
        Quantity.DiarizationErrorRateEnergy => "diarization error rate, speech told by its level",
        _ => throw new ArgumentOutOfRangeException(nameof(quantity), quantity, "this quantity has no words"),
    };

    private static string Value(Quantity quantity, double value) => IsScore(quantity) ? Words.Number(value) : Words.Percent(value);

    private static bool IsScore(Quantity quantity) => quantity is Quantity.AcousticsScore or Quantity.CentredAcousticsScore or Quantity.SeparabilityRatio or Quantity.IntraSpeakerConsistency
        or Quantity.LightNoiseSimilarity or Quantity.MediumNoiseSimilarity or Quantity.Linkability or Quantity.HeadLinkability;
}
