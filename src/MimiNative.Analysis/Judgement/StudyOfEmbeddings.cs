using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>The seed study's statements held against an embeddings file.</summary>
public static class StudyOfEmbeddings
{
    /// <summary>All statements, in their order.</summary>
    public static IReadOnlyList<StudyClaim> Judge(EmbeddingsResult result) => StudyRules.Judge(new StudyNumbers
    {
        Space = result.Space,
        SeedTests = result.SeedTests,
        Head = Head(result.Verification),
        PaddingShare = result.Padding?.PaddedShare.VarianceShare,
    });

    private static Evidence? Head(VerificationReport report) =>
        report.UnseenVoicesAndTexts is { } texts ? UnseenRules.Evidence(Quantity.UnseenVoicesAndTextsErrorRate, texts[ScoringMethod.LdaCosine].Eer)
        : report.UnseenVoices is { } voices ? UnseenRules.Evidence(Quantity.UnseenVoicesErrorRate, voices[ScoringMethod.LdaCosine].Eer)
        : null;
}
