using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a trained head shows about a space.</summary>
public enum HeadFinding
{
    /// <summary>Too few voices or clips to fit a head and test it on others, or no interval.</summary>
    CannotBeDecided,

    /// <summary>The head's error rate on unseen voices can't be told from chance.</summary>
    NotShown,

    /// <summary>The texts are known, but no voice says two that could be compared: the voice can't be told from what it says.</summary>
    VoiceAndTextGoTogether,

    /// <summary>The speaker is there, and the head finds more of it than cosine does.</summary>
    HeadFindsMore,

    /// <summary>The speaker is there, and cosine can't be told from the head.</summary>
    CosineSuffices,
}

/// <summary>Does the space know voices that nothing was fitted on, and does it take a head to see it?</summary>
internal static class HeadRules
{
    private const double Chance = 0.5;

    /// <summary>Judged on unseen voices, and where texts are known also where those are unseen too: the speaker has to be found in both.</summary>
    public static HeadFinding Judge(VerificationReport report) => (report.UnseenVoices, report.UnseenVoicesAndTexts) switch
    {
        (null, null) => HeadFinding.CannotBeDecided,
        ({ } voices, null) => report.Texts > 1 && Judge(voices) != HeadFinding.NotShown ? HeadFinding.VoiceAndTextGoTogether : Judge(voices),
        ({ } voices, { } texts) when Judge(voices) == HeadFinding.NotShown => HeadFinding.NotShown,
        (_, { } texts) => Judge(texts),
    };

    private static HeadFinding Judge(UnseenVoices unseen) => Judge(unseen[ScoringMethod.LdaCosine].Eer, unseen.Difference(ScoringMethod.LdaCosine, unseen, ScoringMethod.Cosine));

    /// <param name="head">The head's equal error rate.</param>
    /// <param name="overCosine">How much higher it is than cosine's, on the same pairs.</param>
    public static HeadFinding Judge(Estimate head, Estimate overCosine) => (head.High, overCosine.High) switch
    {
        (double.NaN, _) or (_, double.NaN) => HeadFinding.CannotBeDecided,
        ( >= Chance, _) => HeadFinding.NotShown,
        (_, < 0) => HeadFinding.HeadFindsMore,
        _ => HeadFinding.CosineSuffices,
    };
}
