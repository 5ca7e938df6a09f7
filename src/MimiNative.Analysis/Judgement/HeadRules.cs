using MimiNative.Analysis.Heads;
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
    public static HeadFinding Judge(VerificationReport report) => Judge(Of(report.UnseenVoices), Of(report.UnseenVoicesAndTexts), report.Texts);

    /// <summary>The same of a head that was just trained; how many texts there were it doesn't know.</summary>
    public static HeadFinding Judge(HeadErrors errors) => Judge(Of(errors.Head, errors), Of(errors.HeadUnseenTexts, errors), texts: 0);

    /// <param name="voices">What unseen voices show; null where they couldn't be tested.</param>
    /// <param name="voicesAndTexts">The same saying unseen texts.</param>
    /// <param name="texts">Different texts; 0 where they are unknown.</param>
    public static HeadFinding Judge(HeadFinding? voices, HeadFinding? voicesAndTexts, int texts) => (voices, voicesAndTexts) switch
    {
        (HeadFinding.NotShown, _) => HeadFinding.NotShown,
        (_, { } strict) => strict,
        (null or HeadFinding.CannotBeDecided, null) => HeadFinding.CannotBeDecided,
        ({ } found, null) => texts > 1 ? HeadFinding.VoiceAndTextGoTogether : found,
    };

    private static HeadFinding? Of(Estimate head, HeadErrors errors) => double.IsNaN(head.Value) ? null : Judge(head, errors.OverCosine);

    private static HeadFinding? Of(UnseenVoices? unseen) => unseen is null ? null : Judge(unseen[ScoringMethod.LdaCosine].Eer, unseen.Difference(ScoringMethod.LdaCosine, unseen, ScoringMethod.Cosine));

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
