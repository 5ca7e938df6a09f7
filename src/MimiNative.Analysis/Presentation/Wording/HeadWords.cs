using MimiNative.Analysis.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What trained heads show, in words.</summary>
internal static class HeadWords
{
    /// <summary>Why voices that are told apart are no speakers where each says its own text.</summary>
    public const string VoiceOrText = "but no voice says two texts that could be compared: whether it is the speaker or what is said can't be told.";

    /// <summary>Equal error rates: cosine of all pairs, then the head on unseen voices, and on unseen voices and texts, with their intervals.</summary>
    public static string Headline(VerificationReport report) =>
        $"equal error rate: cosine {Words.Percent(report.AllPairs.Eer)}, head on unseen voices {Of(report.UnseenVoices)}, on unseen voices and texts {Of(report.UnseenVoicesAndTexts)}";

    /// <summary>One sentence.</summary>
    public static string Meaning(HeadFinding finding) => finding switch
    {
        HeadFinding.NotShown => "Nothing here shows that the space knows the speaker: on voices that a linear map was not fitted on, chance can't be ruled out.",
        HeadFinding.HeadFindsMore => "The speaker is in the space, but cosine doesn't look where it is: a linear map fitted on other voices tells unseen voices apart.",
        HeadFinding.CosineSuffices => "The speaker is in the space, and a linear map fitted on other voices shows no more of it than cosine.",
        HeadFinding.VoiceAndTextGoTogether => $"Voices are told apart, {VoiceOrText}",
        _ => "Whether a trained map would find the speaker can't be decided: that takes at least four voices with several clips each.",
    };

    /// <summary>The finding's name in JSON.</summary>
    public static string Name(HeadFinding finding) => finding switch
    {
        HeadFinding.NotShown => "not shown",
        HeadFinding.VoiceAndTextGoTogether => "voice and text go together",
        HeadFinding.HeadFindsMore => "head finds more than cosine",
        HeadFinding.CosineSuffices => "cosine suffices",
        _ => "can't be decided",
    };

    private static string Of(UnseenVoices? unseen)
    {
        if (unseen is null)
            return "n/a";
        var eer = unseen[ScoringMethod.LdaCosine].Eer;
        return double.IsFinite(eer.Low) ? $"{Words.Percent(eer.Value)} ({Words.Percent(eer.Low)} to {Words.Percent(eer.High)})" : Words.Percent(eer.Value);
    }
}
