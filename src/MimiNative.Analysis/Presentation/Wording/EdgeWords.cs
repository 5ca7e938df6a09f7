using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Edge cases in words.</summary>
public static class EdgeWords
{
    /// <summary>PASS, DEGRADED, FAIL, CRASH or NOT JUDGED.</summary>
    public static string Name(EdgeOutcome outcome) => outcome == EdgeOutcome.NotJudged ? "NOT JUDGED" : outcome.ToString().ToUpperInvariant();

    /// <summary>What the case was made of.</summary>
    public static string Name(EdgeCarrier carrier) => carrier.ToString().ToLowerInvariant();

    /// <summary>The rule that decided a case, with its limit.</summary>
    public static string Rule(JudgedEdgeCase judged, EdgeResult result)
    {
        var (same, different) = (Words.Number(result.SameVoice), Words.Number(result.DifferentVoices));
        return (judged.Rule, judged.Outcome) switch
        {
            (EdgeRule.Finite, _) => "the encoder failed or gave values that are not finite",
            (_, EdgeOutcome.NotJudged) => "finite; the data has no two clips of one voice, or no two voices, to hold it against",
            (EdgeRule.KeepsVoice, EdgeOutcome.Pass) => $"at least {same}, as two clips of one voice",
            (EdgeRule.KeepsVoice, EdgeOutcome.Degraded) => $"below {same} (one voice), not below {different} (two voices)",
            (EdgeRule.KeepsVoice, _) => $"below {different}: farther than another voice",
            (_, EdgeOutcome.Pass) => $"at most {different}: no closer than another voice",
            (_, EdgeOutcome.Degraded) => $"above {different} (two voices), below {same} (one voice)",
            _ => $"at least {same}: taken for the voice",
        };
    }
}
