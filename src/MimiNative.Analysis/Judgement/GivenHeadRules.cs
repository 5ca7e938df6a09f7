using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a given head shows about voices that it has never heard.</summary>
internal static class GivenHeadRules
{
    /// <summary>Null where it was fitted on some of these voices: then its error rate is no answer. Else as for heads in general.</summary>
    public static HeadFinding? Judge(GivenHeadResult result) => result.KnownVoices.Count > 0 ? null : HeadRules.Judge(result.Eer, result.OverCosine);
}
